#include <charconv>

#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/binance/envelope.hpp"
#include "mdc/exchanges/binance/parse.hpp"
#include "mdc/exchanges/json.hpp"

// Frames out of a file come without a plan: each says itself which stream it belongs to.

namespace mdc::exchanges::binance {

namespace {

struct EventFacts {
    std::string_view event, symbol;
    std::int64_t time = 0;
    bool has_update_id = false;
    bool is_snapshot = false;
};

EventFacts facts_of(std::string_view body) {
    EventFacts facts;
    const bool is_good = json::each_field(body, [&](auto key, auto value) noexcept {
        using json::is_key;
        if (is_key(key, "e")) return json::text(value, facts.event);
        if (is_key(key, "s")) return json::text(value, facts.symbol);
        if (is_key(key, "E")) return json::integer(value, facts.time);
        if (is_key(key, "u")) facts.has_update_id = true;
        if (is_key(key, "lastUpdateId")) facts.is_snapshot = true;
        return true;
    });
    if (!is_good) return {};
    if (facts.event.empty() && facts.has_update_id) facts.event = "bookTicker";
    return facts;
}

std::optional<Form> form_named(std::string_view event) noexcept {
    if (event == "aggTrade") return Form::agg_trade;
    if (event == "markPriceUpdate") return Form::mark_price;
    if (event == "depthUpdate") return Form::depth;
    if (event == "bookTicker") return Form::book_ticker;
    if (event == "trade") return Form::trade;
    if (event == "24hrTicker") return Form::ticker;
    return std::nullopt;
}

// The channel of that form that the name ends with ("btcusdt@depth@0ms"), else the first: captures
// know other speeds, and a bare frame has no name.
const ChannelFacts* channel_named(const MarketFacts& market, Form form,
                                  std::string_view name) noexcept {
    const ChannelFacts* first = nullptr;
    for (const auto& channel : market.channels) {
        if (form_of(channel.kind) != form) continue;
        if (name.ends_with(channel.name)) return &channel;
        if (first == nullptr) first = &channel;
    }
    return first;
}

std::optional<TimeUnit> unit_of(std::int64_t time) noexcept {
    std::int64_t micros = 0;
    if (time == 0) return std::nullopt;
    return to_micros(TimeUnit::microseconds, time, micros) ? TimeUnit::microseconds
                                                           : TimeUnit::milliseconds;
}

// "/api/v3/depth?symbol=BTCUSDT&limit=1000" → "BTCUSDT"; a symbol is sent percent-encoded only when
// it holds more than letters and digits.
std::optional<std::string> symbol_of_depth(std::string_view target, std::string_view path) {
    constexpr std::string_view kName = "symbol=";
    const auto query = target.find('?');
    if (query == target.npos || target.substr(0, query) != path) return std::nullopt;
    auto at = target.find(kName, query);
    if (at == target.npos) return std::nullopt;
    at += kName.size();
    std::string symbol;
    for (; at < target.size() && target[at] != '&'; ++at) {
        unsigned code = 0;
        const char* const hex = target.data() + at + 1;
        if (target[at] == '%' && at + 2 < target.size() &&
            std::from_chars(hex, hex + 2, code, 16).ptr == hex + 2) {
            symbol += static_cast<char>(code);
            at += 2;
        } else {
            symbol += target[at];
        }
    }
    return symbol;
}

}  // namespace

std::optional<Discovery> Binance::discover_reply(const Request& request) const {
    const auto symbol = symbol_of_depth(request.target, market_.depth_target);
    if (!symbol || !is_symbol(*symbol)) return std::nullopt;
    const auto& channel = channel_of(market_.facts, kind_of(Form::depth));
    return Discovery{{make_stream(market_, channel, *symbol)}, std::nullopt};
}

std::optional<Discovery> Binance::discover(const Frame& frame) const {
    if (frame.reply_to != nullptr) return discover_reply(*frame.reply_to);
    const auto envelope = open_generally(frame.payload);
    if (envelope.body.empty()) return std::nullopt;
    const auto facts = facts_of(envelope.body);
    const bool is_wrapped = envelope.kind == Envelope::Kind::stream;
    if (facts.is_snapshot && !is_wrapped) {
        Stream book;  // a REST body says not whose it is
        book.exchange = market_.facts.id;
        book.feed = Feed::orderbook_l2;
        return Discovery{{book}, std::nullopt};
    }
    const auto form = form_named(facts.event);
    if (!form || !is_symbol(facts.symbol)) return std::nullopt;
    const auto* channel = channel_named(market_.facts, *form, envelope.channel);
    if (channel == nullptr) return std::nullopt;
    auto stream = make_stream(market_, *channel, facts.symbol);
    std::array<char, 96> buffer;
    stream.channel = is_wrapped ? envelope.channel : raw_channel(facts.event, facts.symbol, buffer);
    if (stream.channel.empty()) return std::nullopt;
    return Discovery{{std::move(stream)}, unit_of(facts.time)};
}

}  // namespace mdc::exchanges::binance
