#include "mdc/cli/commands/demo.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "mdc/cli/recording_run.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/core/time.hpp"
#include "mdc/journal/converter.hpp"
#include "mdc/sim/ensemble.hpp"

extern char** environ;

namespace mdc::cli {

namespace {

struct DemoFlags {
    std::string target;
    std::string run_for = "12s";
    std::uint64_t seed = 1;
};

/// What is shown: an instrument or two of each exchange.
struct Shown {
    std::string_view market;
    std::vector<std::string> symbols;
};

const std::vector<Shown>& shown() {
    static const std::vector<Shown> all = {{"binance_spot", {"BTCUSDT", "ETHUSDT"}},
                                           {"binance_usdm", {"BTCUSDT"}},
                                           {"okx", {"BTC-USDT-SWAP"}},
                                           {"bybit_linear", {"BTCUSDT"}},
                                           {"deribit", {"BTC-PERPETUAL"}}};
    return all;
}

std::vector<sim::SimulatorOptions> simulator_options(const DemoFlags& flags) {
    std::vector<sim::SimulatorOptions> all;
    for (const auto& [market, symbols] : shown()) {
        auto& options = all.emplace_back();
        options.venue = market;
        options.symbols = symbols;
        options.seed = flags.seed;
        options.duration = std::chrono::ceil<std::chrono::milliseconds>(
            config::parse_duration(flags.run_for).value());
        options.wait_for_streams = symbols.size() * 4;
    }
    return all;
}

config::Config record_config(const sim::Ensemble& exchanges, const std::string& target) {
    config::Config config;
    for (std::size_t i = 0; i < shown().size(); ++i) {
        const auto& [market, symbols] = shown()[i];
        const auto& exchange = *exchanges.exchanges()[i];
        config.selections.push_back(
            config::parse_selector(fmt::format("{}:{}", market, fmt::join(symbols, ","))).value());
        config.network.urls.push_back(
            {std::string(market), exchange.ws_url(), exchange.rest_url()});
    }
    config.sinks = {config::parse_target(target).value()};
    config.network.ca_file = exchanges.ca_file();
    config.log.level = log::Level::warning;
    return config;
}

// Trusted by this recording alone, and gone with it.
struct CaFile {
    std::string path =
        (std::filesystem::temp_directory_path() / fmt::format("mdc-demo-{}.pem", ::getpid()))
            .string();
    ~CaFile() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

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
    const CaFile ca_file;
    auto exchanges = sim::Ensemble::start(simulator_options(flags), ca_file.path).value();
    std::string text =
        "Simulated exchanges run here; this records them for " + flags.run_for + ".\n";
    for (std::size_t i = 0; i < shown().size(); ++i) {
        text +=
            fmt::format("  {:<13} {}  {}\n", shown()[i].market, exchanges->exchanges()[i]->ws_url(),
                        fmt::join(shown()[i].symbols, ", "));
    }
    std::fputs((text + '\n').c_str(), stderr);
    RunOptions options;
    options.status_every = std::chrono::seconds{2};
    options.is_rehearsal = true;
    options.is_done = [&exchanges] { return exchanges->is_finished(); };
    run_recording(record_config(*exchanges, target), options);
    exchanges->stop().value();

    std::fputs("\nThe first rows of each table:\n\n", stderr);
    print_tables(target);
    const auto sql = fmt::format(
        "SELECT exchange, ticker, action, count(*) FROM "
        "read_parquet('{}/orderbook_l2/**/*.parquet') "
        "GROUP BY ALL ORDER BY ALL",
        (std::filesystem::path(target) / "").lexically_normal().parent_path().string());
    std::fputs(fmt::format("\nLook further with DuckDB:\n  duckdb -c \"{}\"\n"
                           "or with views that have real times and names:\n"
                           "  mdc schema --duckdb --target {} | duckdb demo.db\n"
                           "The real exchanges, the same way:\n"
                           "  mdc record binance_spot:BTCUSDT okx:BTC-USDT-SWAP -o data/\n",
                           sql, target)
                   .c_str(),
               stderr);
}

}  // namespace

void add_demo(CLI::App& app) {
    auto* command = app.add_subcommand(
        "demo", "Simulated exchanges, recorded for some seconds, and a look at the tables");
    auto flags = std::make_shared<DemoFlags>();
    command->add_option("-o,--output", flags->target, "Where rows go (a new mdc-demo-… folder)");
    command->add_option("--for", flags->run_for, "How long the markets run (12s)");
    command->add_option("--seed", flags->seed, "Which markets (1)");
    command->callback([flags] { run(*flags); });
}

}  // namespace mdc::cli
