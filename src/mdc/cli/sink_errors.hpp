#pragma once

#include <vector>

#include "mdc/pipeline/sink_runner.hpp"

namespace mdc::cli {

/// Throws Failure for the first target that failed. A reader of standard output that went away
/// (kind `target` at run time) is nobody's fault: `mdc … -o jsonl:- | head` ends well.
inline void throw_worst_of(const std::vector<pipeline::SinkOutcome>& sinks) {
    for (const auto& sink : sinks) {
        if (sink.error && sink.error->kind != ErrorKind::target) throw Failure{*sink.error};
    }
}

}  // namespace mdc::cli
