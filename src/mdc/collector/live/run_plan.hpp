#pragma once

#include <string>

#include "mdc/collector/live/cold/universe.hpp"

namespace mdc::collector {

/// What a run is about to do, for people: connections, streams, REST weight and the time until all
/// books stand, where rows go.
std::string describe_plan(const config::Config& config, const Universe& universe,
                          const RestWorker::Venues& venues);

}  // namespace mdc::collector
