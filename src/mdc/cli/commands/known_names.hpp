#pragma once

#include "mdc/config/validation.hpp"

namespace mdc::cli {

/// The registries' names, for config to check: exchanges, feeds, sinks, stages; and the CPUs of
/// this process.
config::Known known_names();

}  // namespace mdc::cli
