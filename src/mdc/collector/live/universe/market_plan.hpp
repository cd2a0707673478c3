#pragma once

#include <span>
#include <vector>

#include "mdc/exchanges/exchange.hpp"

namespace mdc::collector {

/// The connections that one I/O thread has to one market.
struct MarketPlan {
    ExchangeId exchange{};
    std::vector<ConnectionPlan> connections;
    std::vector<ConnectionPlan> spares;  ///< carry nothing yet: for what is listed later
};

/// Plans of a market, one for each I/O thread and its part of the streams. A thread that records
/// any of it hears of the market's maintenance by itself. `may_grow`: each thread gets a few spares
/// of every route, since nobody knows which of them will need one.
std::vector<MarketPlan> plan_market(const exchanges::Exchange& exchange,
                                    std::span<const std::span<const Stream>> parts, bool may_grow);

}  // namespace mdc::collector
