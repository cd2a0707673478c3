#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mdc {

/// Reads a decimal number that a venue sent, to the nearest double (exactly rounded, so equal
/// decimals give equal doubles and a price is a valid key).
///
/// Shape:  optional '-', digits, optional fraction, optional exponent ("67123.45", "2.2e3", "007").
/// Errors: false on anything else (empty, "+1", "1.", ".5", "nan", trailing bytes), and on what no
///         finite double is nearest to ("1e400", "1e-400"); `out` is untouched then.
/// Speed:  up to 19 digits take one exact division; everything else
///         goes through std::from_chars.
bool parse_decimal(std::string_view text, double& out) noexcept;

/// Reads a whole number that fits int64. Errors: false on anything else, overflow included.
bool parse_integer(std::string_view text, std::int64_t& out) noexcept;

/// Reads the digits, with an optional fraction, that begin [at, end), up to the first other byte,
/// which is for the caller to judge.
///
/// Errors: nullptr when there are none, or when parse_decimal has to take its long way; `out` is
///         untouched then. Never reads at or behind `end`.
const char* read_decimal(const char* at, const char* end, double& out) noexcept;

namespace digits {

inline constexpr std::uint64_t kPowersOfTen[] = {1,       10,        100,        1'000,      10'000,
                                                 100'000, 1'000'000, 10'000'000, 100'000'000};

constexpr bool is_digit(char c) noexcept { return static_cast<unsigned char>(c - '0') < 10; }

/// How many of the 8 bytes (the first is the lowest) are digits before the first other byte.
inline unsigned count_in(std::uint64_t bytes) noexcept {
    const auto nibbles = bytes ^ 0x3030'3030'3030'3030;
    const auto others = ((nibbles & 0x7F7F'7F7F'7F7F'7F7F) + 0x7676'7676'7676'7676) | nibbles;
    const auto marks = others & 0x8080'8080'8080'8080;
    return marks == 0 ? 8 : static_cast<unsigned>(__builtin_ctzll(marks)) / 8;
}

/// The value of the first `count` (1 to 8) digits of the 8 bytes: neighbours are joined to numbers
/// of two, four and eight digits.
inline std::uint64_t value_of(std::uint64_t bytes, unsigned count) noexcept {
    auto value = (bytes ^ 0x3030'3030'3030'3030) << (64 - 8 * count);
    value = value * 10 + (value >> 8);
    constexpr std::uint64_t kPairs = 0x0000'00FF'0000'00FF;
    constexpr std::uint64_t kFirst = 100 + (std::uint64_t{1'000'000} << 32);
    constexpr std::uint64_t kSecond = 1 + (std::uint64_t{10'000} << 32);
    return ((value & kPairs) * kFirst + ((value >> 16) & kPairs) * kSecond) >> 32;
}

/// Steps over digits and appends them to `value`, which wraps after 19 of them: the caller counts.
inline const char* read(const char* at, const char* end, std::uint64_t& value) noexcept {
    while (end - at >= 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, at, 8);
        const auto count = count_in(bytes);
        if (count == 8) {  // a known step is taken before it is computed
            value = value * kPowersOfTen[8] + value_of(bytes, 8);
            at += 8;
            continue;
        }
        if (count == 0) return at;
        value = value * kPowersOfTen[count] + value_of(bytes, count);
        return at + count;
    }
    for (; at != end && is_digit(*at); ++at) {
        value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    }
    return at;
}

}  // namespace digits

}  // namespace mdc
