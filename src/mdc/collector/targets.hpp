#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mdc/collector/recording_watch.hpp"
#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/model/wire/stream.hpp"
#include "mdc/pipeline/pipeline.hpp"
#include "mdc/sinks/registry.hpp"

namespace mdc::collector {

/// The sinks of a run, opened and introduced to the pipeline. Keeps them alive; outlives it.
class Targets {
  public:
    /// A sink that records, and what is known of it.
    struct RecordingEntry {
        std::string name;
        const sinks::Recording* recording = nullptr;
        const RecordingWatch* watch = nullptr;
    };

    /// Makes all stages, then opens every sink: problems of usage come before a target is touched.
    /// `context.recording` is set here. Errors: usage; target, when one cannot be used or is in
    /// use.
    static Result<Targets> open(const std::vector<config::SinkConfig>& sinks,
                                const sinks::SinkContext& context, pipeline::WhenFull when_full);

    /// Each target whose last run did not end gets the `gaps` rows of that crash as its first ones.
    /// Before take_setups().
    void tell_crashes(std::span<const Stream> streams, UnixMicros now,
                      const pipeline::NextId& next_id);
    /// What the pipeline needs of them; call once.
    std::vector<pipeline::SinkSetup> take_setups() { return std::move(setups_); }
    /// The largest id that any target holds already; 0 none.
    [[nodiscard]] std::int64_t highest_id() const noexcept { return highest_id_; }
    [[nodiscard]] const std::vector<RecordingEntry>& recordings() const noexcept {
        return recordings_;
    }

  private:
    std::vector<std::unique_ptr<RecordingWatch>> watches_;
    std::vector<std::unique_ptr<sinks::Sink>> sinks_;
    std::vector<pipeline::SinkSetup> setups_;
    std::vector<RecordingEntry> recordings_;
    std::int64_t highest_id_ = 0;
};

/// The tables that these streams and flags fill, feeds first: what a single-file target is told.
std::vector<Table> tables_of(std::span<const Feed> feeds, bool keep_raw);

}  // namespace mdc::collector
