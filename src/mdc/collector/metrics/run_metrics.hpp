#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mdc/collector/live/io/io_thread.hpp"
#include "mdc/collector/metrics/error_counts.hpp"
#include "mdc/collector/targets.hpp"
#include "mdc/metrics/snapshot.hpp"
#include "mdc/pipeline/pipeline.hpp"

namespace mdc::collector {

/// Who counts what in a run. Reading is safe from any thread while all of it runs.
struct RunSources {
    std::vector<const IoThread*> io_threads;
    const pipeline::Pipeline& pipeline;
    std::span<const Targets::RecordingEntry> recordings;
    const ErrorCounts& errors;
    UnixMicros started;
};

/// All metrics of the run at this moment.
metrics::Snapshot take_snapshot(const RunSources& run, UnixMicros now);

/// What is wrong with the run, one sentence for /health; nothing when all is well: a connection
/// that is not open, a target that has ended, a disk that takes no rows.
std::optional<std::string> trouble_of(const RunSources& run);

}  // namespace mdc::collector
