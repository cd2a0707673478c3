#pragma once

#include <string>
#include <string_view>

#include "mdc/config/validation.hpp"

namespace mdc::config {

/// Reads the file that -c names; docs/operations/configure.md explains its keys, examples/mdc.toml
/// is one. What is wrong is left out and added to `problems`; it is not validated, since flags may
/// still change it. Throws Failure{usage} for a file that cannot be read.
Config read_toml(const std::string& path, Problems& problems);

/// The same from text; `name` stands for the file in messages.
Config parse_toml(std::string_view text, const std::string& name, Problems& problems);
/// The same; throws Failure{usage} with all problems, one a line with file, line and column.
Config parse_toml(std::string_view text, const std::string& name);

}  // namespace mdc::config
