#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/output.hpp"

namespace mdc::exchanges::okx {

/// What a WebSocket text is, and where its elements stand in it.
struct Envelope {
    enum class Kind : std::uint8_t {
        data,       ///< {"arg":{"channel":…,"instId":…},"action":…,"data":[…]}
        event,      ///< {"event":…}: an answer or a notice
        other,      ///< a JSON object of no known kind
        malformed,  ///< no JSON object, or one that says something twice
    };
    Kind kind = Kind::malformed;
    std::string_view channel;  ///< "books"
    std::string_view of;       ///< instId, else instFamily, else uly; empty when it is of nothing
    std::string_view action;   ///< "snapshot", "update"; empty when there is none
    std::string_view body;     ///< the array of a data frame; empty when it is no array
};

/// Data frames in their usual form only; the kind is malformed for all else. A few ns.
Envelope open_quickly(std::string_view payload) noexcept;
/// Any frame, through the general parser.
Envelope open_generally(std::string_view payload) noexcept;

/// The stream that data, or an answer, is of; nullptr when the connection does not carry it. The
/// texts are parts of the frame.
const StreamRef* find_stream(const Frame& frame, std::string_view channel,
                             std::string_view of) noexcept;

/// A hash of the content, never 0; four words at a time, since tickers have some hundred bytes.
std::uint64_t fingerprint_of(std::string_view body) noexcept;

// Control frames (answers.cpp).

/// {"event":…}: an answer to a request, or a notice.
ParseStatus read_event(const Frame& frame, const Envelope& envelope, Output& out) noexcept;
/// The status channel: an event for each element that concerns WebSockets or trading.
ParseStatus read_status(std::string_view body, Output& out) noexcept;
/// {"code":"50011","msg":"…"}: what a REST body says went wrong; empty when it has no code.
std::optional<ControlEvent> read_refusal(std::string_view body) noexcept;

}  // namespace mdc::exchanges::okx
