#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mdc/core/null.hpp"
#include "mdc/model/wire/output.hpp"

// What Binance's events say, before they become rows. Each event has two readers, the short way
// (scan_*, scan.cpp) and the general parser (read_*, events.cpp), that fill the same struct.
// Times are in the connection's unit.

namespace mdc::exchanges::binance {

/// depthUpdate: ids [first, last]; its levels stand in the output.
struct DepthEvent {
    std::int64_t event_time = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// bookTicker of Spot: no time at all.
struct BookTickerEvent {
    std::int64_t update_id = 0;
    double bid_price = 0, bid_qty = 0, ask_price = 0, ask_qty = 0;
};

struct TradeEvent {
    std::int64_t event_time = 0;
    std::int64_t trade_time = 0;
    std::int64_t id = 0;
    double price = 0, qty = 0;
    bool is_buyer_maker = false;
};

/// 24hrTicker; absent values stay null.
struct TickerEvent {
    std::int64_t event_time = 0;
    double last_price = kNullDouble, last_qty = kNullDouble;
    double open = kNullDouble, high = kNullDouble, low = kNullDouble;
    double volume_base = kNullDouble, volume_quote = kNullDouble;
    double bid_price = kNullDouble, bid_qty = kNullDouble;
    double ask_price = kNullDouble, ask_qty = kNullDouble;
};

/// A REST depth body.
struct SnapshotBody {
    std::int64_t last = 0;
};

// The short way: false means nothing but "not in the usual form". Parts may have been filled and
// levels appended then.
bool scan_depth(std::string_view body, DepthEvent& event, std::vector<Level>& levels) noexcept;
bool scan_book_ticker(std::string_view body, BookTickerEvent& event) noexcept;
bool scan_trade(std::string_view body, TradeEvent& event) noexcept;
bool scan_ticker(std::string_view body, TickerEvent& event) noexcept;

// The general way, any key order and white space: false means malformed, which a required key that
// comes twice is, too.
bool read_depth(std::string_view body, DepthEvent& event, std::vector<Level>& levels) noexcept;
bool read_book_ticker(std::string_view body, BookTickerEvent& event) noexcept;
bool read_trade(std::string_view body, TradeEvent& event) noexcept;
bool read_ticker(std::string_view body, TickerEvent& event) noexcept;
bool read_snapshot(std::string_view body, SnapshotBody& event, std::vector<Level>& levels) noexcept;

}  // namespace mdc::exchanges::binance
