#include "mdc/collector/live/universe/market_plan.hpp"

#include <set>
#include <string>
#include <utility>

#include "mdc/exchanges/plan.hpp"

namespace mdc::collector {

namespace {

// A few for each route that any thread has.
std::vector<ConnectionPlan> spares_of(std::span<const MarketPlan> plans) {
    constexpr int kSparesPerRoute = 4;
    std::vector<ConnectionPlan> spares;
    std::set<std::pair<std::string, bool>> routes;
    for (const auto& plan : plans) {
        for (const auto& connection : plan.connections) {
            if (!routes.emplace(connection.target, connection.needs_login).second) continue;
            auto spare = connection;
            spare.streams.clear();
            spare.table = {};
            spares.insert(spares.end(), kSparesPerRoute, spare);
        }
    }
    return spares;
}

}  // namespace

std::vector<MarketPlan> plan_market(const exchanges::Exchange& exchange,
                                    std::span<const std::span<const Stream>> parts, bool may_grow) {
    const auto& market = exchange.facts();
    std::vector<MarketPlan> plans;
    for (const auto& streams : parts) {
        plans.push_back({market.id, exchanges::plan_connections(exchange, streams), {}});
    }
    const auto spares = may_grow ? spares_of(plans) : std::vector<ConnectionPlan>();
    ConnectionPlan status;
    status.exchange = market.id;
    status.target = market.status_route;
    status.is_status = true;
    for (auto& plan : plans) {
        plan.spares = spares;
        const bool has_any = !plan.connections.empty() || !plan.spares.empty();
        if (has_any && !market.status_route.empty()) plan.connections.push_back(status);
    }
    return plans;
}

}  // namespace mdc::collector
