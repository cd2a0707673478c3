#include "mdc/sim/venues/okx/channels.hpp"

#include <algorithm>

#include "mdc/sim/venues/okx/okx.hpp"

namespace mdc::sim::okx {
namespace {

constexpr std::array kChannels = {
    Channel{Kind::quote, "bbo-tbt", "bbo"},
    Channel{Kind::book, "books-l2-tbt", "orderbook_l2", "spfo", kPublic, 1, 400, true},
    Channel{Kind::book, "books50-l2-tbt", "orderbook_l2", "spfo", kPublic, 1, 50, true},
    Channel{Kind::book, "books", "orderbook_l2", "spfo", kPublic, 10, 400},
    Channel{Kind::picture, "books5", "other", "spfo", kPublic, 10, 5},
    Channel{Kind::trade, "trades", "trades"},
    Channel{Kind::match, "trades-all", "trades", "spfo", kBusiness},
    Channel{Kind::ticker, "tickers", "tickers"},
    Channel{Kind::mark, "mark-price", "tickers", "pfo"},
    Channel{Kind::index, "index-tickers", "tickers", "pfo"},
    Channel{Kind::funding, "funding-rate", "tickers", "p", kPublic, 30},
    Channel{Kind::interest, "open-interest", "tickers", "pfo", kPublic, 3},
    Channel{Kind::summary, "opt-summary", "tickers", "o"},
};

constexpr std::string_view kSilent[] = {
    "status",        "instruments",          "books-rpi",   "books-elp",
    "option-trades", "call-auction-details", "price-limit", "liquidation-orders",
    "adl-warning",   "estimated-price"};
constexpr std::string_view kSilentOfBusiness[] = {
    "candle",        "mark-price-candle",   "index-candle",
    "block-tickers", "public-block-trades", "public-struc-block-trades"};

bool is_date(std::string_view text) {
    return text.size() == 6 && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

std::span<const Channel> channels() noexcept { return kChannels; }

bool has(const Channel& channel, Type type) noexcept {
    constexpr std::string_view kLetters = "spfo";  // in the order of Type
    return channel.types.find(kLetters[static_cast<std::size_t>(type)]) != channel.types.npos;
}

std::optional<std::string_view> silent_route(std::string_view channel) noexcept {
    for (const auto name : kSilent) {
        if (name == channel) return kPublic;
    }
    for (const auto name : kSilentOfBusiness) {  // candles are called after their span, too
        if (name == channel || (name.ends_with("candle") && channel.starts_with(name))) {
            return kBusiness;
        }
    }
    return std::nullopt;
}

std::string family_of(std::string_view symbol) {
    return std::string(part_of(symbol, 0)).append("-").append(part_of(symbol, 1));
}

std::string index_of(std::string_view symbol) {
    const auto family = family_of(symbol);
    return family.substr(0, family.find('_'));
}

}  // namespace mdc::sim::okx

namespace mdc::sim {

// Contracts have fewer decimals than coins, and options cost parts of a coin.
Instrument make_okx_instrument(std::string_view symbol) {
    constexpr std::int64_t kOptionPrice = 1000;
    constexpr std::int64_t kOptionPrices = 1500;
    constexpr int kContractDecimals = 2;
    const auto base = part_of(symbol, 0);
    const auto quote = part_of(symbol, 1).substr(0, part_of(symbol, 1).find('_'));
    const auto third = part_of(symbol, 2);
    const auto dashes = std::count(symbol.begin(), symbol.end(), '-');
    const bool is_dollar = quote == "USD";
    auto made = make_instrument(std::string(base).append(is_dollar ? "USDT" : quote));
    made.symbol = symbol;
    made.base = base;
    made.quote = quote;
    if (dashes == 2 && third == "SWAP") made.type = Type::perpetual;
    if (dashes == 2 && okx::is_date(third)) made.type = Type::future;
    if (dashes == 4 && okx::is_date(third)) made.type = Type::option;
    if (made.type == Type::spot) return made;
    made.qty_decimals = is_dollar ? 0 : std::min(made.qty_decimals, kContractDecimals);
    if (made.type != Type::option) return made;
    made.price_decimals = 4;
    made.start_price = kOptionPrice + make_instrument(symbol).start_price % kOptionPrices;
    return made;
}

}  // namespace mdc::sim
