#pragma once

#include <cstdint>
#include <string_view>

namespace mdc {

/// Reads a decimal number that a venue sent, to the nearest double (exactly rounded, so equal
/// decimals give equal doubles and a price is a valid key).
///
/// Shape:  optional '-', digits, optional fraction, optional exponent ("67123.45", "2.2e3", "007").
/// Errors: false on anything else (empty, "+1", "1.", ".5", "nan", trailing bytes); `out`
/// untouched. Speed:  up to 19 digits and a power of ten up to 22 take one exact division or
/// multiplication;
///         everything else goes through std::from_chars.
bool parse_decimal(std::string_view text, double& out) noexcept;

/// Reads a whole number that fits int64. Errors: false on anything else, overflow included.
bool parse_integer(std::string_view text, std::int64_t& out) noexcept;

}  // namespace mdc
