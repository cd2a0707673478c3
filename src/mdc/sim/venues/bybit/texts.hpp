#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/sim/venues/bybit/market.hpp"

/// Messages of books and trades. Each function appends one.
namespace mdc::sim::bybit {

struct Level {
    std::int64_t price = 0;
    std::int64_t qty = 0;  ///< 0: the level is gone
    bool operator==(const Level&) const = default;
};

struct BookMessage {
    std::string_view topic;
    bool is_top = false;
    bool is_snapshot = false;
    UnixMicros pushed;
    UnixMicros changed;
    std::int64_t id = 0;
    std::int64_t sequence = 0;  ///< of all books of the symbol
    std::span<const Level> bids;
    std::span<const Level> asks;
};
void append_book(std::string& out, const MarketFacts& market, const Instrument& of,
                 const BookMessage& message);

/// A trade with what the venue says besides.
struct Fill {
    const Instrument* of = nullptr;
    Trade trade;
    std::int64_t sequence = 0;
    std::string_view tick;  ///< direction of the price; not of spot and options
    MarkPrice mark;         ///< options
};
struct TradesMessage {
    std::string_view topic;
    UnixMicros pushed;
    std::int64_t number = 0;  ///< counts the messages of a topic; only options show it
    std::span<const Fill> fills;
};
void append_trades(std::string& out, const MarketFacts& market, const TradesMessage& message);

/// The levels that make one side of a book into another; both best first, and so is the result.
void append_difference(Side side, std::span<const Level> before, std::span<const Level> after,
                       std::vector<Level>& out);

}  // namespace mdc::sim::bybit
