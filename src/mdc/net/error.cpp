#include "mdc/net/error.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <time.h>

namespace mdc::net {

namespace {

constexpr std::int64_t kRetryAfterSecondsMax = 86'400;

std::chrono::seconds bounded(std::int64_t seconds) {
    return std::chrono::seconds{std::clamp<std::int64_t>(seconds, 0, kRetryAfterSecondsMax)};
}

}  // namespace

Error to_error(const Fault& fault) {
    return fail_for_now(fault.kind, std::string(fault.text.view()));
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, UnixMicros now) {
    std::int64_t seconds = 0;
    const char* end = value.data() + value.size();
    const auto number = std::from_chars(value.data(), end, seconds);
    if (number.ec == std::errc{} && number.ptr == end && seconds >= 0) return bounded(seconds);
    if (number.ec == std::errc::result_out_of_range) return bounded(kRetryAfterSecondsMax);
    std::tm date{};
    const std::string text(value);
    if (::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date) == nullptr)
        return std::nullopt;
    return bounded(::timegm(&date) - now.value / kMicrosPerSecond);
}

}  // namespace mdc::net
