#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "mdc/model/wire/control.hpp"

namespace mdc::exchanges::binance {

/// What a WebSocket text is, and where its event stands in it.
struct Envelope {
    enum class Kind : std::uint8_t {
        stream,     ///< {"stream":channel,"data":body}
        event,      ///< the body alone, as /ws connections send it
        control,    ///< an answer to a request
        malformed,  ///< no JSON object of any of these kinds
    };
    Kind kind = Kind::malformed;
    std::string_view channel;  ///< of a stream
    std::string_view body;     ///< of a stream or event
    std::string_view event;    ///< "e" of an unwrapped event; "bookTicker" where it has none
    std::string_view symbol;   ///< "s" of an unwrapped event
};

/// Combined frames in their usual form only; the kind is malformed for all else. A few ns.
Envelope open_quickly(std::string_view payload) noexcept;

/// Any frame, through the general parser.
Envelope open_generally(std::string_view payload) noexcept;

/// The event type of a body ("trade"); empty when it has none or is no JSON object.
std::string_view event_type(std::string_view body) noexcept;

/// The name under which an unwrapped event finds its stream: "trade:BTCUSDT". Within `buffer`.
std::string_view raw_channel(std::string_view event, std::string_view symbol,
                             std::span<char> buffer) noexcept;

/// What an answer says: acked or refused. Empty when it is neither.
std::optional<ControlEvent> read_answer(std::string_view payload) noexcept;

}  // namespace mdc::exchanges::binance
