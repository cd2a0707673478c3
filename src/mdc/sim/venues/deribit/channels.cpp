#include "mdc/sim/venues/deribit/channels.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mdc::sim::deribit {
namespace {

constexpr int kSecond = 10;

constexpr std::array kChannels = {
    Channel{Kind::book, "book", "raw", "orderbook_l2"},
    Channel{Kind::book, "book", "100ms", "orderbook_l2", 1},
    Channel{Kind::book, "book", "agg2", "orderbook_l2", kSecond},
    Channel{Kind::quote, "quote", "", "bbo"},
    Channel{Kind::trades, "trades", "raw", "trades"},
    Channel{Kind::trades, "trades", "100ms", "trades", 1},
    Channel{Kind::trades, "trades", "agg2", "trades", kSecond},
    Channel{Kind::ticker, "ticker", "raw", "tickers"},
    Channel{Kind::ticker, "ticker", "100ms", "tickers", 1},
    Channel{Kind::ticker, "ticker", "agg2", "tickers", kSecond},
};

// Of indices, kinds and currencies, or of nothing.
constexpr std::string_view kOfNoInstrument[] = {
    "announcements",
    "deribit_price_index",
    "deribit_price_ranking",
    "deribit_price_statistics",
    "deribit_volatility_index",
    "markprice",
    "estimated_expiration_price",
    "instrument",
    "block_rfq",
    "block_trade_confirmations",
};
constexpr std::string_view kIntervals[] = {"100ms", "agg2", "raw"};
constexpr std::string_view kKinds[] = {"future", "option", "spot", "combo", "any"};
constexpr std::string_view kGroups[] = {"none", "1", "2", "5", "10", "25", "100", "250"};
constexpr std::string_view kDepths[] = {"1", "10", "20"};

template <class Words>
bool has(const Words& words, std::string_view word) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::vector<std::string_view> split(std::string_view channel) {
    std::vector<std::string_view> parts;
    for (auto dot = channel.find('.'); dot != channel.npos; dot = channel.find('.')) {
        parts.push_back(channel.substr(0, dot));
        channel.remove_prefix(dot + 1);
    }
    parts.push_back(channel);
    return parts;
}

}  // namespace

std::span<const Channel> channels() noexcept { return kChannels; }

bool needs_login(std::string_view channel) noexcept {
    constexpr std::string_view kBegins[] = {"book.", "trades.", "ticker.", "perpetual."};
    return channel.ends_with(".raw") &&
           std::any_of(std::begin(kBegins), std::end(kBegins),
                       [&](std::string_view begin) { return channel.starts_with(begin); });
}

bool is_silent(std::string_view channel, bool (*is_traded)(const void*, std::string_view),
               const void* context) {
    const auto parts = split(channel);
    const auto count = parts.size();
    if (has(kOfNoInstrument, parts[0])) return count > 1 || parts[0] == "announcements";
    if (channel == "platform_state.public_methods_state") return true;
    if (count < 2) return false;
    if (parts[0] == "trades") {
        return count == 4 && has(kKinds, parts[1]) && has(kIntervals, parts[3]);
    }
    if (!is_traded(context, parts[1])) return false;
    if (parts[0] == "incremental_ticker") return count == 2;
    if (parts[0] == "perpetual") return count == 3 && has(kIntervals, parts[2]);
    return parts[0] == "book" && count == 5 && has(kGroups, parts[2]) && has(kDepths, parts[3]) &&
           has(kIntervals, parts[4]);
}

}  // namespace mdc::sim::deribit
