#include <array>

#include "mdc/exchanges/bybit/bybit.hpp"

// Source: the official V5 documentation (repository bybit-exchange/docs), state of 2026-07-24:
// websocket/wss-authentication.mdx, websocket/public/*.mdx, rate-limit/rate-limit.mdx, guide.mdx;
// the evidence for each channel stands in README.md.

namespace mdc::exchanges::bybit {

namespace {

constexpr TypeSet kContracts = types({InstrumentType::perpetual, InstrumentType::future});

// Where a market's channels are: its connections, and what it trades.
struct Place {
    std::string_view route;
    TypeSet types;
};
constexpr Place kSpotPlace = {"/v5/public/spot", types({InstrumentType::spot})};
constexpr Place kLinearPlace = {"/v5/public/linear", kContracts};
constexpr Place kInversePlace = {"/v5/public/inverse", kContracts};
constexpr Place kOptionPlace = {"/v5/public/option", types({InstrumentType::option})};

constexpr ChannelFacts channel(const Place& place, Feed feed, std::uint8_t kind,
                               std::string_view name, ArrivalRule rule) {
    ChannelFacts channel;
    channel.feed = feed;
    channel.kind = kind;
    channel.name = name;
    channel.route = place.route;
    channel.types = place.types;
    channel.rule = rule;
    return channel;
}

// Books differ by depth and speed; each depth counts its own ids.
constexpr ChannelFacts book(const Place& place, std::string_view name, int depth,
                            unsigned variant) {
    auto book =
        channel(place, Feed::orderbook_l2, kind_of(Form::book, variant), name, ArrivalRule::chain);
    book.variant = name;
    book.snapshot = SnapshotRule::in_band;
    book.depth_limit = depth;
    book.sends_on_subscribe = true;
    book.source = "sheet 3.1, 3.3: snapshot, then u == previous u + 1; u == 1 begins anew";
    return book;
}

constexpr ChannelFacts bbo(const Place& place) {
    auto bbo = channel(place, Feed::bbo, kind_of(Form::bbo), "orderbook.1", ArrivalRule::newest);
    bbo.sends_on_subscribe = true;
    bbo.speaks_within = std::chrono::seconds{3};
    bbo.source = "sheet 3.4, 3.7: snapshots only, again after 3 s with the same u";
    return bbo;
}

constexpr ChannelFacts trades(const Place& place, bool is_shared = false) {
    auto trades =
        channel(place, Feed::trades, kind_of(Form::trades), "publicTrade", ArrivalRule::seen);
    trades.is_shared = is_shared;
    trades.source = "sheet 4: no dense number, i names each trade";
    return trades;
}

// Spot: cs increases. Futures: a delta fits the snapshot of its own connection only. Options: each
// message has an id.
constexpr ChannelFacts ticker(const Place& place, ArrivalRule rule) {
    auto ticker = channel(place, Feed::tickers, kind_of(Form::ticker), "tickers", rule);
    ticker.is_delta = ticker.sends_on_subscribe = rule == ArrivalRule::leader;
    ticker.source = "sheet 5, 3.7: futures send deltas, the others snapshots only";
    return ticker;
}

constexpr std::array<ChannelFacts, 6> with_bbo(const Place& place, ArrivalRule ticker_rule) {
    return {book(place, "orderbook.50", 50, 0),
            book(place, "orderbook.200", 200, 1),
            book(place, "orderbook.1000", 1000, 2),
            bbo(place),
            trades(place),
            ticker(place, ticker_rule)};
}

constexpr auto kSpotChannels = with_bbo(kSpotPlace, ArrivalRule::newest);
constexpr auto kLinearChannels = with_bbo(kLinearPlace, ArrivalRule::leader);
constexpr auto kInverseChannels = with_bbo(kInversePlace, ArrivalRule::leader);
constexpr std::array<ChannelFacts, 4> kOptionChannels = {
    book(kOptionPlace, "orderbook.25", 25, 0), book(kOptionPlace, "orderbook.100", 100, 1),
    trades(kOptionPlace, true), ticker(kOptionPlace, ArrivalRule::seen)};

constexpr Limits limits(int streams_per_request) {
    Limits limits;
    limits.streams_per_request = streams_per_request;
    // No rate of requests is documented; 18 of them at once were answered within a second.
    limits.messages_per_second = 10;
    limits.streams_per_connection = 1000;
    // 21,000 characters of "args", with the quotes and the comma around each of 1,000 names.
    limits.bytes_per_connection = 17'000;
    // 500 of a host are allowed, which four markets share.
    limits.connects_per_window = 120;
    limits.connect_window = std::chrono::minutes{5};
    limits.connections = 1000;
    // 600 in 5 s are allowed; beyond, everything is forbidden for 10 minutes.
    limits.rest_weight_per_minute = 600;
    limits.ban_pause = std::chrono::minutes{10};
    limits.pause = std::chrono::seconds{5};
    limits.silence = std::chrono::seconds{50};
    limits.keep_alive = R"({"op":"ping"})";
    limits.keep_alive_every = std::chrono::seconds{20};
    return limits;
}

// What is asked for first is told from our subscriptions by a name that is no number.
constexpr std::string_view kStatusGreeting[] = {
    R"({"req_id":"status","op":"subscribe","args":["system.status"]})"};

constexpr Preset kPresets[] = {
    {"testnet", {"wss://stream-testnet.bybit.com", "https://api-testnet.bybit.com"}},
    {"bytick", {"wss://stream.bybit.com", "https://api.bytick.com"}},
    {"turkey", {"wss://stream.bybit.tr", "https://api.bybit.tr"}},
    {"kazakhstan", {"wss://stream.bybit.kz", "https://api.bybit.kz"}},
    {"georgia", {"wss://stream.bybitgeorgia.ge", "https://api.bybitgeorgia.ge"}},
    {"indonesia", {"wss://stream.bybit.id", "https://api.bybit.id"}},
    {"japan", {"wss://stream.manepa.jp", "https://api.manepa.jp"}},
};

// What one market has and the others have not.
struct Own {
    ExchangeId id;
    Category category;
    std::string_view name;
    std::int64_t product;
    std::span<const ChannelFacts> channels;
    int streams_per_request = 50;  // long ones are dear: one bad topic refuses all of a request
};

constexpr Market market(const Own& own) {
    Market market;
    market.category = own.category;
    market.name = own.name;
    market.product = own.product;
    market.facts.id = own.id;
    market.facts.endpoints = {"wss://stream.bybit.com", "https://api.bybit.com"};
    market.facts.limits = limits(own.streams_per_request);
    market.facts.channels = own.channels;
    market.facts.status_route = "/v5/public/misc/status";
    market.facts.status_greeting = kStatusGreeting;
    market.facts.presets = kPresets;
    market.facts.sheet = "Bybit V5 public market data, 2026-11-22";
    return market;
}

constexpr Market kMarkets[] = {
    market({ExchangeId::bybit_spot, Category::spot, "spot", 2, kSpotChannels, 10}),
    market({ExchangeId::bybit_linear, Category::linear, "linear", 1, kLinearChannels}),
    market({ExchangeId::bybit_inverse, Category::inverse, "inverse", 1, kInverseChannels}),
    market({ExchangeId::bybit_option, Category::option, "option", 3, kOptionChannels})};

}  // namespace

std::span<const Market> markets() noexcept { return kMarkets; }

}  // namespace mdc::exchanges::bybit
