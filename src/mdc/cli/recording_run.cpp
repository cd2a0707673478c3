#include "mdc/cli/recording_run.hpp"

#include <cstdio>
#include <optional>
#include <unistd.h>

#include "mdc/cli/progress_bar.hpp"
#include "mdc/cli/run_summary.hpp"
#include "mdc/cli/signals.hpp"
#include "mdc/cli/sink_errors.hpp"
#include "mdc/cli/status_line.hpp"
#include "mdc/collector/live/cold/clock_watch.hpp"
#include "mdc/collector/live/collector.hpp"

namespace mdc::cli {

namespace {

constexpr std::chrono::milliseconds kLook{50};

// Until the time is up, a signal comes, or going on is of no use.
std::optional<Error> watch(const collector::Collector& collector, const Signals& signals,
                           const RunOptions& options) {
    const auto began = std::chrono::steady_clock::now();
    const auto run_for = collector.config().run_for;
    auto next_status = began + options.status_every;
    StatusLine line;
    for (;;) {
        if (signals.wait(kLook)) return std::nullopt;
        const auto now = std::chrono::steady_clock::now();
        if (run_for.count() > 0 && now - began >= run_for) return std::nullopt;
        if (options.is_done && options.is_done()) return std::nullopt;
        if (collector.has_nowhere_to_write()) return std::nullopt;
        if (auto error = collector.fatal()) return error;
        if (now < next_status) continue;
        next_status = now + options.status_every;
        line.show(collector.status());
    }
}

void warn_of_clock() {
    const auto advice = collector::advice_on(collector::clock_row(ExchangeId{}));
    if (!advice.empty()) log::warning("clock", "{}", advice);
}

}  // namespace

void run_recording(const config::Config& config, const RunOptions& options) {
    log::set_up(config.log);
    Signals signals;
    auto collector = collector::Collector::prepare(config).value();
    std::fputs(collector->plan().c_str(), stderr);
    if (config.dry_run) return;
    if (!options.is_rehearsal) warn_of_clock();
    ProgressBar bar("convert");
    collector::Person person;
    person.is_there = ::isatty(STDERR_FILENO) == 1;
    person.on_progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
    signals.begin();  // from here on there are files to finish
    collector->start(person).value();
    const auto error = watch(*collector, signals, options);
    signals.second_one_ends_at_once();
    const auto outcomes = collector->stop();
    std::fputs(run_summary(*collector, outcomes).c_str(), stderr);
    if (error) throw Failure{*error};
    throw_worst_of(outcomes);
}

}  // namespace mdc::cli
