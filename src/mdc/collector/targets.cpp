#include "mdc/collector/targets.hpp"

#include "mdc/pipeline/registry.hpp"
#include "mdc/sinks/registry.hpp"

namespace mdc::collector {

namespace {

pipeline::SinkCalls calls_of(sinks::Sink& sink) {
    return {[&sink](const Batch& batch) { return sink.write(batch); },
            [&sink](UnixMicros now) { return sink.on_time(now); },
            [&sink] { return sink.close(); }};
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
                              const config::StorageConfig& storage, pipeline::WhenFull when_full) {
    Targets targets;
    for (const auto& config : sinks) {
        auto setup = setup_of(config, when_full);
        if (!setup) return setup.error();
        targets.setups_.push_back(std::move(*setup));
    }
    for (std::size_t i = 0; i < sinks.size(); ++i) {
        auto sink = sinks::open_sink(sinks[i], storage);
        if (!sink) return sink.error();
        targets.setups_[i].calls = calls_of(**sink);
        targets.sinks_.push_back(std::move(*sink));
    }
    return targets;
}

}  // namespace mdc::collector
