#pragma once

#include <span>
#include <vector>

#include "mdc/exchanges/exchange.hpp"

namespace mdc::exchanges {

/// Spreads streams (ids assigned, carriers before their members) over as few connections as routes
/// and limits allow. A member goes where its carrier is.
std::vector<ConnectionPlan> plan_connections(const Exchange& exchange,
                                             std::span<const Stream> streams);

/// Whether the plan's connection may carry one more stream; `streams`: all, by id.
bool has_room(const Exchange& exchange, const ConnectionPlan& plan, std::span<const Stream> streams,
              const Stream& stream);

/// A connection of this stream's route that carries nothing yet.
ConnectionPlan empty_plan(const Exchange& exchange, const Stream& stream);

/// Makes the connection carry the stream, or no longer.
void carry(ConnectionPlan& plan, const Stream& stream);
void drop(ConnectionPlan& plan, const Stream& stream);

}  // namespace mdc::exchanges
