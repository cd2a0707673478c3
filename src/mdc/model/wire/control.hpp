#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "mdc/core/null.hpp"
#include "mdc/core/short_text.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/ids.hpp"

namespace mdc {

/// What a frame says to the connection's lifecycle: a small closed set, so that no venue needs a
/// hook.
enum class ControlKind : std::uint8_t {
    acked,       ///< `stream` is subscribed; without one: all streams of `request` are
    refused,     ///< `stream`, or without one all of `request`, is refused; is_retryable: ask again
    reply_with,  ///< send `text` back at once
    closing_soon,        ///< the server will close this connection: open its replacement now
    rate_limited,        ///< do not ask before `until`
    authenticated,       ///< login succeeded
    venue_state,         ///< maintenance begins or ends
    instrument_changed,  ///< listing, delisting or a change of an instrument's facts
    notice,              ///< worth a line in `connections`, nothing to do
    alive,               ///< answers a sign of life; nothing to do
};
inline constexpr std::array<std::string_view, 10> kControlKindNames = {
    "acked",         "refused",     "reply_with",         "closing_soon", "rate_limited",
    "authenticated", "venue_state", "instrument_changed", "notice",       "alive"};

struct ControlEvent {
    ControlKind kind{};
    bool is_retryable = false;
    bool spoils_request = false;        ///< refused: all of `request` is, because of `stream`
    bool is_open = true;                ///< venue_state: trading goes on
    std::int32_t code = 0;              ///< the venue's code of a refusal
    std::int64_t request = kNullInt64;  ///< id of the request that is answered
    StreamId stream = kNoStream;
    UnixMicros until;  ///< rate_limited, venue_state
    ShortText<200> text;
};

}  // namespace mdc
