#include "mdc/collector/targets.hpp"

#include <algorithm>

#include "mdc/collector/crash_rows.hpp"
#include "mdc/pipeline/registry.hpp"

namespace mdc::collector {

namespace {

pipeline::SinkCalls calls_of(sinks::Sink& sink) {
    return {[&sink](const Batch& batch) { return sink.write(batch); },
            [&sink](UnixMicros now) { return sink.on_time(now); }, [&sink] { return sink.close(); },
            [&sink] { return sink.lost_rows(); }};
}

Result<pipeline::SinkSetup> setup_of(const config::SinkConfig& config,
                                     pipeline::WhenFull when_full) {
    pipeline::SinkSetup setup;
    setup.options.name = config.name();
    setup.options.queue_bytes = config.queue_bytes;
    setup.options.when_full = when_full;
    for (const auto& each : config.stages) {
        auto stage = pipeline::make_stage(each);
        if (!stage) return stage.error();
        setup.stages.push_back(std::move(*stage));
    }
    return setup;
}

}  // namespace

Result<Targets> Targets::open(const std::vector<config::SinkConfig>& sinks,
                              const sinks::SinkContext& context, pipeline::WhenFull when_full) {
    Targets targets;
    for (const auto& config : sinks) {
        auto setup = setup_of(config, when_full);
        if (!setup) return setup.error();
        targets.setups_.push_back(std::move(*setup));
    }
    for (std::size_t i = 0; i < sinks.size(); ++i) {
        const auto name = sinks[i].name();
        auto& watch = *targets.watches_.emplace_back(std::make_unique<RecordingWatch>(name));
        auto hooks = watch.hooks();
        if (context.recording != nullptr) hooks.on_progress = context.recording->on_progress;
        auto own = context;
        own.recording = &hooks;
        auto sink = sinks::open_sink(sinks[i], own);
        if (!sink) return sink.error();
        targets.highest_id_ = std::max(targets.highest_id_, (*sink)->remembered().highest_id);
        targets.setups_[i].calls = calls_of(**sink);
        if (const auto* recording = dynamic_cast<const sinks::Recording*>(sink->get())) {
            targets.recordings_.push_back({name, recording, &watch});
        }
        targets.sinks_.push_back(std::move(*sink));
    }
    return targets;
}

void Targets::tell_crashes(std::span<const Stream> streams, UnixMicros now,
                           const pipeline::NextId& next_id) {
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
        const auto crashed = sinks_[i]->remembered().crashed;
        if (!crashed) continue;
        auto& stages = setups_[i].stages;
        stages.insert(stages.begin(), crash_rows_first(*crashed, streams, now, next_id));
    }
}

std::vector<Table> tables_of(std::span<const Feed> feeds, bool keep_raw) {
    std::vector<Table> tables;
    for (const auto feed : feeds) {
        const auto table = static_cast<Table>(*parse_table(to_string(feed)));
        if (std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
    }
    if (keep_raw) tables.push_back(Table::raw);
    return tables;
}

}  // namespace mdc::collector
