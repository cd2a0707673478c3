#include "mdc/net/heartbeat.hpp"

#include <algorithm>

namespace mdc::net {

SteadyTime Heartbeat::ping_due() const noexcept {
    if (options_.ping_after.count() == 0) return SteadyTime::max();
    const auto since = options_.pings_always ? pinged_ : std::max(heard_, pinged_);
    return since + options_.ping_after;
}

Heartbeat::Due Heartbeat::check(SteadyTime now) noexcept {
    if (now >= heard_ + options_.dead_after) return Due::dead;
    if (now < ping_due()) return Due::nothing;
    pinged_ = now;
    return Due::ping;
}

SteadyTime Heartbeat::next_check() const noexcept {
    return std::min(heard_ + options_.dead_after, ping_due());
}

}  // namespace mdc::net
