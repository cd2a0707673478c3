#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mdc/exchanges/okx/envelope.hpp"
#include "mdc/exchanges/okx/okx.hpp"

// What the elements of OKX's data frames say, before it becomes rows. The busy ones have two
// readers, the short way (scan_*, scan.cpp) and the general parser (read_*, events.cpp), that fill
// the same struct. `body` is the array of a frame. Times are UTC microseconds, 0 when there is
// none.

namespace mdc::exchanges::okx {

/// The one element of a book channel, or of bbo-tbt; its levels stand in the output. Messages of
/// 2021 and 2022 have no ids; prevSeqId of a snapshot is -1.
struct BookEvent {
    std::int64_t time = 0;
    std::int64_t last = kNullInt64;
    std::int64_t prev = kNullInt64;
};

/// The matches (prev, last] of a trades frame; `time` is that of the last one.
struct TradesEvent {
    std::int64_t time = 0;
    std::int64_t prev = kNullInt64;
    std::int64_t last = kNullInt64;
};

struct Trade {
    std::string_view id_text;
    std::int64_t id = 0;
    std::int64_t count = 1;  ///< matches, of which `id` is the last
    std::int64_t time = 0;
    double price = 0, qty = 0;
    Side side = Side::unknown;
    TradeKind kind = TradeKind::normal;
};

/// Milliseconds, as OKX sends all its times. False when that is no time.
bool to_micros(std::int64_t ms, std::int64_t& micros) noexcept;
bool read_side(std::string_view word, Side& out) noexcept;
TradeKind kind_of_source(std::string_view source) noexcept;
/// Takes the ids of one more trade in; false when they cannot follow those before.
bool add_ids(const Trade& trade, TradesEvent& event) noexcept;
/// The same, and appends its row.
bool add_trade(const Trade& trade, TradesEvent& event, std::vector<TradeRow>& rows) noexcept;

// False means nothing but "not in the usual form". Parts may have been filled then.
bool scan_book(std::string_view body, BookEvent& event, std::vector<Level>& levels) noexcept;
bool scan_trade(std::string_view body, TradesEvent& event, std::vector<TradeRow>& rows) noexcept;

// Any key order and white space: false means malformed, which a required key that comes twice is,
// too.
bool read_book(std::string_view body, BookEvent& event, std::vector<Level>& levels) noexcept;
bool read_trades(std::string_view body, TradesEvent& event, std::vector<TradeRow>& rows) noexcept;
/// Appends a row for each element; in a shared channel only for those whose instId the connection's
/// table has. `time`: of the last one.
bool read_tickers(const Frame& frame, const StreamRef& ref, std::string_view body,
                  std::int64_t& time, std::vector<TickerRow>& rows) noexcept;

/// The key of a frame in its usual form; false when the general parser has to look.
bool identify_quickly(const Frame& frame, FrameKey& key) noexcept;

/// An update of a book whose two ids are known. An equal pair says nothing new; a lower id than the
/// one before says that the exchange restarted its numbering.
inline FrameKey book_key(StreamId stream, const BookEvent& event) noexcept {
    const auto kind = event.last > event.prev   ? KeyKind::data
                      : event.last < event.prev ? KeyKind::reset
                                                : KeyKind::repeat;
    return {stream, kind, event.prev, event.last, event.time, 0};
}
inline FrameKey bbo_key(StreamId stream, const BookEvent& event) noexcept {
    return {stream, KeyKind::data, kNullInt64, event.last, event.time, 0};
}
inline FrameKey trades_key(StreamId stream, const TradesEvent& event) noexcept {
    return {stream, KeyKind::data, event.prev, event.last, event.time, 0};
}
/// Of messages without ids.
inline FrameKey content_key(StreamId stream, std::int64_t time, std::string_view body) noexcept {
    return {stream, KeyKind::data, kNullInt64, kNullInt64, time, fingerprint_of(body)};
}

}  // namespace mdc::exchanges::okx
