#include "mdc/cli/commands/sink_flags.hpp"

#include <CLI/CLI.hpp>

#include "mdc/config/parse_text.hpp"

namespace mdc::cli {

void SinkFlags::add_to(CLI::App& command) {
    command
        .add_option("-o,--output", targets_,
                    "Where rows go: DIR/ or FILE.parquet, jsonl:- or jsonl:DIR, csv:DIR, null: "
                    "(repeat for several)")
        ->type_name("TARGET")
        ->allow_extra_args(false);
    command.add_option("--batch", batch_, "Rows or time, or both, per written batch: 5000,200ms")
        ->type_name("ROWS,TIME");
    command.add_option("--rotate", rotate_, "When a file of a recording is closed: 1h,256MB")
        ->type_name("TIME,SIZE");
}

std::vector<config::SinkConfig> SinkFlags::sinks() const {
    std::vector<config::SinkConfig> sinks;
    for (const auto& target : targets_) {
        auto sink = config::parse_target(target).value();
        if (!batch_.empty()) sink.stages.push_back(config::parse_batch(batch_).value());
        if (!rotate_.empty()) sink.rotate = config::parse_rotation(rotate_).value();
        sinks.push_back(std::move(sink));
    }
    return sinks;
}

}  // namespace mdc::cli
