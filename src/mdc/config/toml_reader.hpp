#pragma once

#include <string>
#include <string_view>

#include "mdc/config/config.hpp"

namespace mdc::config {

/// Reads the file that -c names; docs/operations/configure.md explains its keys, examples/mdc.toml
/// is one. Throws Failure{usage}: its message names all problems, one a line with file, line and
/// column. Does not validate(): flags may still change it.
Config read_toml(const std::string& path);

/// The same from text; `name` stands for the file in messages.
Config parse_toml(std::string_view text, const std::string& name);

/// validate() as an exception. Throws Failure{usage} with all problems, one a line.
void require_valid(const Config& config);

}  // namespace mdc::config
