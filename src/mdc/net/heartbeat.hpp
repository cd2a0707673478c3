#pragma once

#include <chrono>

#include "mdc/net/backoff.hpp"

namespace mdc::net {

/// Finds half-open connections in bounded time: something must be heard at least each
/// `dead_after`, and the peer is asked for a sign of life when it has been silent for a while.
/// Pure; one per connection, on the I/O thread.
class Heartbeat {
  public:
    struct Options {
        std::chrono::milliseconds ping_after{15'000};  ///< silence until a ping is due; 0: never
        std::chrono::milliseconds dead_after{
            40'000};                ///< silence until the connection counts as dead
        bool pings_always = false;  ///< ping each ping_after, data or not (Bybit)
    };
    enum class Due { nothing, ping, dead };

    Heartbeat(Options options, SteadyTime now) noexcept
        : options_(options), heard_(now), pinged_(now) {}

    /// Anything came from the peer.
    void heard(SteadyTime now) noexcept { heard_ = now; }
    /// What is to be done now. `ping` is said once per ping_after.
    Due check(SteadyTime now) noexcept;
    /// When check() can next say something, unless something is heard: how long a thread may sleep.
    [[nodiscard]] SteadyTime next_check() const noexcept;

  private:
    [[nodiscard]] SteadyTime ping_due() const noexcept;

    Options options_;
    SteadyTime heard_;
    SteadyTime pinged_;
};

}  // namespace mdc::net
