// Any bytes as a number: parse_decimal takes exactly the shapes that it promises, and what it says
// is what strtod says; read_decimal stops where the number stops and never reads beyond the end.

#include "mdc/core/decimal.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mdc/core/assert.hpp"

namespace {

using namespace mdc;

/// Takes as many digits from the front as there are; false when there is none.
bool take_digits(std::string_view& text) {
    const auto count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count > 0;
}

bool take(std::string_view& text, std::string_view one_of) {
    if (text.empty() || one_of.find(text.front()) == one_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

bool has_shape(std::string_view text) {
    take(text, "-");
    if (!take_digits(text)) return false;
    if (take(text, ".") && !take_digits(text)) return false;
    if (take(text, "eE")) {
        take(text, "+-");
        if (!take_digits(text)) return false;
    }
    return text.empty();
}

bool is_zero(std::string_view text) {
    return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") == text.npos;
}

bool is_same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void check_parse(const std::string& text) {
    double value = 42;
    const bool is_good = parse_decimal(text, value);
    const double expected = std::strtod(text.c_str(), nullptr);
    const bool is_number =
        has_shape(text) && std::isfinite(expected) && (expected != 0 || is_zero(text));
    MDC_ASSERT(is_good == is_number);
    MDC_ASSERT(is_same(value, is_good ? expected : 42));
}

void check_read(const std::string& text) {
    double value = 42;
    const char* const end = text.data() + text.size();
    const char* const stop = read_decimal(text.data(), end, value);
    if (stop == nullptr) {
        MDC_ASSERT(value == 42);
        return;
    }
    MDC_ASSERT(stop > text.data() && stop <= end);
    const std::string number(text.data(), stop);
    MDC_ASSERT(has_shape(number) && is_same(value, std::strtod(number.c_str(), nullptr)));
    MDC_ASSERT(stop == end || *stop < '0' || *stop > '9');
}

void check_integer(const std::string& text) {
    std::int64_t value = 42;
    if (!parse_integer(text, value)) {
        MDC_ASSERT(value == 42);
        return;
    }
    char* stop = nullptr;
    MDC_ASSERT(std::strtoll(text.c_str(), &stop, 10) == value);
    MDC_ASSERT(stop == text.c_str() + text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    check_parse(text);
    check_read(text);
    check_integer(text);
    return 0;
}
