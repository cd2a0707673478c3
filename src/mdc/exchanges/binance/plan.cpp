#include <algorithm>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/binance/binance.hpp"

namespace mdc::exchanges::binance {

namespace {

// Channel names are lower case; symbols may hold UTF-8, of which only ASCII letters have a case
// here.
std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string method_text(std::string_view method, std::span<const Stream> streams,
                        std::int64_t request) {
    std::string params;
    for (const auto& stream : streams) {
        if (!params.empty()) params += ',';
        params += fmt::format("\"{}\"", stream.channel);
    }
    return fmt::format(R"({{"method":"{}","params":[{}],"id":{}}})", method, params, request);
}

bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.';
}

// Percent-encodes what is not unreserved (symbols may be UTF-8; the symbols list is JSON).
std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

}  // namespace

bool is_symbol(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_unreserved(c) || static_cast<unsigned char>(c) >= 0x80;
    });
}

Stream make_stream(const Market& market, const ChannelFacts& channel, std::string_view symbol) {
    Stream stream;
    stream.exchange = market.facts.id;
    stream.feed = channel.feed;
    stream.kind = channel.kind;
    stream.rule = channel.rule;
    stream.ticker = symbol;
    stream.channel = lower(symbol) + std::string(channel.name);
    return stream;
}

Instrument Binance::instrument_of(std::string_view ticker) const {
    Instrument instrument;
    instrument.exchange = market_.facts.id;
    instrument.ticker = ticker;
    if (!market_.is_futures) return instrument;
    const auto mark = ticker.find('_');  // BTCUSDT_261225; of COIN-M BTCUSD_PERP, too
    const bool is_dated = mark != ticker.npos && ticker.substr(mark) != "_PERP";
    instrument.type = is_dated ? InstrumentType::future : InstrumentType::perpetual;
    instrument.underlying = ticker.substr(0, mark);
    return instrument;
}

Result<Stream> Binance::stream_of(const ChannelFacts& channel, const Instrument& instrument) const {
    if (is_symbol(instrument.ticker)) return make_stream(market_, channel, instrument.ticker);
    return fail(ErrorKind::unknown_symbol,
                fmt::format("{}: \"{}\" cannot be a symbol.", to_string(market_.facts.id),
                            instrument.ticker));
}

std::string Binance::subscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return method_text("SUBSCRIBE", streams, request);
}

std::string Binance::unsubscribe_text(std::span<const Stream> streams, std::int64_t request) const {
    return method_text("UNSUBSCRIBE", streams, request);
}

Request Binance::resync(const Stream& stream, int wanted) const {
    Request request;
    request.kind = Request::Kind::rest_snapshot;
    request.stream = stream.id;
    request.instrument = stream.instrument;
    const auto& prices = market_.depth_prices;
    const auto price = std::find_if(prices.begin(), prices.end() - 1,
                                    [&](const DepthPrice& each) { return wanted <= each.levels; });
    const auto depth = market_.has_any_depth ? std::clamp(wanted, 1, price->levels) : price->levels;
    request.target =
        fmt::format("{}?symbol={}&limit={}", market_.depth_target, encoded(stream.ticker), depth);
    request.weight = price->weight;
    return request;
}

// One symbol the exchange does not know refuses the whole list; asking for everything costs the
// same weight and tells which one it was. An empty list asks for all, a long one too, since a url
// has a limit. The futures have no filter.
std::vector<Request> Binance::instruments_requests(std::span<const std::string> tickers) const {
    constexpr std::size_t kMostListedSymbols = 100;
    Request request;
    request.kind = Request::Kind::rest_instruments;
    request.weight = market_.instruments_weight;
    request.target = market_.instruments_target;
    if (market_.is_futures || tickers.empty() || tickers.size() > kMostListedSymbols) {
        return {std::move(request)};
    }
    if (tickers.size() == 1) {
        request.target += "?symbol=" + encoded(tickers.front());
    } else {
        request.target +=
            "?symbols=" + encoded(fmt::format(R"(["{}"])", fmt::join(tickers, "\",\"")));
    }
    return {std::move(request)};
}

}  // namespace mdc::exchanges::binance
