#pragma once

#include <string>
#include <vector>

#include "mdc/config/config.hpp"

namespace CLI {
class App;
}

namespace mdc::cli {

/// The flags that say where rows go, the same in every command that writes some.
class SinkFlags {
  public:
    /// Must outlive the parsing of `command`.
    void add_to(CLI::App& command);
    /// Throws Failure{usage} for what cannot be understood.
    [[nodiscard]] std::vector<config::SinkConfig> sinks() const;

  private:
    std::vector<std::string> targets_;
    std::string batch_;
    std::string rotate_;
};

}  // namespace mdc::cli
