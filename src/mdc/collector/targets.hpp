#pragma once

#include <string>
#include <vector>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/pipeline/pipeline.hpp"
#include "mdc/sinks/sink.hpp"

namespace mdc::collector {

/// The sinks of a run, opened and introduced to the pipeline. Keeps them alive; outlives it.
class Targets {
  public:
    /// Opens every sink and makes its stages. All problems of usage come before the first target is
    /// touched. Errors: usage; target, when one cannot be used or is in use.
    static Result<Targets> open(const std::vector<config::SinkConfig>& sinks,
                                const config::StorageConfig& storage, pipeline::WhenFull when_full);

    /// What the pipeline needs of them; call once.
    std::vector<pipeline::SinkSetup> take_setups() { return std::move(setups_); }
    /// The largest id that any target holds already; 0 none.
    [[nodiscard]] std::int64_t highest_id() const noexcept { return highest_id_; }

  private:
    std::vector<std::unique_ptr<sinks::Sink>> sinks_;
    std::vector<pipeline::SinkSetup> setups_;
    std::int64_t highest_id_ = 0;
};

}  // namespace mdc::collector
