#include "mdc/cli/commands/known_names.hpp"

#include <sched.h>

#include "mdc/cli/exchange_argument.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/pipeline/registry.hpp"
#include "mdc/sinks/registry.hpp"

namespace mdc::cli {

namespace {

std::vector<int> usable_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<int> cpus;
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(static_cast<unsigned>(cpu), &set)) cpus.push_back(cpu);
    }
    return cpus;
}

// A stage is made and thrown away: its maker is who knows its options.
std::string wrong_in_stage(const config::StageConfig& stage) {
    auto without_place = stage;
    without_place.where.clear();
    const auto made = pipeline::make_stage(without_place);
    return made ? std::string() : made.error().message;
}

}  // namespace

config::Known known_names() {
    config::Known known;
    known.exchanges = exchange_names();
    known.feeds.assign(kFeedNames.begin(), kFeedNames.end());
    for (const auto& entry : sinks::sink_entries()) known.sinks.push_back(entry.kind);
    known.wrong_in_stage = &wrong_in_stage;
    known.cpus = usable_cpus();
    return known;
}

}  // namespace mdc::cli
