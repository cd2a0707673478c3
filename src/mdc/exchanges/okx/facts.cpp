#include <array>

#include "mdc/exchanges/okx/okx.hpp"

// Source: the official v5 pages, as this folder's README.md lists them.

namespace mdc::exchanges::okx {

namespace {

constexpr std::string_view kPublic = "/ws/v5/public";
constexpr std::string_view kBusiness = "/ws/v5/business";

using enum InstrumentType;
constexpr TypeSet kTraded = types({spot, perpetual, future, option});
constexpr TypeSet kDerivatives = types({perpetual, future, option});

// An unchanged book is said to be alive after about so long.
constexpr std::chrono::seconds kKeptAlive{60};

constexpr std::uint8_t kind(Channel channel) noexcept { return static_cast<std::uint8_t>(channel); }

constexpr ChannelFacts book(Channel channel, std::string_view name, int depth, bool needs_login) {
    return {.feed = Feed::orderbook_l2,
            .kind = kind(channel),
            .name = name,
            .variant = name,
            .route = kPublic,
            .types = kTraded,
            .rule = ArrivalRule::chain,
            .snapshot = SnapshotRule::in_band,
            .depth_limit = depth,
            .sends_on_subscribe = true,
            .speaks_within = kKeptAlive,
            .needs_login = needs_login,
            .source = "order book channels: (prevSeqId, seqId], equal on all connections"};
}

constexpr ChannelFacts trades(Channel channel, std::string_view name, std::string_view route,
                              std::string_view source) {
    return {.feed = Feed::trades,
            .kind = kind(channel),
            .name = name,
            .variant = name,
            .route = route,
            .types = kTraded,
            .rule = ArrivalRule::chain,
            .source = source};
}

// No id tells their messages apart: their content and its time do.
constexpr ChannelFacts ticker(Channel channel, std::string_view name, TypeSet types,
                              std::string_view source, std::chrono::seconds speaks_within = {}) {
    return {.feed = Feed::tickers,
            .kind = kind(channel),
            .name = name,
            .route = kPublic,
            .types = types,
            .rule = ArrivalRule::seen,
            .sends_on_subscribe = true,
            .speaks_within = speaks_within,
            .is_shared = channel == Channel::opt_summary,
            .source = source};
}

constexpr std::array kChannels = {
    book(Channel::books, "books", 400, false),
    book(Channel::books50_l2_tbt, "books50-l2-tbt", 50, true),
    book(Channel::books_l2_tbt, "books-l2-tbt", 400, true),
    ChannelFacts{.feed = Feed::bbo,
                 .kind = kind(Channel::bbo_tbt),
                 .name = "bbo-tbt",
                 .route = kPublic,
                 .types = kTraded,
                 .rule = ArrivalRule::newest,
                 .sends_on_subscribe = true,
                 .speaks_within = kKeptAlive,
                 .source = "bbo-tbt: seqId increases, not by one"},
    trades(Channel::trades, "trades", kPublic,
           "trades channel: one message a taker order and price, ids tradeId-count+1 to tradeId"),
    trades(Channel::trades_all, "trades-all", kBusiness, "all trades channel: one tradeId a match"),
    ticker(Channel::tickers, "tickers", kTraded, "tickers channel: 100 ms, no id"),
    ticker(Channel::mark_price, "mark-price", kDerivatives, "mark price channel: 200 ms, 10 s",
           std::chrono::seconds{10}),
    ticker(Channel::index_tickers, "index-tickers", kDerivatives, "index tickers: 100 ms, 1 min",
           std::chrono::seconds{60}),
    ticker(Channel::funding_rate, "funding-rate", types({perpetual}), "funding rate: 30 to 90 s",
           std::chrono::seconds{90}),
    ticker(Channel::open_interest, "open-interest", kDerivatives, "open interest channel: 3 s"),
    ticker(Channel::opt_summary, "opt-summary", types({option}), "option summary: by instFamily"),
};

constexpr Limits limits() {
    Limits limits;
    limits.messages_per_second = 3;
    limits.requests_per_hour = 480;
    limits.streams_per_connection = 240;  // there is a limit, but it is not published
    limits.books_per_connection = 30;
    limits.streams_per_request = 240;  // at most 27 KB of text; 64 KB are allowed
    limits.connects_per_window = 3;
    limits.connect_window = std::chrono::seconds{1};
    limits.rest_weight_per_minute = 300;  // 20 of a kind in 2 s are allowed
    limits.pause = std::chrono::seconds{5};
    limits.silence = std::chrono::seconds{45};
    limits.keep_alive = "ping";
    limits.keep_alive_every = std::chrono::seconds{20};  // 30 s of silence end the connection
    return limits;
}

// The request id is no number, so its answer is not taken for that of a stream.
constexpr std::array<std::string_view, 1> kGreeting = {
    R"({"id":"status","op":"subscribe","args":[{"channel":"status"}]})"};

constexpr std::array<std::string_view, 3> kCredentials = {"MDC_OKX_KEY", "MDC_OKX_SECRET",
                                                          "MDC_OKX_PASSPHRASE"};

constexpr std::array<Preset, 3> kPresets = {
    Preset{"eea", {"wss://wseea.okx.com:8443", "https://eea.okx.com"}},
    Preset{"us", {"wss://wsus.okx.com:8443", "https://us.okx.com"}},
    Preset{"demo", {"wss://wspap.okx.com:8443", "https://openapi.okx.com"}},
};

constexpr MarketFacts kMarket = {
    .id = ExchangeId::okx,
    .endpoints = {"wss://ws.okx.com:8443", "https://openapi.okx.com"},
    .limits = limits(),
    .channels = kChannels,
    .greeting = kGreeting,
    .credentials = kCredentials,
    .presets = kPresets,
    .sheet = "OKX public market data, 2026-11-22",
};

}  // namespace

const MarketFacts& market() noexcept { return kMarket; }

}  // namespace mdc::exchanges::okx
