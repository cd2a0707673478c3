#pragma once

#include <span>
#include <string>

#include "mdc/collector/live/universe/universe.hpp"

namespace mdc::collector {

/// What a run is about to do, for people: connections, streams, REST weight and the time until all
/// books stand, where rows go, and what deserves a note.
std::string describe_plan(const config::Config& config, std::span<const Universe> universes,
                          const RestWorker::Venues& venues, std::span<const std::string> notes);

}  // namespace mdc::collector
