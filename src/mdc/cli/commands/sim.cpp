#include "mdc/cli/commands/sim.hpp"

#include <csignal>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "mdc/core/decimal.hpp"
#include "mdc/core/result.hpp"
#include "mdc/sim/simulator.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::cli {
namespace {

constexpr std::chrono::seconds kStatusEvery{5};

/// What the flags say, before it means anything.
struct SimFlags {
    sim::SimulatorOptions options;
    std::string rate;
    std::string duration;
    std::vector<std::string> faults;
};

[[noreturn]] void refuse(std::string message) {
    throw Failure{fail(ErrorKind::usage, std::move(message))};
}

std::chrono::milliseconds read_duration(const std::string& text) {
    constexpr std::array<std::pair<std::string_view, double>, 4> kUnits = {
        {{"ms", 1}, {"s", 1e3}, {"m", 6e4}, {"h", 3.6e6}}};
    for (const auto& [unit, millis] : kUnits) {
        double value = 0;
        if (!text.ends_with(unit)) continue;
        if (!parse_decimal(text.substr(0, text.size() - unit.size()), value) || value <= 0)
            continue;
        return std::chrono::milliseconds(static_cast<std::int64_t>(value * millis));
    }
    refuse(fmt::format("--for {}: write a time such as 30s, 5m or 1h", text));
}

sim::SimulatorOptions read_flags(SimFlags flags) {
    auto options = std::move(flags.options);
    if (flags.rate == "max") {
        options.is_flat_out = true;
        if (options.wait_for_streams == 0) options.wait_for_streams = 1;
    } else if (!flags.rate.empty() &&
               (!parse_decimal(flags.rate, options.rate) || options.rate <= 0)) {
        refuse(fmt::format("--rate {}: write orders per second, or max", flags.rate));
    }
    if (!flags.duration.empty()) options.duration = read_duration(flags.duration);
    for (const auto& text : flags.faults) {
        auto fault = sim::parse_fault(text);
        if (!fault) throw Failure{fault.error()};
        options.faults.push_back(std::move(*fault));
    }
    return options;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
}

void print_invitation(const sim::Simulator& simulator, const sim::SimulatorOptions& options) {
    const auto trust = options.is_plain ? "" : fmt::format(" --ca-file {}", simulator.ca_file());
    fmt::print("{} at {} and {}\n", options.venue, simulator.ws_url(), simulator.rest_url());
    fmt::print("  mdc record {}:{} -o data/ --ws-url {} --rest-url {}{}\n", options.venue,
               joined(simulator.symbols()), simulator.ws_url(), simulator.rest_url(), trust);
    std::fflush(stdout);
}

void print_status(const sim::SimulatorSummary& summary) {
    fmt::print(
        "{} connections, {} streams, {} orders, {} frames and {:.1f} MB sent, {} REST requests\n",
        summary.connections_open, summary.streams, summary.orders, summary.frames_sent,
        static_cast<double>(summary.bytes_sent) / 1e6, summary.rest_requests);
    std::fflush(stdout);
}

void print_table(const sim::SimulatorSummary& summary, const std::vector<std::string>& faults) {
    const auto line = [](std::string_view what, std::uint64_t count) {
        fmt::print("  {:<32} {:>14}\n", what, count);
    };
    line("orders", summary.orders);
    line("book changes", summary.book_changes);
    line("trades", summary.trades);
    line("connections opened", summary.connections_opened);
    line("connections refused", summary.connections_refused);
    line("slow readers kicked", summary.readers_kicked);
    line("frames sent", summary.frames_sent);
    line("bytes sent", summary.bytes_sent);
    line("REST requests", summary.rest_requests);
    line("REST requests refused", summary.rest_refused);
    for (std::size_t fault = 0; fault < faults.size(); ++fault) {
        line("fault " + faults[fault], summary.faults[fault]);
    }
}

/// Waits until the simulator finished or a signal to stop came; prints how it goes.
void attend(const sim::Simulator& simulator) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    auto next_status = std::chrono::steady_clock::now() + kStatusEvery;
    while (!simulator.is_finished()) {
        const timespec wait{0, 50'000'000};
        if (sigtimedwait(&signals, nullptr, &wait) > 0) return;
        if (std::chrono::steady_clock::now() < next_status) continue;
        next_status += kStatusEvery;
        print_status(simulator.summary());
    }
}

void run_sim(const SimFlags& flags) {
    auto options = read_flags(flags);
    // Before its thread starts, so that only this one hears of them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const auto simulator = sim::Simulator::start(options).value();
    print_invitation(*simulator, options);
    attend(*simulator);
    const auto stopped = simulator->stop();
    print_table(simulator->summary(), flags.faults);
    if (!stopped) throw Failure{stopped.error()};
}

}  // namespace

void add_sim(CLI::App& app) {
    auto flags = std::make_shared<SimFlags>();
    auto& options = flags->options;
    auto* command = app.add_subcommand("sim", "Play an exchange to practise against");
    command->footer(sim::describe_faults());
    command->add_option("venue", options.venue, "Whose protocol: " + sim::venue_ids())->required();
    command->add_option("--symbols", options.symbols, "What is traded, comma separated")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option(
        "--rate", flags->rate,
        "Orders per second over all symbols (800 each), or max: as fast as readers");
    command->add_option("--for", flags->duration, "End after 30s, 5m, 1h of market time");
    command->add_option("--orders", options.max_orders, "End after so many orders");
    command->add_option("--seed", options.seed, "The same seed makes the same market")
        ->capture_default_str();
    command->add_option("--bind", options.bind, "Address to listen on")->capture_default_str();
    command->add_option("--port", options.port, "0: any free one")->capture_default_str();
    command->add_option("--levels", options.levels, "Levels a side of the book")
        ->capture_default_str();
    command
        ->add_option("--variants", options.variants,
                     "Connections differ as if from so many servers")
        ->capture_default_str();
    command->add_option("--wait-for-streams", options.wait_for_streams,
                        "The market opens when so many streams are subscribed");
    command->add_option("--fault", flags->faults, "What goes wrong, see below")
        ->allow_extra_args(false);
    command->add_option("--truth", options.truth_directory, "Folder for what really happened");
    command->add_option("--capture", options.capture, "Replay this file (.gz too) instead");
    command->add_option("--speed", options.capture_speed, "Of the replay")->capture_default_str();
    command->add_option("--ca-file", options.ca_file, "Where to write the CA");
    command->add_flag("--plain", options.is_plain,
                      "Print ws:// and http:// (both are always served)");
    command->add_flag_callback(
        "--full-records", [flags] { flags->options.is_record_per_message = false; },
        "Fill TLS records with many messages; venues send one each");
    command->callback([flags] { run_sim(*flags); });
}

}  // namespace mdc::cli
