// The whole path: simulated exchange → TLS on the loopback → I/O thread → ring → pipeline → a sink
// that keeps nothing, or the recording. Prints a table: messages a second, CPU of the I/O thread
// per message, stage percentiles. Method and results: docs/latency.md.
//
// mdc_end_to_end_bench [SECONDS]     how long each scenario runs (default 5)

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "mdc/collector/live/collector.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/core/build_info.hpp"
#include "mdc/sim/simulator.hpp"

namespace {

using namespace std::chrono_literals;

struct Scenario {
    std::string_view name;
    bool is_flat_out = false;
    bool is_plain = false;
    bool is_record_per_message = true;
    bool spin = false;
    double orders_per_second = 0;  ///< with a market that is not flat out
    std::string_view sink = "null:";
};

constexpr Scenario kScenarios[] = {
    {"saturated, TLS, a record each", true, false, true, true},
    {"saturated, TLS, records filled", true, false, false, true},
    {"saturated, plain", true, true, false, true},
    {"saturated, TLS, to Parquet", true, false, true, true, 0, "recording"},
    {"1,600 orders/s, TLS, sleeping", false, false, true, false, 1600},
    {"1,600 orders/s, TLS, spinning", false, false, true, true, 1600},
};

mdc::sim::SimulatorOptions market(const Scenario& scenario) {
    mdc::sim::SimulatorOptions options;
    options.symbols = {"BTCUSDT", "ETHUSDT"};
    options.is_flat_out = scenario.is_flat_out;
    options.is_plain = scenario.is_plain;
    options.is_record_per_message = scenario.is_record_per_message;
    options.rate = scenario.orders_per_second;
    options.wait_for_streams = 8;
    return options;
}

mdc::config::Config configuration(const Scenario& scenario, const mdc::sim::Simulator& simulator,
                                  const std::string& folder) {
    mdc::config::Config config;
    config.selections = {mdc::config::parse_selector("binance_spot:BTCUSDT,ETHUSDT").value()};
    const auto target = scenario.sink == "recording" ? folder + "/" : std::string(scenario.sink);
    config.sinks = {mdc::config::parse_target(target).value()};
    config.network.urls = {{"binance_spot", simulator.ws_url(), simulator.rest_url()}};
    config.network.ca_file = simulator.ca_file();
    config.threads.spin = scenario.spin;
    return config;
}

double micros(std::uint64_t nanos) { return static_cast<double>(nanos) / 1000; }

std::string quantiles(const mdc::Histogram& histogram) {
    return fmt::format("{:.1f} / {:.1f}", micros(histogram.quantile_ns(0.5)),
                       micros(histogram.quantile_ns(0.99)));
}

void run(const Scenario& scenario, std::chrono::milliseconds span, const std::string& folder) {
    auto simulator = mdc::sim::Simulator::start(market(scenario)).value();
    auto collector =
        mdc::collector::Collector::prepare(configuration(scenario, *simulator, folder)).value();
    collector->start().value();
    while (collector->status().books_standing < 2) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(500ms);  // warm-up

    const auto& io = collector->lanes().front()->io();
    const auto before = collector->status();
    const auto cpu_before = io.stats().cpu_ns.value();
    const auto began = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(span);
    const auto after = collector->status();
    const auto cpu = io.stats().cpu_ns.value() - cpu_before;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    collector->stop();
    (void)simulator->stop();

    const auto messages = after.messages - before.messages;
    const auto& path = io.path_stats();
    fmt::print("| {} | {:.0f} | {:.0f} | {:.2f} | {:.0f} % | {} | {} | {} | {} | {} | {} | {} |\n",
               scenario.name, static_cast<double>(messages) / took.count(),
               static_cast<double>(after.rows - before.rows) / took.count(),
               micros(cpu) / static_cast<double>(messages),
               100 * static_cast<double>(cpu) / 1e9 / took.count(), quantiles(path.kernel_to_read),
               quantiles(path.read_to_frame), quantiles(path.frame_to_parsed),
               quantiles(path.parsed_to_ring), quantiles(path.read_to_ring),
               quantiles(collector->pipeline().stats().ring_to_dequeued), after.rows_dropped);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::seconds span(argc > 1 ? std::atoi(argv[1]) : 5);
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("mdc-bench-{}", ::getpid());
    fmt::print("mdc {} ({}, {}), {} CPUs\n\n", mdc::kVersion, mdc::kCommit, mdc::kCompiler,
               std::thread::hardware_concurrency());
    fmt::print("Intervals in us, p50 / p99.\n\n");
    fmt::print(
        "| scenario | messages/s | rows/s | I/O CPU us/message | of a core | kernel→read | "
        "read→frame | decide and parse | book and rows | read→ring | ring→dequeued | rows lost |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (const auto& scenario : kScenarios) run(scenario, span, folder.string());
    std::filesystem::remove_all(folder);
    return 0;
}
