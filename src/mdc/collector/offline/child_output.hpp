#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "mdc/core/result.hpp"

namespace mdc::collector {

/// A program that was started for what it writes to its standard output. It ends with this: a
/// program whose reader goes away is not waited for longer than it takes to notice.
class ChildOutput {
  public:
    /// `arguments[0]` is its path. Errors: internal, when it cannot be started.
    static Result<ChildOutput> start(std::vector<std::string> arguments);
    ChildOutput(ChildOutput&& other) noexcept;
    ChildOutput& operator=(ChildOutput&& other) noexcept;
    ~ChildOutput();

    /// The reading end of its standard output; whoever takes it closes it.
    int take_fd() noexcept;
    /// Its output came to its end: whether all went well. Errors: what it said on its standard
    /// error; target for exit code 3, else malformed.
    Result<void> finish();

  private:
    ChildOutput() = default;

    pid_t pid_ = -1;
    int out_ = -1;
    int err_ = -1;
};

}  // namespace mdc::collector
