#include <array>
#include <charconv>

#include "mdc/exchanges/binance/parse.hpp"

// Frames out of a file come without a plan: each says itself which stream it belongs to.

namespace mdc::exchanges::binance {

namespace {

// In the order of Form.
constexpr std::array<std::string_view, 6> kEvents = {
    "depthUpdate", "bookTicker", "trade", "24hrTicker", "aggTrade", "markPriceUpdate"};

// The channel of that event that the name ends with ("btcusdt@depth@0ms"), else the first: captures
// know other speeds, and a bare frame has no name.
const ChannelFacts* channel_named(const MarketFacts& market, std::string_view event,
                                  std::string_view name) noexcept {
    const ChannelFacts* first = nullptr;
    for (const auto& channel : market.channels) {
        if (kEvents[static_cast<std::size_t>(form_of(channel.kind))] != event) continue;
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
    const auto facts = facts_of(envelope.body);
    const bool is_wrapped = envelope.kind == Envelope::Kind::stream;
    if (facts.is_snapshot && !is_wrapped) {
        Stream book;  // a REST body says not whose it is
        book.exchange = market_.facts.id;
        book.feed = Feed::orderbook_l2;
        return Discovery{{book}, std::nullopt};
    }
    const auto* channel = channel_named(market_.facts, facts.event, envelope.channel);
    if (channel == nullptr || !is_symbol(facts.symbol) || is_foreign(market_, envelope.body) ||
        envelope.channel.starts_with('!') || is_other_depth(envelope.channel)) {
        return std::nullopt;  // of no stream, or one of many symbols
    }
    auto stream = make_stream(market_, *channel, facts.symbol);
    std::array<char, 96> buffer;
    stream.channel = is_wrapped ? envelope.channel : raw_channel(facts.event, facts.symbol, buffer);
    if (stream.channel.empty()) return std::nullopt;
    return Discovery{{std::move(stream)}, unit_of(facts.time)};
}

}  // namespace mdc::exchanges::binance
