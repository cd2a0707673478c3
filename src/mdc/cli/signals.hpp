#pragma once

#include <chrono>
#include <signal.h>

namespace mdc::cli {

/// SIGINT and SIGTERM as something to wait for. Make it before any thread: they inherit the mask.
class Signals {
  public:
    Signals();
    /// Whether one came within the span.
    [[nodiscard]] bool wait(std::chrono::milliseconds span) const;
    /// The first one ends in order; from here on a second one ends the process at once and leaves
    /// what was written as journals.
    void second_one_ends_at_once() const;

  private:
    sigset_t set_{};
};

}  // namespace mdc::cli
