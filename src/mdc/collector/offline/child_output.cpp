#include "mdc/collector/offline/child_output.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

extern char** environ;

namespace mdc::collector {

namespace {

constexpr int kTargetCode = 3;

void close_fd(int& fd) noexcept {
    if (fd >= 0) ::close(std::exchange(fd, -1));
}

/// The exit status; the child is gone then.
int reap(pid_t& pid) noexcept {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    pid = -1;
    return status;
}

/// errno of the start, 0 when it runs. It dies when it writes to nobody, whatever we do ourselves.
int spawn(std::vector<std::string>& arguments, int out, int err, pid_t& pid) {
    std::vector<char*> words;
    for (auto& each : arguments) words.push_back(each.data());
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t pipe_signal;
    ::sigemptyset(&pipe_signal);
    ::sigaddset(&pipe_signal, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const int code = ::posix_spawn(&pid, words[0], &actions, &attributes, words.data(), ::environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    return code;
}

}  // namespace

Result<ChildOutput> ChildOutput::start(std::vector<std::string> arguments) {
    std::array<int, 2> out = {-1, -1};
    std::array<int, 2> err = {-1, -1};
    ChildOutput child;
    int code = 0;
    if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) {
        code = errno;
    } else {
        code = spawn(arguments, out[1], err[1], child.pid_);
    }
    close_fd(out[1]);
    close_fd(err[1]);
    child.out_ = out[0];
    child.err_ = err[0];
    if (code == 0) return child;
    child.pid_ = -1;
    return fail(ErrorKind::internal,
                fmt::format("{} cannot be started: {}.", arguments[0], std::strerror(code)));
}

ChildOutput::ChildOutput(ChildOutput&& other) noexcept { *this = std::move(other); }

ChildOutput& ChildOutput::operator=(ChildOutput&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(out_, other.out_);
    std::swap(err_, other.err_);
    return *this;
}

ChildOutput::~ChildOutput() {
    close_fd(out_);
    close_fd(err_);
    if (pid_ < 0) return;
    ::kill(pid_, SIGTERM);
    (void)reap(pid_);
}

int ChildOutput::take_fd() noexcept { return std::exchange(out_, -1); }

Result<void> ChildOutput::finish() {
    if (pid_ < 0) return {};
    std::string words;
    std::array<char, 4096> chunk;
    for (;;) {
        const auto size = ::read(err_, chunk.data(), chunk.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        words.append(chunk.data(), static_cast<std::size_t>(size));
    }
    while (words.ends_with('\n')) words.pop_back();
    const int status = reap(pid_);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    if (words.empty()) words = fmt::format("the reader of Parquet ended with status {}", status);
    const bool is_target = WIFEXITED(status) && WEXITSTATUS(status) == kTargetCode;
    return fail(is_target ? ErrorKind::target : ErrorKind::malformed, words + ".");
}

}  // namespace mdc::collector
