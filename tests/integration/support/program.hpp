#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mdc::test {

/// A child process whose output is kept. Ended with this, if it still runs.
class Program {
  public:
    /// Where its standard output goes.
    enum class Output {
        kept,  ///< out() has it
        pipe,  ///< the test reads output_fd(), or does not
    };

    /// Starts `arguments[0]`, looked for in PATH when it has no slash; standard input is empty.
    explicit Program(const std::vector<std::string>& arguments, Output output = Output::kept);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    void signal(int number) const;
    /// Its exit code, or 128 + the signal that ended it; kTimedOut when it goes on.
    int wait(std::chrono::seconds patience = std::chrono::seconds{60});
    [[nodiscard]] bool is_running();
    /// What it wrote so far.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

    /// The reading end of its standard output (Output::pipe).
    [[nodiscard]] int output_fd() const noexcept { return pipe_fd_; }
    /// The reader goes away.
    void close_output();

    static constexpr int kTimedOut = -1;

  private:
    pid_t pid_ = -1;
    int out_fd_ = -1;
    int err_fd_ = -1;
    int pipe_fd_ = -1;
    int exit_code_ = kTimedOut;
};

/// `mdc` of this build with these arguments.
std::vector<std::string> mdc(std::vector<std::string> arguments);

/// The interpreter that sees pyarrow.
std::string python();

/// How a short program went.
struct Finished {
    int code = 0;
    std::string out, err;
};
Finished run(const std::vector<std::string>& arguments);

}  // namespace mdc::test
