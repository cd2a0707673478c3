#include <algorithm>
#include <array>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/bybit/bybit.hpp"

namespace mdc::exchanges::bybit {

namespace {

// A request's number comes back as text, so it is sent as text.
std::string op_text(std::string_view op, std::span<const Stream> streams, std::int64_t request) {
    std::string args;
    for (const auto& stream : streams) {
        if (!args.empty()) args += ',';
        args += fmt::format("\"{}\"", stream.channel);
    }
    return fmt::format(R"({{"req_id":"{}","op":"{}","args":[{}]}})", request, op, args);
}

bool is_symbol_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

// Inverse futures end in the letter of their quarter and a year: "BTCUSDH26".
bool is_inverse_future(std::string_view ticker) noexcept {
    constexpr std::string_view kQuarters = "HMUZ";
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto size = ticker.size();
    return size > 6 && ticker.substr(size - 6, 3) == "USD" &&
           kQuarters.find(ticker[size - 3]) != kQuarters.npos && is_digit(ticker[size - 2]) &&
           is_digit(ticker[size - 1]);
}

InstrumentType type_of(Category category, std::string_view ticker) noexcept {
    switch (category) {
        case Category::spot:
            return InstrumentType::spot;
        case Category::linear:  // perpetuals have no date: "BTCUSDT", "BTCPERP"
            return ticker.find('-') == ticker.npos ? InstrumentType::perpetual
                                                   : InstrumentType::future;
        case Category::inverse:
            return is_inverse_future(ticker) ? InstrumentType::future : InstrumentType::perpetual;
        case Category::option:
            return InstrumentType::option;
    }
    return InstrumentType::other;
}

// What follows "<name>." in the topic; empty when it does not begin so. The dot tells
// "orderbook.1" from "orderbook.1000".
std::string_view behind(std::string_view topic, std::string_view name) noexcept {
    if (!topic.starts_with(name)) return {};
    topic.remove_prefix(name.size());
    return topic.starts_with('.') ? topic.substr(1) : std::string_view{};
}

// Books of 500 levels were dropped in 2025 and stand in older captures: they are read as the
// deepest ones of today, of which no such capture holds any.
constexpr std::string_view kOldDeepBook = "orderbook.500";

// An answer lists the options of one coin. Whoever asks for none, or for a pattern of coins, gets
// those of the large ones.
std::vector<std::string> coins_of(std::span<const std::string> tickers) {
    constexpr std::array<std::string_view, 3> kLarge = {"BTC", "ETH", "SOL"};
    constexpr std::size_t kMostCoins = 32;
    std::vector<std::string> coins;
    const auto add = [&](std::string_view coin) {
        const bool is_new = std::find(coins.begin(), coins.end(), coin) == coins.end();
        if (is_new && coins.size() < kMostCoins) coins.emplace_back(coin);
    };
    for (const auto& ticker : tickers) {
        if (is_symbol(coin_of(ticker))) add(coin_of(ticker));
    }
    const bool is_open =
        coins.empty() || std::any_of(tickers.begin(), tickers.end(),
                                     [](auto& each) { return !is_symbol(coin_of(each)); });
    if (is_open) std::for_each(kLarge.begin(), kLarge.end(), add);
    return coins;
}

}  // namespace

bool is_symbol(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_symbol_byte);
}

std::string_view coin_of(std::string_view ticker) noexcept {
    return ticker.substr(0, ticker.find('-'));
}

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain =
            c == '%' || (is_symbol_byte(c) && static_cast<unsigned char>(c) < 0x80);
        out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::optional<Topic> find_topic(const Market& market, std::string_view topic) noexcept {
    for (const auto& channel : market.facts.channels) {
        auto symbol = behind(topic, channel.name);
        if (symbol.empty() && channel.depth_limit == 1000) symbol = behind(topic, kOldDeepBook);
        if (!symbol.empty()) return Topic{&channel, symbol};
    }
    return std::nullopt;
}

Instrument Bybit::instrument_of(std::string_view ticker) const {
    Instrument instrument;
    instrument.exchange = market_.facts.id;
    instrument.ticker = ticker;
    instrument.type = type_of(market_.category, ticker);
    return instrument;
}

Result<Stream> Bybit::stream_of(const ChannelFacts& channel, const Instrument& instrument) const {
    const std::string_view ticker = instrument.ticker;
    const auto named = channel.is_shared ? coin_of(ticker) : ticker;
    if (!is_symbol(ticker) || named.empty()) {
        return fail(ErrorKind::unknown_symbol, fmt::format("{}: \"{}\" cannot be a symbol.",
                                                           to_string(market_.facts.id), ticker));
    }
    Stream stream;
    stream.exchange = market_.facts.id;
    stream.feed = channel.feed;
    stream.kind = channel.kind;
    stream.rule = channel.rule;
    stream.ticker = ticker;
    stream.channel = fmt::format("{}.{}", channel.name, named);
    return stream;
}

std::string Bybit::subscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return op_text("subscribe", streams, request);
}

std::string Bybit::unsubscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return op_text("unsubscribe", streams, request);
}

// Whole lists, whoever is asked for: what a filter by symbol says of one that is unknown, or not
// launched yet, is not documented.
std::vector<Request> Bybit::instruments_requests(std::span<const std::string> tickers) const {
    std::vector<Request> requests;
    const bool is_paged = market_.category != Category::spot;
    const auto ask = [&](std::string_view filter) {
        Request request;
        request.kind = Request::Kind::rest_instruments;
        request.target = fmt::format("/v5/market/instruments-info?category={}{}{}", market_.name,
                                     filter, is_paged ? "&limit=1000" : "");
        requests.push_back(std::move(request));
    };
    if (market_.category == Category::option) {
        for (const auto& coin : coins_of(tickers)) ask("&baseCoin=" + encoded(coin));
    } else {
        ask("");
    }
    if (market_.category == Category::linear) ask("&status=PreLaunch");
    return requests;
}

}  // namespace mdc::exchanges::bybit
