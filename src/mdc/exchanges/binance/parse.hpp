#pragma once

#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/envelope.hpp"
#include "mdc/exchanges/binance/events.hpp"

// What identify and parse share, so that they cannot disagree.

namespace mdc::exchanges::binance {

/// Where an event comes from.
struct Origin {
    const Market& market;
    TimeUnit unit{};
    StreamRef stream;
};

/// A time in the connection's unit → UTC microseconds. False when it is plainly of the other unit;
/// 0 stays 0.
bool to_micros(TimeUnit unit, std::int64_t sent, std::int64_t& micros) noexcept;

/// The stream that a frame belongs to; nullptr when its connection does not carry it.
const StreamRef* find_stream(const Frame& frame, const Envelope& envelope) noexcept;

/// The frame is of the other market of futures (1: USD-M, 2: COIN-M), whose events some streams
/// carry, too.
inline bool is_foreign(const Market& market, std::string_view body) noexcept {
    if (!market.is_futures) return false;
    return market.is_coin_margined ? body.ends_with(R"("st":1})") : body.ends_with(R"("st":2})");
}

/// The key of an event of which at least the head was read. False: it can have none.
inline bool key_of(const DepthEvent& event, const Origin& origin, FrameKey& key) noexcept {
    const auto previous = origin.market.is_futures ? event.previous : event.first - 1;
    key = {origin.stream.stream, KeyKind::data, previous, event.last};
    return event.first >= 1 && event.last >= event.first && previous <= event.last &&
           !is_null(previous) && to_micros(origin.unit, event.event_time, key.time);
}

inline bool key_of(const BookTickerEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data, kNullInt64, event.update_id};
    return true;
}

// Ids of a futures' single trades jump over what is not published.
inline bool key_of(const TradeEvent& event, const Origin& origin, FrameKey& key) noexcept {
    const bool is_sparse = origin.market.is_futures;
    key = {origin.stream.stream, KeyKind::data, is_sparse ? kNullInt64 : event.id - 1, event.id};
    if (is_sparse && event.special == "NA") key.kind = KeyKind::repeat;  // says nothing at all
    return (!is_sparse || !event.special.empty()) &&
           to_micros(origin.unit, event.event_time, key.time);
}

inline bool key_of(const AggTradeEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data, event.id - 1, event.id};
    return to_micros(origin.unit, event.event_time, key.time);
}

// Of whole seconds, the same on every connection: the time is the id.
inline bool key_of(const MarkPriceEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data};
    const bool is_good = to_micros(origin.unit, event.event_time, key.time);
    key.last = key.time;
    return is_good;
}

inline bool key_of(const TickerEvent& event, const Origin& origin, FrameKey& key) noexcept {
    key = {origin.stream.stream, KeyKind::data};
    return to_micros(origin.unit, event.event_time, key.time);
}

/// Calls visit(event) with an empty event of the form.
template <class Visit>
auto with_event(Form form, Visit&& visit) noexcept {
    switch (form) {
        case Form::depth:
            return visit(DepthEvent{});
        case Form::book_ticker:
            return visit(BookTickerEvent{});
        case Form::trade:
            return visit(TradeEvent{});
        case Form::agg_trade:
            return visit(AggTradeEvent{});
        case Form::mark_price:
            return visit(MarkPriceEvent{});
        case Form::ticker:
            break;
    }
    return visit(TickerEvent{});
}

}  // namespace mdc::exchanges::binance
