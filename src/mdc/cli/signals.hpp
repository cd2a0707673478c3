#pragma once

#include <chrono>

namespace mdc::cli {

/// What SIGINT and SIGTERM do in the course of a run. One object at a time, on the main thread.
class Signals {
  public:
    /// There is nothing to finish yet: one ends the process at once.
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    /// From here on the first one is kept for wait(). Threads that are started now are not
    /// disturbed by it; one that was started before may be, and is restarted.
    void begin() noexcept;
    /// Whether one came, at the latest after the span.
    [[nodiscard]] bool wait(std::chrono::milliseconds span) const noexcept;
    /// The files are being finished: a second one ends the process at once and leaves what was
    /// written as journals. Within half a second of the first it counts as the same one.
    void second_one_ends_at_once() noexcept;
};

}  // namespace mdc::cli
