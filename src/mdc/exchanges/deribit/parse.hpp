#pragma once

#include <optional>

#include "mdc/core/null.hpp"
#include "mdc/exchanges/deribit/events.hpp"
#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/frame_key.hpp"

namespace mdc::exchanges::deribit {

/// What a WebSocket text is: JSON-RPC 2.0, where a notification has a method and no id.
struct Envelope {
    enum class Kind : std::uint8_t {
        notification,  ///< {"method":"subscription","params":{"channel":…,"data":…}}
        heartbeat,     ///< {"method":"heartbeat","params":{"type":…}}
        answer,        ///< {"id":…,"result":…} or {"id":…,"error":…}
        other,         ///< an object of another kind
        malformed,     ///< no JSON object, or one that contradicts itself
    };
    Kind kind = Kind::malformed;
    std::string_view channel;      ///< of a notification
    std::string_view data;         ///< of a notification in its usual form only: its JSON text
    std::string_view type;         ///< of a heartbeat
    std::int64_t id = kNullInt64;  ///< of an answer; null when it has none or one that is not ours
    bool is_error = false;         ///< of an answer
};

/// Notifications in their usual form only; the kind is malformed for all else. A few ns.
Envelope open_quickly(std::string_view payload) noexcept;
/// Any frame, through the general parser.
Envelope open_generally(std::string_view payload) noexcept;

/// Milliseconds → UTC microseconds. False for what is plainly another unit; 0 stays 0.
bool to_micros(std::int64_t sent, std::int64_t& micros) noexcept;

/// The stream that a frame belongs to; nullptr when its connection does not carry it.
const StreamRef* find_stream(const Frame& frame, const Envelope& envelope) noexcept;

/// The key of a frame in its usual form, from its head and its end. False: parse() has to say it.
bool identify_quickly(const Frame& frame, FrameKey& key) noexcept;

using Channel = std::string_view;
/// Whether it is a combination's: only its price, a difference, can be zero or less.
bool is_combination(Channel channel) noexcept;
/// An empty side comes as null or as zero; it becomes null. False when a number cannot be.
bool settle(double& price, double& qty, Channel channel) noexcept;

// The keys; false when ids, times or prices cannot be. A change of nothing is a whole book; of a
// quote, both sides are settled.
bool book_key(StreamId stream, Channel channel, const BookEvent& event, FrameKey& key) noexcept;
bool trades_key(StreamId stream, Channel channel, const TradesEvent& event, FrameKey& key) noexcept;
bool quote_key(StreamId stream, Channel channel, QuoteEvent& event, FrameKey& key) noexcept;
bool ticker_key(StreamId stream, std::int64_t time, FrameKey& key) noexcept;

/// What the "error" of an answer says, over WebSocket or HTTP: refused or rate_limited. Empty when
/// there is none with a code. The text is padded.
std::optional<ControlEvent> read_error(std::string_view payload) noexcept;

ParseStatus parse_answer(std::string_view payload, const Envelope& envelope,
                         const ConnectionPlan* plan, Output& out) noexcept;
ParseStatus parse_heartbeat(const Envelope& envelope, Output& out) noexcept;
/// A notification of a channel that carries none of the connection's streams.
ParseStatus parse_news(std::string_view payload, std::string_view channel, Output& out) noexcept;

}  // namespace mdc::exchanges::deribit
