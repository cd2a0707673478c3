#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/sinks/sink.hpp"

namespace mdc::sinks {

struct RecordingHooks;

/// What a sink may need to know of the run that opens it. References live as long as the sink.
struct SinkContext {
    config::StorageConfig storage;
    std::vector<Table> feeds;                    ///< tables that are subscribed to
    bool is_interactive = false;                 ///< a person watches the end of the run
    const std::atomic<bool>* abandon = nullptr;  ///< becomes true: finish nothing, return at once
    const RecordingHooks* recording = nullptr;   ///< what the recording sink calls; null: nothing
};

/// A kind of sink that -o and [[sink]] can name.
struct SinkEntry {
    std::string_view kind;     ///< "jsonl"
    std::string_view does;     ///< one sentence for help texts
    std::string_view example;  ///< "jsonl:DIR", as -o takes it
    Result<std::unique_ptr<Sink>> (*open)(const config::SinkConfig&, const SinkContext&);
};

/// All of them.
std::span<const SinkEntry> sink_entries() noexcept;

/// Opens the target. Errors: target, when it cannot be used or exists; usage, also for an unknown
/// kind, with "did you mean".
Result<std::unique_ptr<Sink>> open_sink(const config::SinkConfig& sink, const SinkContext& context);

}  // namespace mdc::sinks
