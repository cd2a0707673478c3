#pragma once

#include <string>
#include <vector>

#include "mdc/collector/live/collector.hpp"

namespace mdc::cli {

/// The table at the end of a recording: rows by feed, targets, latencies of our own code, and
/// whether anything was lost.
std::string run_summary(const collector::Collector& collector,
                        const std::vector<pipeline::SinkOutcome>& sinks);

}  // namespace mdc::cli
