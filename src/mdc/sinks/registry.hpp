#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/sinks/sink.hpp"

namespace mdc::sinks {

/// A kind of sink that -o and [[sink]] can name.
struct SinkEntry {
    std::string_view kind;  ///< "jsonl"
    std::string_view does;  ///< one sentence for help texts
    /// Opens the target. Errors: target, when it cannot be used or exists; usage.
    Result<std::unique_ptr<Sink>> (*open)(const config::SinkConfig&, const config::StorageConfig&);
};

/// All of them.
std::span<const SinkEntry> sink_entries() noexcept;

/// Errors: those of the entry; usage for an unknown kind, with "did you mean".
Result<std::unique_ptr<Sink>> open_sink(const config::SinkConfig& sink,
                                        const config::StorageConfig& storage);

}  // namespace mdc::sinks
