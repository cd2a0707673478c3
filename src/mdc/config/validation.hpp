#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/config/config.hpp"

namespace mdc::config {

/// Something wrong, as a sentence, and where it stands.
struct Problem {
    std::string where;  ///< "mdc.toml:3:1"; empty: the command line
    std::string sentence;
};
using Problems = std::vector<Problem>;

/// What other modules know, so that its names can be checked here. An empty list is not checked.
struct Known {
    std::vector<std::string_view> exchanges, feeds, sinks;
    /// What is wrong with a stage, its options included; empty when it can be made.
    std::function<std::string(const StageConfig&)> wrong_in_stage;
    std::vector<int> cpus;  ///< that this process may use
};

/// Everything that is wrong, one sentence each; empty when it can be used. `read`: what was wrong
/// already when the file was read; whatever was left out for that is not missed again.
Problems validate(const Config& config, const Known& known = {}, Problems read = {});
/// The sinks' part of it, for commands that have no selections.
Problems validate_sinks(const std::vector<SinkConfig>& sinks, const Known& known = {});

/// Throws Failure{usage} when there are any: one a line with its place, in the order of the file's
/// lines, those of the command line last.
void require_none(Problems problems);

}  // namespace mdc::config
