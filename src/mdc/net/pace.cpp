#include "mdc/net/pace.hpp"

#include <algorithm>

namespace mdc::net {

// Number n of a slice is time / slice length. What was spent in slice n counts until slice n + 65
// begins: it is at least a whole window old then, wherever in its slice it was spent.

Pace::Pace(std::uint32_t limit, std::chrono::milliseconds window) noexcept
    : limit_(std::max(1U, limit)),
      slice_(std::max<std::int64_t>(1, std::chrono::nanoseconds(window).count() / kSlices)) {}

void Pace::advance(SteadyTime now) noexcept {
    const std::int64_t slice = now.time_since_epoch() / slice_;
    const std::int64_t passed = std::min(slice - newest_, kSlices + 1);
    for (std::int64_t i = 1; i <= passed; ++i) {
        auto& oldest = cell(slice - passed + i);
        used_ -= oldest;
        oldest = 0;
    }
    newest_ = std::max(newest_, slice);
}

void Pace::spend(SteadyTime now, std::uint32_t units) noexcept {
    advance(now);
    cell(newest_) += units;
    used_ += units;
}

bool Pace::take(SteadyTime now, std::uint32_t units) noexcept {
    if (left(now) < units) return false;
    spend(now, units);
    return true;
}

std::uint32_t Pace::left(SteadyTime now) noexcept {
    advance(now);
    return used_ >= limit_ ? 0 : limit_ - static_cast<std::uint32_t>(used_);
}

std::chrono::nanoseconds Pace::wait(SteadyTime now, std::uint32_t units) noexcept {
    const std::uint32_t wanted = std::min(units, limit_);
    std::uint64_t available = left(now);
    if (available >= wanted) return {};
    // Slices leave the window oldest first; the one that frees enough decides.
    const std::uint64_t over = used_ > limit_ ? used_ - limit_ : 0;
    std::int64_t slice = newest_ - kSlices;
    for (; slice < newest_; ++slice) {
        available += cell(slice);
        if (available >= wanted + over) break;
    }
    return SteadyTime{(slice + kSlices + 1) * slice_} - now;
}

}  // namespace mdc::net
