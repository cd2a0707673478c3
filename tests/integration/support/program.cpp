#include "tests/integration/support/program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/support/storage/recorded.hpp"

namespace mdc::test {

namespace {

std::string text_of(int fd) {
    std::string text;
    std::array<char, 65536> chunk;
    for (;;) {
        const auto size = ::pread(fd, chunk.data(), chunk.size(), static_cast<off_t>(text.size()));
        if (size <= 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(size));
    }
}

// Only async-signal-safe calls: other threads of the parent may hold any lock.
[[noreturn]] void become(char* const* arguments, int out, int err) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nobody behind
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE}) ::signal(number, SIG_DFL);
    ::execvp(arguments[0], arguments);
    ::_exit(127);
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, Output output) {
    std::vector<char*> words;
    for (const auto& each : arguments) words.push_back(const_cast<char*>(each.c_str()));
    words.push_back(nullptr);
    out_fd_ = ::memfd_create("out", MFD_CLOEXEC);
    err_fd_ = ::memfd_create("err", MFD_CLOEXEC);
    std::array<int, 2> ends = {-1, -1};
    if (output == Output::pipe && ::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    pipe_fd_ = ends[0];
    pid_ = ::fork();
    if (pid_ == 0) become(words.data(), output == Output::pipe ? ends[1] : out_fd_, err_fd_);
    if (ends[1] >= 0) ::close(ends[1]);
}

Program::~Program() {
    if (is_running()) {
        ::kill(pid_, SIGKILL);
        (void)wait();
    }
    close_output();
    ::close(out_fd_);
    ::close(err_fd_);
}

void Program::signal(int number) const { ::kill(pid_, number); }

bool Program::is_running() {
    if (exit_code_ != kTimedOut || pid_ <= 0) return false;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return false;
}

int Program::wait(std::chrono::seconds patience) {
    (void)eventually([this] { return !is_running(); }, patience);
    return exit_code_;
}

std::string Program::out() const { return text_of(out_fd_); }
std::string Program::err() const { return text_of(err_fd_); }

void Program::close_output() {
    if (pipe_fd_ >= 0) ::close(pipe_fd_);
    pipe_fd_ = -1;
}

std::vector<std::string> mdc(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), built_program("mdc").string());
    return arguments;
}

std::string python() {
    const char* known = std::getenv("MDC_PYTHON");
    return known != nullptr ? known : "python3";
}

Finished run(const std::vector<std::string>& arguments) {
    Program program(arguments);
    const int code = program.wait(std::chrono::seconds{300});
    return {code, program.out(), program.err()};
}

}  // namespace mdc::test
