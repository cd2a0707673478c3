#include "mdc/sim/venues/bybit/market.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "mdc/core/decimal.hpp"
#include "mdc/sim/venues/bybit/bybit.hpp"

namespace mdc::sim::bybit {
namespace {

// A pulse is 10 ms.
constexpr ChannelFacts kTop = {Kind::top, "orderbook.1", "bbo", 1, 1};
constexpr ChannelFacts kBook50 = {Kind::book, "orderbook.50", "orderbook_l2", 2, 50};
constexpr ChannelFacts kBook200 = {Kind::book, "orderbook.200", "other", 10, 200};
constexpr ChannelFacts kBook1000 = {Kind::book, "orderbook.1000", "other", 20, 1000};
constexpr ChannelFacts kTrades = {Kind::trades, "publicTrade", "trades"};
constexpr ChannelFacts kTicker = {Kind::ticker, "tickers", "tickers"};
constexpr ChannelFacts kLiquidations = {Kind::silent, "allLiquidation", "other"};
constexpr ChannelFacts kPriceLimit = {Kind::silent, "priceLimit", "other"};

constexpr ChannelFacts kSpotChannels[] = {kTop,    kBook50, kBook200,   kBook1000,
                                          kTrades, kTicker, kPriceLimit};
constexpr ChannelFacts kFuturesChannels[] = {kTop,    kBook50, kBook200,      kBook1000,
                                             kTrades, kTicker, kLiquidations, kPriceLimit};
constexpr ChannelFacts kOptionChannels[] = {
    {Kind::book, "orderbook.25", "orderbook_l2", 2, 25},
    {Kind::book, "orderbook.100", "other", 10, 100},
    kTicker,
};

constexpr std::size_t kSpotArgs = 10;
constexpr std::size_t kOptionArgs = 2000;

constexpr MarketFacts kSpot = {.category = Category::spot,
                               .name = "spot",
                               .channels = kSpotChannels,
                               .args_per_request = kSpotArgs,
                               .is_short = true};
constexpr MarketFacts kLinear = {
    .category = Category::linear, .name = "linear", .channels = kFuturesChannels};
constexpr MarketFacts kInverse = {
    .category = Category::inverse, .name = "inverse", .channels = kFuturesChannels};
constexpr MarketFacts kOption = {.category = Category::option,
                                 .name = "option",
                                 .channels = kOptionChannels,
                                 .args_per_connection = kOptionArgs,
                                 .is_short = true,
                                 .is_answered_each = true,
                                 .shares_trades = true};

using Days = std::chrono::sys_days;

constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
constexpr std::string_view kQuarters = "HMUZ";

std::optional<unsigned> number_in(std::string_view digits) {
    std::int64_t number = 0;
    if (digits.empty() || digits.size() > 2 || !parse_integer(digits, number) || number < 0) {
        return std::nullopt;
    }
    return static_cast<unsigned>(number);
}

std::chrono::year_month month_of(unsigned year, std::size_t month) {
    return std::chrono::year(2000 + static_cast<int>(year)) /
           std::chrono::month(static_cast<unsigned>(month));
}

// "25DEC26", "3JAN27".
std::optional<Days> date_of(std::string_view text) {
    constexpr std::size_t kTail = 5;
    if (text.size() < kTail + 1 || text.size() > kTail + 2) return std::nullopt;
    const auto day = number_in(text.substr(0, text.size() - kTail));
    const auto month = kMonths.find(text.substr(text.size() - kTail, 3));
    const auto year = number_in(text.substr(text.size() - 2));
    if (!day || !year || month == kMonths.npos || month % 3 != 0) return std::nullopt;
    const auto date = month_of(*year, month / 3 + 1) / std::chrono::day(*day);
    if (!date.ok()) return std::nullopt;
    return Days(date);
}

// "Z26": the last Friday of the quarter.
std::optional<Days> quarter_of(std::string_view text) {
    if (text.size() != 3) return std::nullopt;
    const auto quarter = kQuarters.find(text.front());
    const auto year = number_in(text.substr(1));
    if (quarter == kQuarters.npos || !year) return std::nullopt;
    return Days(month_of(*year, quarter * 3 + 3) / std::chrono::Friday[std::chrono::last]);
}

// Prices are near those of the coin against the dollar.
Instrument priced(std::string_view symbol, std::string_view base, std::string_view quote) {
    auto made = make_instrument(std::string(base) + "USDT");
    made.symbol = symbol;
    made.base = base;
    made.quote = quote;
    return made;
}

}  // namespace

const MarketFacts& spot() { return kSpot; }
const MarketFacts& linear() { return kLinear; }
const MarketFacts& inverse() { return kInverse; }
const MarketFacts& option() { return kOption; }

std::string_view settle_coin(const MarketFacts& market, const Instrument& of) {
    return market.is(Category::inverse) ? of.base : of.quote;
}

std::int64_t delivery_of(const MarketFacts& market, const Instrument& of) {
    if (of.type != Type::future && of.type != Type::option) return 0;
    const std::string_view symbol = of.symbol;
    const auto day = market.is(Category::inverse) ? quarter_of(symbol.substr(symbol.size() - 3))
                                                  : date_of(part_of(symbol, 1));
    if (!day) return 0;
    const auto time = std::chrono::sys_time<std::chrono::milliseconds>(*day);
    return (time + std::chrono::hours(8)).time_since_epoch().count();
}

std::string_view option_side(const Instrument& of) {
    return part_of(of.symbol, 3) == "P" ? "Put" : "Call";
}

void append_number(std::string& out, std::int64_t mantissa, int decimals, bool is_short) {
    append_decimal(out, mantissa, decimals, decimals);
    if (!is_short || decimals == 0) return;
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
}

void append_millis(std::string& out, UnixMicros at) { append_integer(out, at.value / 1000); }

}  // namespace mdc::sim::bybit

namespace mdc::sim {

using bybit::date_of;
using bybit::priced;
using bybit::quarter_of;

Instrument make_bybit_spot_instrument(std::string_view symbol) { return make_instrument(symbol); }

Instrument make_bybit_linear_instrument(std::string_view symbol) {
    constexpr std::string_view kInUsdc = "PERP";
    constexpr int kQtyDecimals = 3;
    const auto name = part_of(symbol, 0);
    const bool is_dated = date_of(part_of(symbol, 1)).has_value();
    Instrument made;
    if (name.size() > kInUsdc.size() && name.ends_with(kInUsdc)) {
        made = priced(symbol, name.substr(0, name.size() - kInUsdc.size()), "USDC");
    } else if (is_dated && !name.ends_with("USDT")) {
        made = priced(symbol, name, "USDC");
    } else {
        made = make_instrument(name);
        made.symbol = symbol;
    }
    made.type = is_dated ? Type::future : Type::perpetual;
    made.qty_decimals = std::min(made.qty_decimals, kQtyDecimals);
    return made;
}

Instrument make_bybit_inverse_instrument(std::string_view symbol) {
    const auto usd = symbol.rfind("USD");
    const auto base = usd == symbol.npos || usd == 0 ? symbol : symbol.substr(0, usd);
    auto made = priced(symbol, base, "USD");
    const bool is_dated = usd != symbol.npos && quarter_of(symbol.substr(usd + 3)).has_value();
    made.type = is_dated ? Type::future : Type::perpetual;
    made.qty_decimals = 0;
    return made;
}

Instrument make_bybit_option_instrument(std::string_view symbol) {
    constexpr std::int64_t kStartPrice = 41'200;
    const auto settle = part_of(symbol, 4);
    Instrument made;
    made.symbol = symbol;
    made.base = part_of(symbol, 0);
    made.quote = settle.empty() ? std::string_view("USDC") : settle;
    made.price_decimals = 1;
    made.qty_decimals = 2;
    made.start_price = kStartPrice;
    made.type = Type::option;
    return made;
}

}  // namespace mdc::sim
