#include "mdc/exchanges/binance/binance.hpp"

// Source: docs/implementation_plan.md "Binance Spot" and "Binance USD-M"; official
// web-socket-streams.md and rest-api.md of the spot API documentation, state of 2026-07-21, and the
// pages of the USD-M futures documentation, state of 2026-05-28 with its change log.

namespace mdc::exchanges::binance {

namespace {

// What the form of a channel's messages says of it.
constexpr ChannelFacts channel(Form form, std::string_view name, std::string_view route,
                               ArrivalRule rule, std::string_view source) {
    constexpr Feed kFeeds[] = {Feed::orderbook_l2, Feed::bbo,    Feed::trades,
                               Feed::tickers,      Feed::trades, Feed::tickers};
    ChannelFacts facts;
    facts.feed = kFeeds[static_cast<std::size_t>(form)];
    facts.kind = kind_of(form);
    facts.name = name;
    facts.route = route;
    facts.rule = rule;
    facts.snapshot = form == Form::depth ? SnapshotRule::rest : SnapshotRule::none;
    facts.source = source;
    return facts;
}

// One of several channels to choose from; those of the same form are numbered.
constexpr ChannelFacts variant(ChannelFacts facts, unsigned number = 0) {
    facts.kind = kind_of(form_of(facts.kind), number);
    facts.variant = facts.name.substr(1);
    return facts;
}

constexpr ChannelFacts sent_on_subscribe(ChannelFacts facts) {
    facts.sends_on_subscribe = true;
    return facts;
}

constexpr std::string_view kSpotRoute = "/stream?timeUnit=MICROSECOND";

constexpr ChannelFacts kSpotChannels[] = {
    variant(channel(Form::depth, "@depth@100ms", kSpotRoute, ArrivalRule::chain,
                    "diff. depth stream: U == previous u + 1")),
    channel(Form::book_ticker, "@bookTicker", kSpotRoute, ArrivalRule::newest,
            "individual symbol book ticker: u increases, not by one"),
    variant(channel(Form::trade, "@trade", kSpotRoute, ArrivalRule::chain,
                    "trade streams: t == previous t + 1 per symbol")),
    sent_on_subscribe(
        channel(Form::ticker, "@ticker", kSpotRoute, ArrivalRule::leader,
                "individual symbol ticker: each second, no id, E is the pushing server's")),
};

// New connections of futures are not documented: the figure of Spot.
constexpr Limits limits(Limits of_market) {
    of_market.streams_per_connection = 1024;
    of_market.streams_per_request = 100;
    of_market.connects_per_window = 300;
    of_market.connect_window = std::chrono::minutes{5};
    of_market.lifetime = std::chrono::hours{24};
    return of_market;
}

constexpr Limits kSpotLimits = limits({.messages_per_second = 4,  // 5 are allowed, with pongs
                                       .rest_weight_per_minute = 6000,
                                       .is_ban_shared = true,
                                       .server_ping = std::chrono::seconds{20},
                                       .silence = std::chrono::seconds{50},
                                       .keep_alive = {}});

constexpr DepthPrice kSpotDepths[] = {{100, 5}, {500, 25}, {1000, 50}, {5000, 250}};

constexpr Market kSpot = {
    .facts = {.id = ExchangeId::binance_spot,
              .endpoints = {"wss://stream.binance.com:9443", "https://api.binance.com"},
              .limits = kSpotLimits,
              .channels = kSpotChannels,
              .time_unit = TimeUnit::microseconds,
              .sheet = "Binance Spot public market data, 2026-11-22"},
    .depth_target = "/api/v3/depth",
    .instruments_target = "/api/v3/exchangeInfo",
    .instruments_weight = 20,
    .depth_prices = kSpotDepths,
    .has_any_depth = true,
};

// USD-M futures. A channel asked for on the wrong route is acknowledged and silent for ever.
constexpr std::string_view kPublicRoute = "/public/stream";
constexpr std::string_view kMarketRoute = "/market/stream";

constexpr ChannelFacts kUsdmChannels[] = {
    variant(channel(Form::depth, "@depth@100ms", kPublicRoute, ArrivalRule::chain,
                    "diff. book depth streams: pu == previous u")),
    variant(channel(Form::depth, "@depth@500ms", kPublicRoute, ArrivalRule::chain,
                    "as above; each speed has a chain of its own"),
            1),
    variant(channel(Form::depth, "@depth@0ms", kPublicRoute, ArrivalRule::chain,
                    "undocumented; change log 2020-11-13"),
            2),
    channel(Form::book_ticker, "@bookTicker", kPublicRoute, ArrivalRule::newest,
            "individual symbol book ticker: u increases, not by one"),
    variant(channel(Form::agg_trade, "@aggTrade", kMarketRoute, ArrivalRule::chain,
                    "aggregate trade streams: a == previous a + 1")),
    variant(channel(Form::trade, "@trade", kPublicRoute, ArrivalRule::seen,
                    "undocumented; ids jump over what is not published")),
    channel(Form::ticker, "@ticker", kMarketRoute, ArrivalRule::leader,
            "individual symbol ticker: each 2 s, no id"),
    sent_on_subscribe(
        channel(Form::mark_price, "@markPrice@1s", kMarketRoute, ArrivalRule::newest,
                "mark price stream: E in whole seconds, the same on every connection")),
};

constexpr Limits kUsdmLimits = limits({.messages_per_second = 8,        // 10 are allowed
                                       .rest_weight_per_minute = 2400,  // with the COIN-M API
                                       .is_ban_shared = true,
                                       .server_ping = std::chrono::minutes{3},
                                       .silence = std::chrono::seconds{30},
                                       .keep_alive = {}});

constexpr Preset kUsdmPresets[] = {
    {"testnet", {"wss://fstream.binancefuture.com", "https://demo-fapi.binance.com"}},
    {"demo", {"wss://demo-fstream.binance.com", "https://demo-fapi.binance.com"}},
};

constexpr DepthPrice kUsdmDepths[] = {{5, 2},   {10, 2},   {20, 2},   {50, 2},
                                      {100, 5}, {500, 10}, {1000, 20}};

constexpr Market kUsdm = {
    .facts = {.id = ExchangeId::binance_usdm,
              .endpoints = {"wss://fstream.binance.com", "https://fapi.binance.com"},
              .limits = kUsdmLimits,
              .channels = kUsdmChannels,
              .time_unit = TimeUnit::milliseconds,
              .presets = kUsdmPresets,
              .sheet = "Binance USD-M futures public market data, 2026-11-22"},
    .depth_target = "/fapi/v1/depth",
    .instruments_target = "/fapi/v1/exchangeInfo",
    .depth_prices = kUsdmDepths,
    .is_futures = true,
};

constexpr Market kMarkets[] = {kSpot, kUsdm};

}  // namespace

std::span<const Market> markets() noexcept { return kMarkets; }

}  // namespace mdc::exchanges::binance
