#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

namespace mdc::collector {

inline constexpr int kForbidden = 403;

/// How long a server is left alone that answered 429, 418 or 403: as long as it asked for, a minute
/// when it did not say. 403 comes from a firewall before the exchange, whose bans outlast what it
/// says of them: a minute at least. Source: docs/implementation_plan.md, "Race and recovery".
constexpr std::chrono::seconds pause_after(int status, std::optional<std::chrono::seconds> asked) {
    constexpr std::chrono::seconds kUnasked{60};
    const auto pause = asked.value_or(kUnasked);
    return status == kForbidden ? std::max(pause, kUnasked) : pause;
}

/// What a person should know of a refusal with this status, to be appended to it.
constexpr std::string_view advice_on(int status) {
    return status == kForbidden ? " (403 is a firewall's: too many requests, or none are welcome "
                                  "from this address)"
                                : "";
}

}  // namespace mdc::collector
