#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "mdc/sim/market/events.hpp"
#include "mdc/sim/market/instrument.hpp"

/// What differs between the markets of Bybit, and what their instruments are.
namespace mdc::sim::bybit {

enum class Category : unsigned char { spot, linear, inverse, option };

enum class Kind : unsigned char { book, top, trades, ticker, silent };

/// One topic of each symbol: "<name>.<symbol>".
struct ChannelFacts {
    Kind kind;
    std::string_view name;
    std::string_view feed;
    int every = 1;           ///< books: pulses
    std::size_t levels = 0;  ///< a side of the book
};

struct MarketFacts {
    Category category;
    std::string_view name;  ///< the category, in paths and queries
    std::span<const ChannelFacts> channels;
    std::size_t args_per_request = 0;     ///< 0: no limit
    std::size_t args_per_connection = 0;  ///< 0: no limit
    bool is_short = false;                ///< numbers end with their last digit that is not 0
    bool is_answered_each = false;  ///< one bad topic spoils its request only where this is false
    bool shares_trades = false;     ///< one topic has the trades of all symbols of a coin

    [[nodiscard]] bool is(Category one) const noexcept { return category == one; }
    [[nodiscard]] bool is_futures() const noexcept {
        return is(Category::linear) || is(Category::inverse);
    }
};

const MarketFacts& spot();
const MarketFacts& linear();
const MarketFacts& inverse();
const MarketFacts& option();

/// What profit is paid in.
std::string_view settle_coin(const MarketFacts& market, const Instrument& of);
/// When it ends, in milliseconds; 0: never.
std::int64_t delivery_of(const MarketFacts& market, const Instrument& of);
/// "Put" or "Call".
std::string_view option_side(const Instrument& of);

/// Appends mantissa / 10^decimals, short or with all its decimals.
void append_number(std::string& out, std::int64_t mantissa, int decimals, bool is_short);
void append_millis(std::string& out, UnixMicros at);

}  // namespace mdc::sim::bybit
