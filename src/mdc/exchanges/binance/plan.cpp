#include <algorithm>

#include <fmt/format.h>

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

std::string_view suffix_of(const Market& market, Feed feed) {
    switch (feed) {
        case Feed::orderbook_l2:
            return market.depth_suffix;
        case Feed::bbo:
            return market.bbo_suffix;
        case Feed::trades:
            return market.trades_suffix;
        case Feed::tickers:
            return market.tickers_suffix;
    }
    return {};
}

std::string subscribe_text(std::span<const Stream> streams, std::size_t request) {
    std::string params;
    for (const auto& stream : streams) {
        if (!params.empty()) params += ',';
        params += fmt::format("\"{}\"", stream.channel);
    }
    return fmt::format(R"({{"method":"SUBSCRIBE","params":[{}],"id":{}}})", params, request);
}

// Percent-encodes what is not unreserved (symbols may be UTF-8; the symbols list is JSON).
std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                              (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
        if (is_plain) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

ConnectionPlan connection(const Market& market, std::span<const Stream> streams) {
    ConnectionPlan plan;
    plan.exchange = market.facts.id;
    plan.target = market.stream_target;
    plan.time_unit = market.time_unit;
    for (const auto& stream : streams) {
        plan.streams.push_back(stream.id);
        plan.table.insert(stream.channel, {stream.id, stream.instrument, stream.feed});
    }
    const auto step = static_cast<std::size_t>(market.facts.limits.streams_per_request);
    for (std::size_t at = 0; at < streams.size(); at += step) {
        const auto part = streams.subspan(at, std::min(step, streams.size() - at));
        plan.subscribe.push_back(subscribe_text(part, plan.subscribe.size() + 1));
    }
    return plan;
}

}  // namespace

Result<std::vector<Stream>> Binance::streams(const Subscription& wanted) const {
    for (const auto& feed : market_.facts.feeds) {
        if (feed.feed != wanted.feed) continue;
        Stream stream;
        stream.exchange = market_.facts.id;
        stream.feed = wanted.feed;
        stream.rule = feed.rule;
        stream.ticker = wanted.ticker;
        stream.channel = lower(wanted.ticker) + std::string(suffix_of(market_, wanted.feed));
        return std::vector{stream};
    }
    return fail(ErrorKind::usage, fmt::format("{} has no feed {}.", to_string(market_.facts.id),
                                              to_string(wanted.feed)));
}

std::vector<ConnectionPlan> Binance::plan(std::span<const Stream> streams) const {
    std::vector<ConnectionPlan> plans;
    const auto most = static_cast<std::size_t>(market_.facts.limits.streams_per_connection);
    for (std::size_t at = 0; at < streams.size(); at += most) {
        plans.push_back(
            connection(market_, streams.subspan(at, std::min(most, streams.size() - at))));
    }
    return plans;
}

Request Binance::resync(const Stream& stream, const PlanOptions& options) const {
    Request request;
    request.kind = Request::Kind::rest_snapshot;
    request.stream = stream.id;
    request.instrument = stream.instrument;
    request.target = fmt::format("{}?symbol={}&limit={}", market_.depth_target,
                                 encoded(stream.ticker), options.snapshot_depth);
    request.weight = depth_weight(options.snapshot_depth);
    return request;
}

// One symbol the exchange does not know refuses the whole list; asking for everything is heavy but
// tells which one it was. An empty list asks for all.
Request Binance::instruments_request(std::span<const std::string> tickers) const {
    Request request;
    request.kind = Request::Kind::rest_instruments;
    request.weight = 20;
    request.target = market_.instruments_target;
    if (tickers.size() == 1) {
        request.target += "?symbol=" + encoded(tickers.front());
    } else if (!tickers.empty()) {
        std::string list;
        for (const auto& ticker : tickers) {
            list += (list.empty() ? "[\"" : ",\"") + ticker + "\"";
        }
        request.target += "?symbols=" + encoded(list + "]");
    }
    return request;
}

}  // namespace mdc::exchanges::binance
