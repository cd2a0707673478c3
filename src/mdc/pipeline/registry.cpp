#include "mdc/pipeline/registry.hpp"

#include <array>
#include <vector>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/pipeline/stages/batch.hpp"
#include "mdc/pipeline/stages/filter.hpp"
#include "mdc/pipeline/stages/sample.hpp"

namespace mdc::pipeline {

std::span<const StageEntry> stage_entries() noexcept {
    static constexpr auto kEntries = std::to_array<StageEntry>({
        {"batch", "Joins small batches into larger ones.",
         R"({ name = "batch", rows = 5000, time = "200ms" })", make_batch},
        {"filter", "Lets through some feeds and tickers only.",
         R"({ name = "filter", feeds = ["trades"], tickers = ["BTC*"] })", make_filter},
        {"sample", "Keeps the last row per ticker of each interval, of bbo and tickers.",
         R"({ name = "sample", interval = "1s", tables = ["bbo"] })", make_sample},
    });
    return kEntries;
}

Result<std::unique_ptr<Stage>> make_stage(const config::StageConfig& config) {
    std::vector<std::string_view> names;
    for (const auto& entry : stage_entries()) {
        if (entry.name == config.name) return entry.make(config);
        names.push_back(entry.name);
    }
    const auto place = config.where.empty() ? "" : config.where + ": ";
    return fail(ErrorKind::usage,
                fmt::format("{}There is no stage '{}', but {}.{}", place, config.name,
                            config::listed(names), config::did_you_mean(config.name, names)));
}

}  // namespace mdc::pipeline
