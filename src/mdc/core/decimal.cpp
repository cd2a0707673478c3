#include "mdc/core/decimal.hpp"

#include <bit>
#include <charconv>

// A decimal with a significand below 2^53 and a power of ten up to 10^22 is exactly rounded by one
// IEEE division, because both operands are exact doubles (Clinger's fast path). Prices and sizes of
// all venues are of this kind but for rare 17 to 19 digit numbers. Eight digits at a time are read
// as one word.

namespace mdc {

namespace {

static_assert(std::endian::native == std::endian::little, "digits are read as little-endian words");

constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
                                   1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
constexpr std::uint64_t kLargestExactInteger = std::uint64_t{1} << 53;
constexpr int kMostDigits = 19;

using digits::is_digit;

const char* skip_digits(const char* at, const char* end) noexcept {
    while (at != end && is_digit(*at)) ++at;
    return at;
}

// The grammar that parse_decimal promises; from_chars alone would also take "nan", "1." and ".5".
bool has_decimal_shape(const char* at, const char* end) noexcept {
    if (at != end && *at == '-') ++at;
    const char* digits = at;
    at = skip_digits(at, end);
    if (at == digits) return false;
    if (at != end && *at == '.') {
        digits = ++at;
        at = skip_digits(at, end);
        if (at == digits) return false;
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at != end && (*at == '+' || *at == '-')) ++at;
        digits = at;
        at = skip_digits(at, end);
        if (at == digits) return false;
    }
    return at == end;
}

bool parse_slowly(std::string_view text, double& out) noexcept {
    const char* end = text.data() + text.size();
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return false;
    out = value;
    return true;
}

// The digits with an optional fraction that begin [at, end).
struct Number {
    const char* stop = nullptr;  // behind them; nullptr: there are none
    std::uint64_t significand = 0;
    std::ptrdiff_t count = 0;  // of digits; the significand has wrapped when they are too many
    std::ptrdiff_t fraction = 0;
};

inline Number number_at(const char* at, const char* end) noexcept {
    Number number;
    const char* const first = at;
    at = digits::read(at, end, number.significand);
    number.count = at - first;
    if (number.count == 0) return {};
    if (at != end && *at == '.') {
        const char* const point = ++at;
        at = digits::read(at, end, number.significand);
        number.fraction = at - point;
        if (number.fraction == 0) return {};
        number.count += number.fraction;
    }
    number.stop = at;
    return number;
}

// False when no single division gives the value.
inline bool to_double(Number number, double& out) noexcept {
    if (number.count > kMostDigits) [[unlikely]]
        return false;
    // Venues pad with zeros: "1234567890.00000000" is a small number that looks long.
    while (number.significand > kLargestExactInteger) [[unlikely]] {
            if (number.fraction == 0 || number.significand % 10 != 0) return false;
            number.significand /= 10;
            --number.fraction;
        }
    out = static_cast<double>(number.significand) / kPowersOfTen[number.fraction];
    return true;
}

}  // namespace

const char* read_decimal(const char* at, const char* end, double& out) noexcept {
    const auto number = number_at(at, end);
    return number.stop != nullptr && to_double(number, out) ? number.stop : nullptr;
}

bool parse_decimal(std::string_view text, double& out) noexcept {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const bool is_negative = begin != end && *begin == '-';
    const auto number = number_at(is_negative ? begin + 1 : begin, end);
    const bool is_plain = number.stop != nullptr && number.stop == end;
    double value = 0;
    if (!is_plain || !to_double(number, value)) [[unlikely]] {
        return (is_plain || has_decimal_shape(begin, end)) && parse_slowly(text, out);
    }
    out = is_negative ? -value : value;
    return true;
}

bool parse_integer(std::string_view text, std::int64_t& out) noexcept {
    const char* const end = text.data() + text.size();
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return false;
    out = value;
    return true;
}

}  // namespace mdc
