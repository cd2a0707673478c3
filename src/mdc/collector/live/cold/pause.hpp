#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

#include "mdc/exchanges/facts.hpp"

namespace mdc::collector {

inline constexpr int kForbidden = 403;
inline constexpr int kBanned = 418;

/// How long a server is left alone that answered 429, 418 or 403: as long as it asked for, else as
/// its sheet says. 403 comes from a firewall before the exchange, whose bans outlast what it says
/// of them. Source: docs/implementation_plan.md, "Race and recovery".
constexpr std::chrono::seconds pause_after(int status, std::optional<std::chrono::seconds> asked,
                                           const exchanges::Limits& limits) {
    const auto pause = asked.value_or(limits.pause);
    return status == kForbidden ? std::max(pause, limits.ban_pause) : pause;
}

/// What a person should know of a refusal with this status, to be appended to it.
constexpr std::string_view advice_on(int status) {
    return status == kForbidden ? " (403 is a firewall's: too many requests, or none are welcome "
                                  "from this address)"
                                : "";
}

}  // namespace mdc::collector
