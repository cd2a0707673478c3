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
};

/// Combined frames in their usual form only; the kind is malformed for all else. A few ns.
Envelope open_quickly(std::string_view payload) noexcept;

/// Any frame, through the general parser.
Envelope open_generally(std::string_view payload) noexcept;

/// What a body says of itself; empty when it is no JSON object.
struct EventFacts {
    std::string_view event;  ///< "trade"; "bookTicker" where that has no type
    std::string_view symbol;
    std::int64_t time = 0;
    bool is_snapshot = false;
};
EventFacts facts_of(std::string_view body) noexcept;

/// The channel is of books, but not of the updates that mdc records: pictures of the best levels
/// ("btcusdt@depth20@100ms"), or other books ("btcusdt@rpiDepth@500ms").
bool is_other_depth(std::string_view channel) noexcept;

/// The name under which an unwrapped event finds its stream: "trade:BTCUSDT". Within `buffer`.
std::string_view raw_channel(std::string_view event, std::string_view symbol,
                             std::span<char> buffer) noexcept;

/// What an answer says: acked or refused. Empty when it is neither.
std::optional<ControlEvent> read_answer(std::string_view payload) noexcept;

}  // namespace mdc::exchanges::binance
