#pragma once

#include <chrono>
#include <cstdint>

namespace mdc::net {

/// A moment of the monotonic clock; the pure timers of this module never read it themselves.
using SteadyTime = std::chrono::steady_clock::time_point;

/// How long to wait before the next connect: exponential with full jitter. Pure; one per
/// connection.
///
/// The n-th wait (from 0) is uniform in [0, min(cap, first * 2^n)]. Data that has flowed for
/// `healthy_after` since the connection opened starts the series anew; an accepted connection alone
/// does not, since a server that accepts and drops must not be hammered.
class Backoff {
  public:
    struct Options {
        std::chrono::milliseconds first{200};
        std::chrono::milliseconds cap{30'000};
        std::chrono::milliseconds healthy_after{1'000};
    };

    /// The same seed gives the same waits.
    Backoff(Options options, std::uint64_t seed) noexcept : options_(options), random_(seed) {}

    /// The wait before the next attempt; not shorter than what the peer asked for (Retry-After), to
    /// which the jitter is added.
    std::chrono::milliseconds next(std::chrono::milliseconds at_least = {}) noexcept;
    /// A new connection opened.
    void opened() noexcept { has_data_ = false; }
    /// Data came at `now`.
    void data(SteadyTime now) noexcept;
    /// Attempts since the last reset.
    [[nodiscard]] std::uint32_t attempts() const noexcept { return attempts_; }

  private:
    Options options_;
    std::uint64_t random_;
    std::uint32_t attempts_ = 0;
    bool has_data_ = false;
    SteadyTime first_data_{};
};

}  // namespace mdc::net
