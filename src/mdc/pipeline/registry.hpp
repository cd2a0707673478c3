#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/pipeline/stage.hpp"

namespace mdc::pipeline {

/// A stage that a sink can name.
struct StageEntry {
    std::string_view name;     ///< "filter"
    std::string_view does;     ///< one sentence for help texts
    std::string_view example;  ///< as in a TOML file: `{ name = "filter", feeds = ["trades"] }`
    Result<std::unique_ptr<Stage>> (*make)(const config::StageConfig&);
};

/// All of them.
std::span<const StageEntry> stage_entries() noexcept;

/// Errors: usage, for an unknown name (with "did you mean"), unknown options or wrong values.
Result<std::unique_ptr<Stage>> make_stage(const config::StageConfig& config);

}  // namespace mdc::pipeline
