#include "mdc/exchanges/binance/binance.hpp"

// Source: docs/implementation_plan.md "Binance Spot"; official web-socket-streams.md and
// rest-api.md of the spot API documentation, state of 2026-07-21.

namespace mdc::exchanges::binance {

namespace {

constexpr std::string_view kSpotRoute = "/stream?timeUnit=MICROSECOND";

constexpr ChannelFacts kSpotChannels[] = {
    {.feed = Feed::orderbook_l2,
     .kind = static_cast<std::uint8_t>(Form::depth),
     .name = "@depth@100ms",
     .route = kSpotRoute,
     .rule = ArrivalRule::chain,
     .snapshot = SnapshotRule::rest,
     .source = "diff. depth stream: U == previous u + 1"},
    {.feed = Feed::bbo,
     .kind = static_cast<std::uint8_t>(Form::book_ticker),
     .name = "@bookTicker",
     .route = kSpotRoute,
     .rule = ArrivalRule::newest,
     .source = "individual symbol book ticker: u increases, not by one"},
    {.feed = Feed::trades,
     .kind = static_cast<std::uint8_t>(Form::trade),
     .name = "@trade",
     .route = kSpotRoute,
     .rule = ArrivalRule::chain,
     .source = "trade streams: t == previous t + 1 per symbol"},
    {.feed = Feed::tickers,
     .kind = static_cast<std::uint8_t>(Form::ticker),
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

constexpr Market kSpot = {
    {ExchangeId::binance_spot,
     {"wss://stream.binance.com:9443", "https://api.binance.com"},
     spot_limits(),
     kSpotChannels,
     "Binance Spot public market data, 2026-11-22"},
    "/api/v3/depth",
    "/api/v3/exchangeInfo",
    TimeUnit::microseconds,
};

}  // namespace

const Market& spot() noexcept { return kSpot; }

int depth_weight(int levels) noexcept {
    if (levels <= 100) return 5;
    if (levels <= 500) return 25;
    return levels <= 1000 ? 50 : 250;
}

}  // namespace mdc::exchanges::binance
