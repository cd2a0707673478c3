#include "mdc/journal/lock.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "mdc/core/log.hpp"

namespace mdc::journal {

namespace fs = std::filesystem;

namespace {

std::string read_pid(int descriptor) {
    char text[32] = {};
    const auto size = ::pread(descriptor, text, sizeof text - 1, 0);
    std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!pid.empty() && pid.back() == '\n') pid.pop_back();
    return pid.empty() ? "unknown" : pid;
}

/// True when it is a pid and no process has it.
bool is_gone(const std::string& pid) {
    pid_t number = 0;
    const auto parsed = std::from_chars(pid.data(), pid.data() + pid.size(), number);
    if (parsed.ec != std::errc{} || number <= 0) return false;
    return ::kill(number, 0) != 0 && errno == ESRCH;
}

/// False when another process has it. A recorder that was killed while it started a converter
/// leaves the lock with that child until it runs mdc-parquet: who comes at once waits for that.
bool lock_from_the_living(int descriptor) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::seconds(1);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (!is_gone(read_pid(descriptor)) || Clock::now() >= deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

int lock_waiting(int descriptor) {
    int result = 0;
    do {
        result = ::flock(descriptor, LOCK_EX);
    } while (result != 0 && errno == EINTR);
    return result;
}

}  // namespace

Result<Lock> Lock::of_target(const fs::path& journals) {
    const auto path = journals / "lock";
    Lock lock;
    lock.descriptor_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!lock.holds()) {
        return fail(ErrorKind::target,
                    fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
    }
    if (!lock_from_the_living(lock.descriptor_.get())) {
        return fail(ErrorKind::target,
                    fmt::format("{} is in use by process {}: stop it, or choose another target",
                                journals.parent_path().string(), read_pid(lock.descriptor_.get())));
    }
    const auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.descriptor_.get(), 0) != 0 ||
        ::pwrite(lock.descriptor_.get(), pid.data(), pid.size(), 0) < 0) {
        // The lock is what counts; only the message of a second recorder will lack the pid.
        log::warning("journal", "cannot write the pid into {}", path.string());
    }
    return lock;
}

Lock Lock::try_file(const fs::path& path) {
    Lock lock;
    lock.descriptor_ = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (lock.holds() && ::flock(lock.descriptor_.get(), LOCK_EX | LOCK_NB) != 0) return {};
    return lock;
}

Result<Lock> Lock::of_directory(const fs::path& path) {
    Lock lock;
    lock.descriptor_ = Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock.holds() || lock_waiting(lock.descriptor_.get()) != 0) {
        return fail(ErrorKind::target,
                    fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
    }
    return lock;
}

}  // namespace mdc::journal
