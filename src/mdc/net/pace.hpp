#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "mdc/net/backoff.hpp"

namespace mdc::net {

/// A budget: at most `limit` units within any span of `window`, wherever the span begins. Messages
/// of one connection, connects of one IP address, REST weight. Pure; what shares the budget shares
/// it, one thread at a time.
///
/// Stricter than a token bucket, which lets a full bucket and its refill through in one window:
/// venues ban for that. The window is cut into 64 slices, so a unit returns at most 1/64 of the
/// window late. The network may bunch up what was sent apart: give it less than the venue's own
/// number.
class Pace {
  public:
    Pace(std::uint32_t limit, std::chrono::milliseconds window) noexcept;

    /// Takes `units` if the budget has them now.
    bool take(SteadyTime now, std::uint32_t units = 1) noexcept;
    /// Counts units that were spent without asking (pongs; a server's own count was higher).
    void spend(SteadyTime now, std::uint32_t units) noexcept;
    /// How long until take() succeeds; zero when it would now. More than the limit: as for the
    /// limit.
    [[nodiscard]] std::chrono::nanoseconds wait(SteadyTime now, std::uint32_t units = 1) noexcept;
    /// What take() could take now.
    [[nodiscard]] std::uint32_t left(SteadyTime now) noexcept;

  private:
    static constexpr std::int64_t kSlices = 64;

    void advance(SteadyTime now) noexcept;
    std::uint32_t& cell(std::int64_t slice) noexcept {
        return spent_[static_cast<std::size_t>(slice % (kSlices + 1))];
    }

    std::uint32_t limit_;
    std::chrono::nanoseconds slice_;
    std::int64_t newest_ = 0;  // number of the newest slice
    std::uint64_t used_ = 0;   // sum of spent_
    std::array<std::uint32_t, kSlices + 1>
        spent_{};  // one more: the oldest is partly in the window
};

}  // namespace mdc::net
