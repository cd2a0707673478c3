#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "mdc/collector/live/messages.hpp"
#include "mdc/net/backoff.hpp"

namespace mdc::collector {

/// When which connection is to be dialled. Pure, one thread.
///
/// How long a connection that was open waits is the I/O thread's to say, which sees its data: each
/// wish begins a series. While it does not open, the series goes on here with longer and longer
/// waits, none of them shorter than the one that the wish asked for.
class DialSchedule {
  public:
    /// `seed`: of the jitter; recorders that start together must not dial together.
    DialSchedule(std::size_t connections, std::uint64_t seed);

    /// Open it, `retry_after` at the earliest.
    void want(ConnectionIndex connection, net::SteadyTime now,
              std::chrono::milliseconds retry_after);
    /// It did not open. Returns the wait until the next try, not shorter than what the peer asked
    /// for.
    std::chrono::milliseconds failed(ConnectionIndex connection, net::SteadyTime now,
                                     std::chrono::milliseconds asked);

    /// A connection that waits, and since when it is due.
    struct Dial {
        ConnectionIndex connection = 0;
        net::SteadyTime due{};
    };
    /// Those that wait, in the order of asking.
    [[nodiscard]] const std::vector<Dial>& waiting() const noexcept { return waiting_; }
    /// The n-th of them is being dialled.
    void take(std::size_t position);

  private:
    struct Series {
        net::Backoff backoff;
        std::chrono::milliseconds least{0};
    };

    std::uint64_t seed_;
    std::vector<Series> series_;  // by connection
    std::vector<Dial> waiting_;
};

}  // namespace mdc::collector
