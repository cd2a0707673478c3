#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace mdc {

/// Inside fixed-layout rows an absent value is marked by one of these; in the tables it is null.
inline constexpr std::int64_t kNullInt64 = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int32_t kNullInt32 = std::numeric_limits<std::int32_t>::min();
inline constexpr double kNullDouble = std::numeric_limits<double>::quiet_NaN();

constexpr bool is_null(std::int64_t value) noexcept { return value == kNullInt64; }
constexpr bool is_null(std::int32_t value) noexcept { return value == kNullInt32; }
inline bool is_null(double value) noexcept { return std::isnan(value); }

}  // namespace mdc
