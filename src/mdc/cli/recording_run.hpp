#pragma once

#include <chrono>
#include <functional>

#include "mdc/config/config.hpp"

namespace mdc::cli {

struct RunOptions {
    std::chrono::seconds status_every{5};
    /// The exchange is on this machine and has its clock.
    bool is_rehearsal = false;
    /// Looked at some times a second: true ends the run as a signal does.
    std::function<bool()> is_done;
};

/// A recording from plan to summary, with its status line. Returns when the time is up, on SIGINT
/// or SIGTERM, or when is_done. Throws Failure.
void run_recording(const config::Config& config, const RunOptions& options);

}  // namespace mdc::cli
