#include <algorithm>

#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/bybit/envelope.hpp"
#include "mdc/exchanges/json.hpp"

// Frames out of a file come without a plan: each says itself which stream it belongs to. Not which
// market: that is told by who is asked.

namespace mdc::exchanges::bybit {

namespace {

// Of a shared channel the instruments stand in the trades, of which the rest is not looked at.
std::vector<std::string> tickers_in(std::string_view body) {
    std::vector<std::string> tickers;
    const auto add = [&](auto key, auto value) {
        std::string_view symbol;
        if (!json::is_key(key, "s") || !json::text(value, symbol)) return true;
        const bool is_new = std::find(tickers.begin(), tickers.end(), symbol) == tickers.end();
        if (is_new) tickers.emplace_back(symbol);
        return true;
    };
    auto document = json::open(body);
    json::ondemand::array trades;
    if (document.get_array().get(trades) != simdjson::SUCCESS) return tickers;
    for (auto trade : trades) {
        if (!json::each_field_of(trade, add)) break;
    }
    return tickers;
}

}  // namespace

std::optional<Discovery> Bybit::discover(const Frame& frame) const {
    if (frame.reply_to != nullptr) return std::nullopt;
    const auto envelope = open_generally(frame.payload);
    if (envelope.kind != Envelope::Kind::topic || envelope.body.empty()) return std::nullopt;
    const auto topic = find_topic(market_, envelope.topic);
    if (!topic) return std::nullopt;
    std::vector<std::string> tickers{std::string(topic->symbol)};
    if (topic->channel->is_shared) tickers = tickers_in(envelope.body);
    Discovery discovery;
    for (const auto& ticker : tickers) {
        auto stream = stream_of(*topic->channel, instrument_of(ticker));
        if (!stream) continue;
        stream->channel = envelope.topic;
        discovery.streams.push_back(std::move(*stream));
    }
    if (discovery.streams.empty()) return std::nullopt;
    if (!is_null(envelope.ts)) discovery.time_unit = TimeUnit::milliseconds;
    return discovery;
}

}  // namespace mdc::exchanges::bybit
