#pragma once

#include <chrono>
#include <cstdint>

namespace mdc {

/// Nanoseconds of the monotonic clock, the one of all stage stamps (about 25 ns).
inline std::uint64_t ticks_now() noexcept {
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

}  // namespace mdc
