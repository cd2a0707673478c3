#include <algorithm>
#include <map>

#include "mdc/core/log.hpp"
#include "mdc/exchanges/binance/binance.hpp"

namespace mdc::exchanges::binance {

namespace {

// Channel names are lower case; symbols may hold UTF-8, of which only ASCII letters have a case
// here.
std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::string subscribe_text(std::span<const Stream> streams, std::size_t request) {
    std::string params;
    for (const auto& stream : streams) {
        if (!params.empty()) params += ',';
        params += fmt::format("\"{}\"", stream.channel);
    }
    return fmt::format(R"({{"method":"SUBSCRIBE","params":[{}],"id":{}}})", params, request);
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

std::string_view route_of(const Market& market, const Stream& stream) noexcept {
    return channel_of(market.facts, stream.kind).route;
}

ConnectionPlan connection(const Market& market, std::span<const Stream> streams) {
    ConnectionPlan plan;
    plan.exchange = market.facts.id;
    plan.target = route_of(market, streams.front());
    plan.time_unit = market.time_unit;
    for (const auto& stream : streams) {
        plan.streams.push_back(stream.id);
        plan.table.insert(stream.channel, {stream.id, stream.instrument, stream.kind});
    }
    const auto step = static_cast<std::size_t>(market.facts.limits.streams_per_request);
    for (std::size_t at = 0; at < streams.size(); at += step) {
        const auto part = streams.subspan(at, std::min(step, streams.size() - at));
        plan.subscribe.push_back(subscribe_text(part, plan.subscribe.size() + 1));
    }
    return plan;
}

constexpr int kMostSnapshotLevels = 5000;
constexpr std::size_t kMostListedSymbols = 100;

}  // namespace

bool is_symbol(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_unreserved(c) || static_cast<unsigned char>(c) >= 0x80;
    });
}

Stream stream_of(const Market& market, const ChannelFacts& channel, std::string_view symbol) {
    Stream stream;
    stream.exchange = market.facts.id;
    stream.feed = channel.feed;
    stream.kind = channel.kind;
    stream.rule = channel.rule;
    stream.ticker = symbol;
    stream.channel = lower(symbol) + std::string(channel.name);
    return stream;
}

Result<std::vector<Stream>> Binance::streams(const Subscription& wanted) const {
    if (!is_symbol(wanted.ticker)) {
        return fail(ErrorKind::unknown_symbol,
                    fmt::format("{}: \"{}\" cannot be a symbol.", to_string(market_.facts.id),
                                wanted.ticker));
    }
    std::vector<Stream> streams;
    for (const auto& channel : market_.facts.channels) {
        if (channel.feed == wanted.feed) {
            streams.push_back(stream_of(market_, channel, wanted.ticker));
        }
    }
    if (!streams.empty()) return streams;
    return fail(ErrorKind::usage, fmt::format("{} has no feed {}.", to_string(market_.facts.id),
                                              to_string(wanted.feed)));
}

// Streams of different routes never share a connection.
std::vector<ConnectionPlan> Binance::plan(std::span<const Stream> streams) const {
    std::map<std::string_view, std::vector<Stream>> by_route;
    for (const auto& stream : streams) by_route[route_of(market_, stream)].push_back(stream);
    std::vector<ConnectionPlan> plans;
    const auto most = static_cast<std::size_t>(market_.facts.limits.streams_per_connection);
    for (const auto& [route, all] : by_route) {
        const std::span<const Stream> rest(all);
        for (std::size_t at = 0; at < all.size(); at += most) {
            plans.push_back(
                connection(market_, rest.subspan(at, std::min(most, rest.size() - at))));
        }
    }
    return plans;
}

Request Binance::resync(const Stream& stream, const PlanOptions& options) const {
    Request request;
    request.kind = Request::Kind::rest_snapshot;
    request.stream = stream.id;
    request.instrument = stream.instrument;
    const auto depth = std::clamp(options.snapshot_depth, 1, kMostSnapshotLevels);
    request.target =
        fmt::format("{}?symbol={}&limit={}", market_.depth_target, encoded(stream.ticker), depth);
    request.weight = depth_weight(depth);
    return request;
}

// One symbol the exchange does not know refuses the whole list; asking for everything costs the
// same weight and tells which one it was. An empty list asks for all, a long one too, since a url
// has a limit.
Request Binance::instruments_request(std::span<const std::string> tickers) const {
    Request request;
    request.kind = Request::Kind::rest_instruments;
    request.weight = 20;
    request.target = market_.instruments_target;
    if (tickers.size() == 1) {
        request.target += "?symbol=" + encoded(tickers.front());
    } else if (!tickers.empty() && tickers.size() <= kMostListedSymbols) {
        std::string list;
        for (const auto& ticker : tickers) {
            list += (list.empty() ? "[\"" : ",\"") + ticker + "\"";
        }
        request.target += "?symbols=" + encoded(list + "]");
    }
    return request;
}

}  // namespace mdc::exchanges::binance
