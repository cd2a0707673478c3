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
    if (!has_decimal_shape(text.data(), end)) return false;
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return false;
    out = value;
    return true;
}

}  // namespace

const char* read_decimal(const char* at, const char* end, double& out) noexcept {
    std::uint64_t significand = 0;
    const char* const first = at;
    at = digits::read(at, end, significand);
    auto count = at - first;
    if (count == 0) return nullptr;
    int fraction = 0;
    if (at != end && *at == '.') {
        const char* const point = ++at;
        at = digits::read(at, end, significand);
        fraction = static_cast<int>(at - point);
        if (fraction == 0) return nullptr;
        count += fraction;
    }
    if (count > kMostDigits) [[unlikely]]
        return nullptr;
    // Venues pad with zeros: "1234567890.00000000" is a small number that looks long.
    while (significand > kLargestExactInteger) [[unlikely]] {
            if (fraction == 0 || significand % 10 != 0) return nullptr;
            significand /= 10;
            --fraction;
        }
    out = static_cast<double>(significand) / kPowersOfTen[fraction];
    return at;
}

bool parse_decimal(std::string_view text, double& out) noexcept {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const bool is_negative = begin != end && *begin == '-';
    double value = 0;
    const char* const stop = read_decimal(is_negative ? begin + 1 : begin, end, value);
    if (stop == nullptr || stop != end) [[unlikely]]
        return parse_slowly(text, out);
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
