#pragma once

#include <string>
#include <vector>

#include "mdc/cli/commands/sink_flags.hpp"
#include "mdc/config/config.hpp"

namespace CLI {
class App;
}

namespace mdc::cli {

/// The flags of `mdc record`, and the configuration that they and a file make together.
class RecordFlags {
  public:
    /// Must outlive the parsing of `command`.
    void add_to(CLI::App& command);
    /// The file first, then the flags over it. Throws Failure{usage}, all problems in one text.
    [[nodiscard]] config::Config config() const;

  private:
    void apply_network(config::Config& config) const;

    std::vector<std::string> selectors_;
    SinkFlags sinks_;
    std::string file_;
    std::string run_for_;
    std::vector<std::string> ws_urls_, rest_urls_, hosts_, channels_, resolves_;
    std::string ca_file_, metrics_, log_;
    int depth_ = 0;
    bool raw_ = false, spin_ = false, dry_run_ = false;
};

}  // namespace mdc::cli
