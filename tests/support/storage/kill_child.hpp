#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <functional>
#include <new>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mdc::test {

/// Memory that a killed child leaves readable: what it had reported when it died.
template <class T>
class SharedReport {
  public:
    SharedReport()
        : value_(new (::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                             -1, 0)) T{}) {}
    SharedReport(const SharedReport&) = delete;
    SharedReport& operator=(const SharedReport&) = delete;
    ~SharedReport() { ::munmap(value_, sizeof(T)); }
    T* operator->() const noexcept { return value_; }

  private:
    T* value_;
};

/// A forked process, leader of a group of its own, so that its children can be killed with it.
class KillChild {
  public:
    explicit KillChild(const std::function<void()>& work) : pid_(::fork()) {
        if (pid_ != 0) {
            ::setpgid(pid_, pid_);  // whoever comes first
            return;
        }
        ::setpgid(0, 0);
        work();
        ::_exit(0);
    }
    KillChild(const KillChild&) = delete;
    KillChild& operator=(const KillChild&) = delete;
    ~KillChild() { kill(true); }

    /// True once it has ended by itself; kill() then returns how.
    [[nodiscard]] bool has_ended() {
        if (pid_ > 0 && !has_ended_) has_ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
        return has_ended_;
    }

    /// kill -9, with all its children or without. Returns its wait status.
    int kill(bool with_children) {
        if (pid_ <= 0) return status_;
        // One that was waited for is gone, and its pid may be another's; its group may live on.
        if (with_children) ::kill(-pid_, SIGKILL);
        if (!has_ended_) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, &status_, 0);
        }
        pid_ = -1;
        return status_;
    }

  private:
    pid_t pid_;
    int status_ = 0;
    bool has_ended_ = false;
};

}  // namespace mdc::test
