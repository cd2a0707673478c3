#pragma once

#include "mdc/exchanges/binance/envelope.hpp"
#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/frame_key.hpp"

// What identify and parse share, so that they cannot disagree.

namespace mdc::exchanges::binance {

/// A time in the connection's unit → UTC microseconds. False when it is plainly of the other unit;
/// 0 stays 0.
bool to_micros(TimeUnit unit, std::int64_t sent, std::int64_t& micros) noexcept;

/// The stream that a frame belongs to; nullptr when its connection does not carry it.
const StreamRef* find_stream(const Frame& frame, const Envelope& envelope) noexcept;

inline FrameKey depth_key(StreamId stream, std::int64_t first, std::int64_t last,
                          std::int64_t time) noexcept {
    return {stream, KeyKind::data, first - 1, last, time, 0};
}
inline FrameKey book_ticker_key(StreamId stream, std::int64_t update_id) noexcept {
    return {stream, KeyKind::data, kNullInt64, update_id, 0, 0};
}
inline FrameKey trade_key(StreamId stream, std::int64_t id, std::int64_t time) noexcept {
    return {stream, KeyKind::data, id - 1, id, time, 0};
}
inline FrameKey ticker_key(StreamId stream, std::int64_t time) noexcept {
    return {stream, KeyKind::data, kNullInt64, kNullInt64, time, 0};
}

}  // namespace mdc::exchanges::binance
