#include "mdc/core/time.hpp"

#include <cstdio>
#include <time.h>

namespace mdc {

namespace {

struct Civil {
    std::tm fields{};
    int micros = 0;
};

Civil civil(UnixMicros at) {
    const auto day = utc_day(at);
    const auto in_day = at.value - day * kMicrosPerDay;
    const std::time_t seconds = day * 86'400 + in_day / kMicrosPerSecond;
    Civil out;
    ::gmtime_r(&seconds, &out.fields);
    out.micros = static_cast<int>(in_day % kMicrosPerSecond);
    return out;
}

std::string format(const std::tm& fields, const char* pattern) {
    char text[32];
    const auto size = std::strftime(text, sizeof text, pattern, &fields);
    return {text, size};
}

}  // namespace

UnixMicros utc_now() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return {static_cast<std::int64_t>(now.tv_sec) * kMicrosPerSecond + now.tv_nsec / 1000};
}

std::string format_date(UnixMicros at) { return format(civil(at).fields, "%Y-%m-%d"); }

std::string format_timestamp(UnixMicros at) {
    const auto parts = civil(at);
    char micros[16];
    const auto size = std::snprintf(micros, sizeof micros, ".%06dZ", parts.micros);
    return format(parts.fields, "%Y-%m-%dT%H:%M:%S") +
           std::string(micros, static_cast<std::size_t>(size));
}

std::string format_file_stamp(UnixMicros at) { return format(civil(at).fields, "%Y%m%dT%H%M%SZ"); }

}  // namespace mdc
