#include "mdc/exchanges/plan.hpp"

#include <algorithm>

namespace mdc::exchanges {

namespace {

struct Load {
    int streams = 0;
    int books = 0;
    int bytes = 0;

    void add(const Stream& stream) noexcept {
        ++streams;
        if (stream.feed == Feed::orderbook_l2) ++books;
        bytes += static_cast<int>(stream.channel.size());
    }
};

constexpr bool is_within(int value, int limit) noexcept { return limit == 0 || value <= limit; }

bool fits(const Limits& limits, Load load, const Stream& stream) noexcept {
    load.add(stream);
    return is_within(load.streams, limits.streams_per_connection) &&
           is_within(load.books, limits.books_per_connection) &&
           is_within(load.bytes, limits.bytes_per_connection);
}

bool is_on_route(const MarketFacts& market, const ConnectionPlan& plan,
                 const Stream& stream) noexcept {
    const auto& channel = channel_of(market, stream.kind);
    return plan.target == channel.route && plan.needs_login == channel.needs_login;
}

}  // namespace

ConnectionPlan empty_plan(const Exchange& exchange, const Stream& stream) {
    const auto& channel = channel_of(exchange.facts(), stream.kind);
    ConnectionPlan plan;
    plan.exchange = exchange.facts().id;
    plan.target = channel.route;
    plan.time_unit = exchange.facts().time_unit;
    plan.needs_login = channel.needs_login;
    return plan;
}

void carry(ConnectionPlan& plan, const Stream& stream) {
    const StreamRef ref{stream.id, stream.instrument, stream.kind};
    if (stream.is_member()) return plan.table.insert(stream.ticker, ref);
    plan.table.insert(stream.channel, ref);
    plan.streams.push_back(stream.id);
}

void drop(ConnectionPlan& plan, const Stream& stream) {
    if (stream.is_member()) return plan.table.erase(stream.ticker);
    plan.table.erase(stream.channel);
    std::erase(plan.streams, stream.id);
}

bool has_room(const Exchange& exchange, const ConnectionPlan& plan, std::span<const Stream> streams,
              const Stream& stream) {
    if (!is_on_route(exchange.facts(), plan, stream)) return false;
    Load load;
    for (const auto id : plan.streams) load.add(streams[index_of(id)]);
    return fits(exchange.facts().limits, load, stream);
}

std::vector<ConnectionPlan> plan_connections(const Exchange& exchange,
                                             std::span<const Stream> streams) {
    const auto& market = exchange.facts();
    std::vector<ConnectionPlan> plans;
    std::vector<Load> loads;
    for (const auto& stream : streams) {
        std::size_t at = 0;
        if (stream.is_member()) {
            while (std::count(plans[at].streams.begin(), plans[at].streams.end(), stream.carrier) ==
                   0) {
                ++at;
            }
        } else {
            while (at < plans.size() && !(is_on_route(market, plans[at], stream) &&
                                          fits(market.limits, loads[at], stream))) {
                ++at;
            }
            if (at == plans.size()) {
                plans.push_back(empty_plan(exchange, stream));
                loads.emplace_back();
            }
            loads[at].add(stream);
        }
        carry(plans[at], stream);
    }
    return plans;
}

}  // namespace mdc::exchanges
