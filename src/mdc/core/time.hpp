#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace mdc {

/// A moment, microseconds since 1970-01-01 UTC.
struct UnixMicros {
    std::int64_t value = 0;

    friend constexpr auto operator<=>(UnixMicros, UnixMicros) = default;
    friend constexpr UnixMicros operator+(UnixMicros at, std::chrono::microseconds span) {
        return {at.value + span.count()};
    }
    friend constexpr UnixMicros operator-(UnixMicros at, std::chrono::microseconds span) {
        return {at.value - span.count()};
    }
    friend constexpr std::chrono::microseconds operator-(UnixMicros a, UnixMicros b) {
        return std::chrono::microseconds{a.value - b.value};
    }
};

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// Reads the system's UTC clock (about 25 ns). The pure modules never call it: time is an argument.
UnixMicros utc_now() noexcept;

/// Nanoseconds of the monotonic clock, the one of all stage stamps (about 25 ns).
inline std::uint64_t ticks_now() noexcept {
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

/// Days since 1970-01-01 UTC, rounded down.
constexpr std::int64_t utc_day(UnixMicros at) noexcept {
    const auto days = at.value / kMicrosPerDay;
    return at.value % kMicrosPerDay < 0 ? days - 1 : days;
}

/// "2026-11-25".
std::string format_date(UnixMicros at);
/// "2026-11-25T16:47:27.123456Z".
std::string format_timestamp(UnixMicros at);
/// "20261125T164727Z", for file names; sorts by time.
std::string format_file_stamp(UnixMicros at);

}  // namespace mdc
