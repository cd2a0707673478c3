#include "mdc/cli/run_summary.hpp"

#include <fmt/format.h>

#include "mdc/cli/text_table.hpp"
#include "mdc/cli/verdict.hpp"

namespace mdc::cli {

namespace {

std::string micros(std::uint64_t nanos) {
    return fmt::format("{:.1f}", static_cast<double>(nanos) / 1000);
}

void add_latency(TextTable& table, std::string name, const Histogram& histogram) {
    if (histogram.count() == 0) return;
    table.add({std::move(name), with_commas(histogram.count()), micros(histogram.quantile_ns(0.5)),
               micros(histogram.quantile_ns(0.99)), micros(histogram.quantile_ns(0.999)),
               micros(histogram.max_ns())});
}

std::string latencies(const collector::Collector& collector, const collector::PathStats& path) {
    TextTable table({"stage", "count", "p50 us", "p99 us", "p99.9 us", "max us"});
    add_latency(table, "kernel → read returned", path.kernel_to_read);
    add_latency(table, "read returned → frame", path.read_to_frame);
    add_latency(table, "frame → parsed", path.frame_to_parsed);
    add_latency(table, "parsed → in ring", path.parsed_to_ring);
    add_latency(table, "read returned → in ring", path.read_to_ring);
    add_latency(table, "in ring → dequeued", collector.pipeline().stats().ring_to_dequeued);
    for (const auto& [name, recording, watch] : collector.targets().recordings()) {
        add_latency(table, fmt::format("dequeued → written, {}", name), watch->dequeued_to_written);
        add_latency(table, fmt::format("written → synced, {}", name), watch->written_to_synced);
    }
    for (const auto feed : kAllFeeds) {
        add_latency(table, fmt::format("exchange → received, {}", to_string(feed)),
                    path.exchange_to_receive[static_cast<std::size_t>(feed)]);
    }
    return table.empty() ? "" : table.text() + "\n";
}

}  // namespace

std::string run_summary(const collector::Collector& collector,
                        const std::vector<pipeline::SinkOutcome>& sinks) {
    const auto totals = collector.path_totals();
    const auto& path = *totals;
    const auto status = collector.status();
    TextTable rows({"feed", "rows"});
    for (const auto feed : kAllFeeds) {
        const auto count = path.rows_by_feed[static_cast<std::size_t>(feed)].value();
        if (count != 0) rows.add({std::string(to_string(feed)), with_commas(count)});
    }
    TextTable frames({"frames", "count"});
    for (std::size_t i = 0; i < kParseStatusNames.size(); ++i) {
        const auto count = path.frames_by_status[i].value();
        if (count != 0) frames.add({std::string(kParseStatusNames[i]), with_commas(count)});
    }
    TextTable targets({"target", "rows", "lost"});
    for (const auto& sink : sinks) {
        const bool has_left = sink.error && sink.error->kind == ErrorKind::target;
        targets.add({sink.name, with_commas(sink.rows_written),
                     has_left ? "its reader left" : with_commas(sink.rows_dropped)});
    }
    return fmt::format("\n{}\n{}\n{}\n{}{}", rows.text(), frames.text(), targets.text(),
                       latencies(collector, path), verdict(status, collector.trouble()));
}

}  // namespace mdc::cli
