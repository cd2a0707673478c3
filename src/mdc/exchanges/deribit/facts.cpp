#include "mdc/exchanges/deribit/deribit.hpp"

// Source: docs.deribit.com, articles "Rate Limits", "Connection Management", "Market Data
// Collection" and pages of the subscriptions, 2026-02 to 2026-09; README.md has what was seen.

namespace mdc::exchanges::deribit {

namespace {

// How often a channel may speak. `raw` says every change, to those who logged in.
enum class Interval : std::uint8_t { hundred_ms, raw, agg2 };

constexpr ChannelFacts channel(Form form, std::string_view name, Interval interval = {}) noexcept {
    constexpr Feed kFeeds[] = {Feed::orderbook_l2, Feed::bbo, Feed::trades, Feed::tickers};
    constexpr ArrivalRule kRules[] = {ArrivalRule::per_leg, ArrivalRule::seen, ArrivalRule::chain,
                                      ArrivalRule::leader};
    constexpr std::string_view kSources[] = {
        "book: prev_change_id == previous change_id; connections need not share their windows",
        "quote: every change, with a time but no id", "trades: trade_seq is dense per instrument",
        "ticker: no id, windows may differ by connection; captures begin with one of each"};
    const auto at = static_cast<unsigned>(form);
    const auto dot = name.find('.');
    ChannelFacts facts;
    facts.feed = kFeeds[at];
    facts.kind = static_cast<std::uint8_t>(at | static_cast<unsigned>(interval) << 4U);
    facts.name = name;
    if (dot != name.npos) facts.variant = name.substr(dot + 1);
    facts.route = "/ws/api/v2";
    facts.rule = kRules[at];
    facts.snapshot = form == Form::book ? SnapshotRule::in_band : SnapshotRule::none;
    facts.sends_on_subscribe = form == Form::book || form == Form::ticker;
    facts.needs_login = interval == Interval::raw;
    facts.source = kSources[at];
    return facts;
}

constexpr ChannelFacts kChannels[] = {
    channel(Form::book, "book.100ms"),
    channel(Form::book, "book.raw", Interval::raw),
    channel(Form::book, "book.agg2", Interval::agg2),
    channel(Form::quote, "quote"),
    channel(Form::trades, "trades.100ms"),
    channel(Form::trades, "trades.raw", Interval::raw),
    channel(Form::trades, "trades.agg2", Interval::agg2),
    channel(Form::ticker, "ticker.100ms"),
    channel(Form::ticker, "ticker.raw", Interval::raw),
    channel(Form::ticker, "ticker.agg2", Interval::agg2),
};

// Without a heartbeat a silent connection cannot be told from a broken one; 10 s is the shortest
// that the venue allows.
constexpr std::string_view kGreeting[] = {
    R"({"jsonrpc":"2.0","id":9000001,"method":"public/set_heartbeat","params":{"interval":10}})",
    R"({"jsonrpc":"2.0","id":9000002,"method":"public/subscribe","params":{"channels":["platform_state"]}})",
};

constexpr std::string_view kCredentials[] = {"MDC_DERIBIT_CLIENT_ID", "MDC_DERIBIT_CLIENT_SECRET"};

constexpr Preset kPresets[] = {
    {"test", {"wss://test.deribit.com", "https://test.deribit.com"}},
    {"events", {"wss://streams.deribit.com", "https://www.deribit.com"}},
};

constexpr Limits limits() {
    Limits limits;
    limits.messages_per_second = 3;        // a subscribe costs 3,000 of 10,000 credits a second
    limits.streams_per_connection = 1000;  // not published: ours
    limits.streams_per_request = 500;
    limits.bytes_per_request = 30'000;  // with quotes and commas still below 32 kB
    limits.connects_per_window = 60;    // not published: ours
    limits.connect_window = std::chrono::seconds{60};
    limits.connections = 30;            // 32 with those of REST requests
    limits.rest_weight_per_minute = 6;  // the instrument list: once in 10 s
    limits.silence = std::chrono::seconds{30};
    return limits;
}

constexpr MarketFacts kMarket = {.id = ExchangeId::deribit,
                                 .endpoints = {"wss://www.deribit.com", "https://www.deribit.com"},
                                 .limits = limits(),
                                 .channels = kChannels,
                                 .time_unit = TimeUnit::milliseconds,
                                 .greeting = kGreeting,
                                 .credentials = kCredentials,
                                 .presets = kPresets,
                                 .sheet = "Deribit public market data, 2026-11-22"};

}  // namespace

const MarketFacts& market() noexcept { return kMarket; }

}  // namespace mdc::exchanges::deribit
