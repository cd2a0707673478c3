#include "mdc/exchanges/binance/binance.hpp"

// Source: docs/implementation_plan.md "Binance Spot" and "Binance USD-M"; official
// web-socket-streams.md and rest-api.md of the spot API documentation, state of 2026-07-21, and the
// pages of the USD-M futures documentation, state of 2026-05-28 with its change log.

namespace mdc::exchanges::binance {

namespace {

constexpr std::string_view kSpotRoute = "/stream?timeUnit=MICROSECOND";

constexpr ChannelFacts kSpotChannels[] = {
    {.feed = Feed::orderbook_l2,
     .kind = kind_of(Form::depth),
     .name = "@depth@100ms",
     .variant = "depth@100ms",
     .route = kSpotRoute,
     .rule = ArrivalRule::chain,
     .snapshot = SnapshotRule::rest,
     .source = "diff. depth stream: U == previous u + 1"},
    {.feed = Feed::bbo,
     .kind = kind_of(Form::book_ticker),
     .name = "@bookTicker",
     .route = kSpotRoute,
     .rule = ArrivalRule::newest,
     .source = "individual symbol book ticker: u increases, not by one"},
    {.feed = Feed::trades,
     .kind = kind_of(Form::trade),
     .name = "@trade",
     .variant = "trade",
     .route = kSpotRoute,
     .rule = ArrivalRule::chain,
     .source = "trade streams: t == previous t + 1 per symbol"},
    {.feed = Feed::tickers,
     .kind = kind_of(Form::ticker),
     .name = "@ticker",
     .route = kSpotRoute,
     .rule = ArrivalRule::leader,
     .sends_on_subscribe = true,
     .source = "individual symbol ticker: each second, no id, E is the pushing server's"},
};

constexpr Limits spot_limits() {
    Limits limits;
    limits.messages_per_second = 4;  // 5 are allowed, pongs count too
    limits.streams_per_connection = 1024;
    limits.streams_per_request = 100;
    limits.connects_per_window = 300;
    limits.connect_window = std::chrono::minutes{5};
    limits.rest_weight_per_minute = 6000;
    limits.lifetime = std::chrono::hours{24};
    limits.server_ping = std::chrono::seconds{20};
    limits.silence = std::chrono::seconds{50};
    return limits;
}

constexpr DepthPrice kSpotDepths[] = {{100, 5}, {500, 25}, {1000, 50}, {5000, 250}};

constexpr Market kSpot = {
    .facts = {.id = ExchangeId::binance_spot,
              .endpoints = {"wss://stream.binance.com:9443", "https://api.binance.com"},
              .limits = spot_limits(),
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
    {.feed = Feed::orderbook_l2,
     .kind = kind_of(Form::depth),
     .name = "@depth@100ms",
     .variant = "depth@100ms",
     .route = kPublicRoute,
     .rule = ArrivalRule::chain,
     .snapshot = SnapshotRule::rest,
     .source = "diff. book depth streams: pu == previous u"},
    {.feed = Feed::orderbook_l2,
     .kind = kind_of(Form::depth, 1),
     .name = "@depth@500ms",
     .variant = "depth@500ms",
     .route = kPublicRoute,
     .rule = ArrivalRule::chain,
     .snapshot = SnapshotRule::rest,
     .source = "as above; each speed has a chain of its own"},
    {.feed = Feed::orderbook_l2,
     .kind = kind_of(Form::depth, 2),
     .name = "@depth@0ms",
     .variant = "depth@0ms",
     .route = kPublicRoute,
     .rule = ArrivalRule::chain,
     .snapshot = SnapshotRule::rest,
     .source = "undocumented; change log 2020-11-13"},
    {.feed = Feed::bbo,
     .kind = kind_of(Form::book_ticker),
     .name = "@bookTicker",
     .route = kPublicRoute,
     .rule = ArrivalRule::newest,
     .source = "individual symbol book ticker: u increases, not by one"},
    {.feed = Feed::trades,
     .kind = kind_of(Form::agg_trade),
     .name = "@aggTrade",
     .variant = "aggTrade",
     .route = kMarketRoute,
     .rule = ArrivalRule::chain,
     .source = "aggregate trade streams: a == previous a + 1"},
    {.feed = Feed::trades,
     .kind = kind_of(Form::trade),
     .name = "@trade",
     .variant = "trade",
     .route = kPublicRoute,
     .rule = ArrivalRule::seen,
     .source = "undocumented; ids jump over what is not published"},
    {.feed = Feed::tickers,
     .kind = kind_of(Form::ticker),
     .name = "@ticker",
     .route = kMarketRoute,
     .rule = ArrivalRule::leader,
     .source = "individual symbol ticker: each 2 s, no id"},
    {.feed = Feed::tickers,
     .kind = kind_of(Form::mark_price),
     .name = "@markPrice@1s",
     .route = kMarketRoute,
     .rule = ArrivalRule::newest,
     .sends_on_subscribe = true,
     .source = "mark price stream: E in whole seconds, the same on every connection"},
};

// New connections of one IP are not documented: the figure of Spot. Pings come only each 3 minutes.
constexpr Limits usdm_limits() {
    Limits limits;
    limits.messages_per_second = 8;  // 10 are allowed
    limits.streams_per_connection = 1024;
    limits.streams_per_request = 100;
    limits.connects_per_window = 300;
    limits.connect_window = std::chrono::minutes{5};
    limits.rest_weight_per_minute = 2400;  // shared with the COIN-M API since 2026-06-30
    limits.lifetime = std::chrono::hours{24};
    limits.server_ping = std::chrono::minutes{3};
    limits.silence = std::chrono::seconds{30};
    return limits;
}

constexpr Preset kUsdmPresets[] = {
    {"testnet", {"wss://fstream.binancefuture.com", "https://demo-fapi.binance.com"}},
    {"demo", {"wss://demo-fstream.binance.com", "https://demo-fapi.binance.com"}},
};

constexpr DepthPrice kUsdmDepths[] = {{5, 2},   {10, 2},   {20, 2},   {50, 2},
                                      {100, 5}, {500, 10}, {1000, 20}};

constexpr Market kUsdm = {
    .facts = {.id = ExchangeId::binance_usdm,
              .endpoints = {"wss://fstream.binance.com", "https://fapi.binance.com"},
              .limits = usdm_limits(),
              .channels = kUsdmChannels,
              .time_unit = TimeUnit::milliseconds,
              .presets = kUsdmPresets,
              .sheet = "Binance USD-M futures public market data, 2026-11-22"},
    .depth_target = "/fapi/v1/depth",
    .instruments_target = "/fapi/v1/exchangeInfo",
    .depth_prices = kUsdmDepths,
    .is_futures = true,
};

}  // namespace

const Market& spot() noexcept { return kSpot; }

const Market& usdm() noexcept { return kUsdm; }

}  // namespace mdc::exchanges::binance
