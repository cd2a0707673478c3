#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mdc/core/null.hpp"
#include "mdc/model/wire/output.hpp"

// What Binance's events say, before they become rows. Times are in the connection's unit; what an
// event does not say stays null.

namespace mdc::exchanges::binance {

/// depthUpdate: ids [first, last], levels appended to `levels`.
struct DepthEvent {
    std::vector<Level>* levels = nullptr;
    std::int64_t event_time = kNullInt64;
    std::int64_t engine_time = kNullInt64;  ///< of futures
    std::int64_t first = 0, last = 0;
    std::int64_t previous = kNullInt64;  ///< of futures: the last id of the event before
};

/// bookTicker; of Spot without any time.
struct BookTickerEvent {
    std::int64_t event_time = kNullInt64;
    std::int64_t engine_time = kNullInt64;
    std::int64_t update_id = 0;
    double bid_price = 0, bid_qty = 0, ask_price = 0, ask_qty = 0;
};

/// trade.
struct TradeEvent {
    std::int64_t event_time = 0;
    std::int64_t trade_time = 0;
    std::int64_t id = 0;
    double price = 0, qty = 0;
    bool is_buyer_maker = false;
    std::string_view special;  ///< of futures: "MARKET", "INSURANCE_FUND", "ADL", "NA"
};

/// aggTrade: the matches [first_match, last_match] of one taker at one price.
struct AggTradeEvent : TradeEvent {
    std::int64_t first_match = 0, last_match = 0;
};

/// markPriceUpdate. What it says goes into the row, as it does of a ticker.
struct MarkPriceEvent {
    TickerRow* row = nullptr;
    std::int64_t event_time = 0;
    std::int64_t next_funding = 0;
};

/// 24hrTicker.
struct TickerEvent {
    TickerRow* row = nullptr;
    std::int64_t event_time = 0;
};

/// A REST depth body.
struct SnapshotBody {
    std::vector<Level>* levels = nullptr;
    std::int64_t last = 0;
    std::int64_t event_time = kNullInt64, engine_time = kNullInt64;  ///< of futures
};

// The short way (scan.cpp): the one form that the venue writes. False means nothing but "not in
// that form"; parts may have been filled and levels appended then.
bool read_quickly(std::string_view body, DepthEvent& event) noexcept;
bool read_quickly(std::string_view body, BookTickerEvent& event) noexcept;
bool read_quickly(std::string_view body, TradeEvent& event) noexcept;
bool read_quickly(std::string_view body, AggTradeEvent& event) noexcept;
bool read_quickly(std::string_view body, MarkPriceEvent& event) noexcept;  // one a second: never
bool read_quickly(std::string_view body, TickerEvent& event) noexcept;

// The general way (events.cpp), any key order and white space: false means malformed, which a
// required key that comes twice is, too.
bool read_generally(std::string_view body, DepthEvent& event) noexcept;
bool read_generally(std::string_view body, BookTickerEvent& event) noexcept;
bool read_generally(std::string_view body, TradeEvent& event) noexcept;
bool read_generally(std::string_view body, AggTradeEvent& event) noexcept;
bool read_generally(std::string_view body, MarkPriceEvent& event) noexcept;
bool read_generally(std::string_view body, TickerEvent& event) noexcept;
bool read_generally(std::string_view body, SnapshotBody& event) noexcept;

}  // namespace mdc::exchanges::binance
