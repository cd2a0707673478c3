#include "mdc/cli/commands/record.hpp"

#include <chrono>
#include <cstdio>
#include <memory>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "mdc/cli/commands/record_flags.hpp"
#include "mdc/cli/progress_bar.hpp"
#include "mdc/cli/run_summary.hpp"
#include "mdc/cli/signals.hpp"
#include "mdc/cli/status_line.hpp"
#include "mdc/collector/live/collector.hpp"

namespace mdc::cli {

namespace {

constexpr std::chrono::seconds kStatusEvery{5};
constexpr std::chrono::milliseconds kLook{50};

// Until the time is up, a signal comes, or going on is of no use.
std::optional<Error> watch(const collector::Collector& collector, Signals& signals) {
    const auto began = std::chrono::steady_clock::now();
    const auto run_for = collector.config().run_for;
    auto next_status = began + kStatusEvery;
    StatusLine line;
    for (;;) {
        if (signals.wait(kLook)) return std::nullopt;
        const auto now = std::chrono::steady_clock::now();
        if (run_for.count() > 0 && now - began >= run_for) return std::nullopt;
        if (auto error = collector.fatal()) return error;
        if (now < next_status) continue;
        next_status = now + kStatusEvery;
        line.show(collector.status());
    }
}

void run(const RecordFlags& flags) {
    const auto config = flags.config();
    log::set_up(config.log);
    Signals signals;  // before any thread: all of them inherit the mask
    auto collector = collector::Collector::prepare(config).value();
    std::fputs(collector->plan().c_str(), stderr);
    if (config.dry_run) return;
    ProgressBar bar("convert");
    collector::Person person;
    person.is_there = ::isatty(STDERR_FILENO) == 1;
    person.on_progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
    collector->start(person).value();
    const auto error = watch(*collector, signals);
    signals.second_one_ends_at_once();
    const auto outcomes = collector->stop();
    std::fputs(run_summary(*collector, outcomes).c_str(), stderr);
    if (error) throw Failure{*error};
    for (const auto& sink : outcomes) {
        if (sink.error) throw Failure{*sink.error};
    }
}

}  // namespace

void add_record(CLI::App& app) {
    auto* command = app.add_subcommand("record", "Record live market data into tables");
    auto flags = std::make_shared<RecordFlags>();
    flags->add_to(*command);
    command->callback([flags] { run(*flags); });
}

}  // namespace mdc::cli
