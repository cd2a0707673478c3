#pragma once

#include <cstdint>

#include "mdc/core/time.hpp"

/// What happens on the generated market, before any venue gives it a shape. Prices count ticks and
/// quantities count lots of their instrument, so equal numbers are equal and text is exact.
namespace mdc::sim {

enum class Side : signed char { bid = 1, ask = -1 };

constexpr Side opposite(Side side) noexcept { return side == Side::bid ? Side::ask : Side::bid; }

/// One level got a new quantity. Ids are dense: every change is one more than the one before.
struct BookChange {
    int instrument = 0;
    std::int64_t update_id = 0;
    UnixMicros time;
    Side side = Side::bid;
    std::int64_t price = 0;
    std::int64_t qty = 0;  ///< absolute; 0: the level is gone
};

/// One resting order met one taker. Ids are dense per instrument.
struct Trade {
    int instrument = 0;
    std::int64_t id = 0;
    UnixMicros time;
    Side taker = Side::bid;  ///< bid: the aggressor bought
    std::int64_t price = 0;
    std::int64_t qty = 0;
};

/// The trades of one taker order at one price, together. Ids are dense per instrument.
struct AggregateTrade {
    int instrument = 0;
    std::int64_t id = 0;
    std::int64_t first_trade_id = 0;
    std::int64_t last_trade_id = 0;
    UnixMicros time;
    Side taker = Side::bid;
    std::int64_t price = 0;
    std::int64_t qty = 0;
};

/// The best price or its quantity changed, with the book change of the same id.
struct TopOfBook {
    int instrument = 0;
    std::int64_t update_id = 0;
    UnixMicros time;
    std::int64_t bid_price = 0;
    std::int64_t bid_qty = 0;
    std::int64_t ask_price = 0;
    std::int64_t ask_qty = 0;
};

/// The last 24 hours, once a second when there were trades. Volume in lots, turnover in ticks x
/// lots.
struct DayStatistics {
    int instrument = 0;
    UnixMicros time;
    UnixMicros open_time;
    std::int64_t open = 0;
    std::int64_t high = 0;
    std::int64_t low = 0;
    std::int64_t last = 0;
    std::int64_t last_qty = 0;
    std::int64_t previous_close = 0;  ///< price of the trade before the window
    std::int64_t volume = 0;
    std::int64_t turnover = 0;
    std::int64_t first_trade_id = 0;
    std::int64_t last_trade_id = 0;
    TopOfBook top;
};

/// What a derivative is worth, once a second. Rates, volatilities and greeks count 10^-8.
struct MarkPrice {
    int instrument = 0;
    UnixMicros time;
    std::int64_t mark = 0;   ///< ticks
    std::int64_t index = 0;  ///< ticks of the instrument
    std::int64_t funding_rate = 0;
    UnixMicros next_funding;
    std::int64_t open_interest = 0;  ///< lots
    std::int64_t mark_iv = 0;        ///< options, as are the greeks
    std::int64_t delta = 0;
    std::int64_t gamma = 0;
    std::int64_t vega = 0;
    std::int64_t theta = 0;
};

/// Market time passed: at every multiple of MarketOptions::pulse. Venues batch depth by it.
struct Pulse {
    int instrument = 0;
    UnixMicros time;
    std::int64_t number = 0;  ///< time / pulse: the same for all instruments
};

/// Hears everything in the order in which it happened. Calls come from the simulator's thread.
class MarketListener {
  public:
    virtual ~MarketListener() = default;
    virtual void on_change(const BookChange& change) = 0;
    virtual void on_trade(const Trade& trade) = 0;
    virtual void on_aggregate(const AggregateTrade& trade) = 0;
    virtual void on_top(const TopOfBook& top) = 0;
    virtual void on_statistics(const DayStatistics& statistics) = 0;
    virtual void on_mark(const MarkPrice&) {}  ///< not of spot
    virtual void on_pulse(const Pulse& pulse) = 0;
};

}  // namespace mdc::sim
