#include "mdc/cli/commands/demo.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <spawn.h>
#include <string>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "mdc/cli/recording_run.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/core/time.hpp"
#include "mdc/journal/converter.hpp"
#include "mdc/sim/simulator.hpp"

extern char** environ;

namespace mdc::cli {

namespace {

struct DemoFlags {
    std::string target;
    std::string run_for = "12s";
    std::uint64_t seed = 1;
};

sim::SimulatorOptions simulator_options(const DemoFlags& flags) {
    sim::SimulatorOptions options;
    options.symbols = {"BTCUSDT", "ETHUSDT"};
    options.seed = flags.seed;
    options.duration =
        std::chrono::ceil<std::chrono::milliseconds>(config::parse_duration(flags.run_for).value());
    options.wait_for_streams = options.symbols.size() * 4;
    return options;
}

config::Config record_config(const sim::Simulator& simulator, const std::string& target) {
    config::Config config;
    config.selections = {config::parse_selector("binance_spot:BTCUSDT,ETHUSDT").value()};
    config.sinks = {config::parse_target(target).value()};
    config.network.urls = {{"binance_spot", simulator.ws_url(), simulator.rest_url()}};
    config.network.ca_file = simulator.ca_file();
    config.log.level = log::Level::warning;
    return config;
}

// The first rows of each table, by the program that can read them.
void print_tables(const std::string& target) {
    const auto program = journal::find_converter();
    std::string name = program.string();
    std::string command = "head";
    std::string directory = target;
    std::string rows = "--rows";
    std::string count = "3";
    char* arguments[] = {name.data(), command.data(), directory.data(),
                         rows.data(), count.data(),   nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, name.c_str(), nullptr, nullptr, arguments, environ) != 0) {
        throw Failure{fail(ErrorKind::internal, fmt::format("{} cannot be started.", name))};
    }
    int status = 0;
    ::waitpid(child, &status, 0);
}

void run(const DemoFlags& flags) {
    const auto target = flags.target.empty()
                            ? fmt::format("mdc-demo-{}/", format_file_stamp(utc_now()))
                            : flags.target;
    auto simulator = sim::Simulator::start(simulator_options(flags)).value();
    std::fputs(fmt::format("A simulated Binance Spot runs at {}; this records it for {}.\n\n",
                           simulator->ws_url(), flags.run_for)
                   .c_str(),
               stderr);
    RunOptions options;
    options.status_every = std::chrono::seconds{2};
    options.is_rehearsal = true;
    options.is_done = [&simulator] { return simulator->is_finished(); };
    run_recording(record_config(*simulator, target), options);
    simulator->stop().value();

    std::fputs("\nThe first rows of each table:\n\n", stderr);
    print_tables(target);
    const auto sql = fmt::format(
        "SELECT ticker, action, count(*) FROM read_parquet('{}/orderbook_l2/**/*.parquet') "
        "GROUP BY ALL ORDER BY ALL",
        (std::filesystem::path(target) / "").lexically_normal().parent_path().string());
    std::fputs(fmt::format("\nLook further with DuckDB:\n  duckdb -c \"{}\"\n"
                           "or with views that have real times and names:\n"
                           "  mdc schema --duckdb --target {} | duckdb demo.db\n"
                           "The real exchange, the same way:\n"
                           "  mdc record binance_spot:BTCUSDT -o data/\n",
                           sql, target)
                   .c_str(),
               stderr);
}

}  // namespace

void add_demo(CLI::App& app) {
    auto* command = app.add_subcommand(
        "demo", "A simulated exchange, recorded for some seconds, and a look at the tables");
    auto flags = std::make_shared<DemoFlags>();
    command->add_option("-o,--output", flags->target, "Where rows go (a new mdc-demo-… folder)");
    command->add_option("--for", flags->run_for, "How long the market runs (12s)");
    command->add_option("--seed", flags->seed, "Which market (1)");
    command->callback([flags] { run(*flags); });
}

}  // namespace mdc::cli
