#include "mdc/sinks/registry.hpp"

#include <array>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/sinks/csv/csv.hpp"
#include "mdc/sinks/jsonl/jsonl.hpp"
#include "mdc/sinks/null/null.hpp"
#include "mdc/sinks/recording/recording.hpp"

namespace mdc::sinks {

namespace {

using Opened = Result<std::unique_ptr<Sink>>;

Opened jsonl(const config::SinkConfig& sink, const SinkContext&) { return open_jsonl(sink); }
Opened csv(const config::SinkConfig& sink, const SinkContext&) { return open_csv(sink); }
Opened recording(const config::SinkConfig& sink, const SinkContext& context) {
    RecordingOptions options;
    options.target = sink.target;
    options.feeds = context.feeds;
    options.rotate_span = sink.rotate.span;
    options.rotate_bytes = sink.rotate.bytes;
    options.sync_every = context.storage.sync_ms;
    options.min_free = context.storage.min_free;
    options.keep = context.storage.keep;
    options.stop_within = context.storage.stop_within;
    options.is_interactive = context.is_interactive;
    options.abandon = context.abandon;
    auto opened = Recording::open(
        std::move(options), context.recording == nullptr ? RecordingHooks{} : *context.recording);
    if (!opened) return opened.error();
    return std::unique_ptr<Sink>(std::move(*opened));
}
Opened null(const config::SinkConfig&, const SinkContext&) { return make_null(); }

}  // namespace

std::span<const SinkEntry> sink_entries() noexcept {
    static constexpr auto kEntries = std::to_array<SinkEntry>({
        {"recording", "Parquet files below a directory, or one file: safe from crashes, rotated.",
         "data/", recording},
        {"jsonl", "One JSON object per row, to standard output or one file per table.", "jsonl:-",
         jsonl},
        {"csv", "One CSV file per table.", "csv:DIR", csv},
        {"null", "Takes every row and keeps none, for measuring.", "null:", null},
    });
    return kEntries;
}

Result<std::unique_ptr<Sink>> open_sink(const config::SinkConfig& sink,
                                        const SinkContext& context) {
    std::vector<std::string_view> kinds;
    for (const auto& entry : sink_entries()) {
        if (entry.kind == sink.kind) return entry.open(sink, context);
        kinds.push_back(entry.kind);
    }
    const auto place = sink.where.empty() ? "" : sink.where + ": ";
    return fail(ErrorKind::usage,
                fmt::format("{}There is no sink '{}', but {}.{}", place, sink.kind,
                            config::listed(kinds), config::did_you_mean(sink.kind, kinds)));
}

}  // namespace mdc::sinks
