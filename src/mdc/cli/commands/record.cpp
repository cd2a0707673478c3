#include "mdc/cli/commands/record.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "mdc/cli/commands/record_flags.hpp"
#include "mdc/cli/recording_run.hpp"

namespace mdc::cli {

void add_record(CLI::App& app) {
    auto* command = app.add_subcommand("record", "Record live market data into tables");
    auto flags = std::make_shared<RecordFlags>();
    flags->add_to(*command);
    command->callback([flags] { run_recording(flags->config(), {}); });
}

}  // namespace mdc::cli
