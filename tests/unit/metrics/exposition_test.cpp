#include "mdc/metrics/exposition.hpp"

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace mdc::metrics {
namespace {

Snapshot small_snapshot() {
    Histogram histogram;
    histogram.record(250);
    histogram.record(3'000'000);
    Snapshot snapshot;
    snapshot.add("mdc_stage_seconds", histogram, {"read_to_ring"});
    snapshot.add("mdc_sink_rows_total", std::uint64_t{12'345'678'901}, {"csv:a \"b\"\\\n"});
    snapshot.add("mdc_gaps_total", 0.0);
    snapshot.add("mdc_connection_up", 1.0, {"binance_spot", "0"});
    snapshot.add("mdc_connection_up", 0.0, {"binance_spot", "1"});
    snapshot.add("mdc_clock_offset_seconds", -0.25);
    return snapshot;
}

TEST(Exposition, ASmallSnapshotIsThisText) {
    EXPECT_EQ(
        to_text(small_snapshot()),
        R"(# HELP mdc_gaps_total Holes written into table gaps, those of start and stop left out.
# TYPE mdc_gaps_total counter
mdc_gaps_total 0
# HELP mdc_connection_up 1 while the connection is open, else 0.
# TYPE mdc_connection_up gauge
mdc_connection_up{exchange="binance_spot",connection="0"} 1
mdc_connection_up{exchange="binance_spot",connection="1"} 0
# HELP mdc_sink_rows_total Rows written.
# TYPE mdc_sink_rows_total counter
mdc_sink_rows_total{sink="csv:a \"b\"\\\n"} 12345678901
# HELP mdc_stage_seconds Time that a message spends in each stage of our own code.
# TYPE mdc_stage_seconds histogram
mdc_stage_seconds_count{stage="read_to_ring"} 2
mdc_stage_seconds_sum{stage="read_to_ring"} 0.00300025
mdc_stage_seconds_bucket{stage="read_to_ring",le="2e-07"} 0
mdc_stage_seconds_bucket{stage="read_to_ring",le="5e-07"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="1e-06"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="2e-06"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="5e-06"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="1e-05"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="2e-05"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="5e-05"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.0001"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.0002"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.0005"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.001"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.002"} 1
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.005"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.01"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.02"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.05"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.1"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.2"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="0.5"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="1"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="2"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="5"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="10"} 2
mdc_stage_seconds_bucket{stage="read_to_ring",le="+Inf"} 2
# HELP mdc_stage_quantile_seconds Its quantiles.
# TYPE mdc_stage_quantile_seconds gauge
mdc_stage_quantile_seconds{stage="read_to_ring",quantile="0.5"} 2.55e-07
mdc_stage_quantile_seconds{stage="read_to_ring",quantile="0.9"} 0.003
mdc_stage_quantile_seconds{stage="read_to_ring",quantile="0.99"} 0.003
mdc_stage_quantile_seconds{stage="read_to_ring",quantile="0.999"} 0.003
mdc_stage_quantile_seconds{stage="read_to_ring",quantile="0.9999"} 0.003
mdc_stage_quantile_seconds{stage="read_to_ring",quantile="1"} 0.003
# HELP mdc_clock_offset_seconds What the kernel still has to correct.
# TYPE mdc_clock_offset_seconds gauge
mdc_clock_offset_seconds -0.25
)");
}

template <std::size_t... Index>
Snapshot snapshot_of_all(std::index_sequence<Index...>) {
    Snapshot snapshot;
    Histogram histogram;
    for (std::uint64_t i = 1; i < 1000; ++i) histogram.record(i * i * 1000);
    const auto add = [&](Metric metric) {
        for (const std::string_view value : {"a", "b"}) {
            const Snapshot::Labels values[] = {
                {}, {value}, {value, "x"}, {value, "x", "y"}, {value, "x", "y", "z"}};
            const auto& labels = values[label_count(metric.facts())];
            if (metric.facts().type == MetricType::histogram) {
                snapshot.add(metric, histogram, labels);
            } else if (metric.facts().labels.find("quantile") == std::string_view::npos) {
                snapshot.add(metric, 1.5, labels);
            }
            if (metric.facts().labels.empty()) break;
        }
    };
    (add(Metric(kCatalogue[Index].name.data())), ...);
    return snapshot;
}

// Two samples of every metric there is.
Snapshot full_snapshot() { return snapshot_of_all(std::make_index_sequence<kMetricCount>{}); }

// The text format as its specification has it: each line is HELP, TYPE or a sample; a family's
// lines stand together, its TYPE before its samples, and no series comes twice.
TEST(Exposition, EveryMetricIsWellFormed) {
    const std::regex help(R"(# HELP ([a-z_]+) \S.*\.)");
    const std::regex type(R"(# TYPE ([a-z_]+) (counter|gauge|histogram))");
    const std::regex sample(R"x(([a-z_]+)(\{([a-z_]+="[^"\\]*",?)+\})? (\S+))x");
    std::map<std::string, std::string> types;
    std::set<std::string> series;
    std::string family;
    std::istringstream lines(to_text(full_snapshot()));
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_match(line, match, help)) {
            family = match[1];
            EXPECT_FALSE(types.contains(family)) << line;
        } else if (std::regex_match(line, match, type)) {
            EXPECT_EQ(match[1], family) << line;
            types[family] = match[2];
        } else {
            ASSERT_TRUE(std::regex_match(line, match, sample)) << line;
            const std::string name = match[1];
            const bool is_histogram = types[family] == "histogram";
            const auto suffix = name.substr(std::min(family.size(), name.size()));
            EXPECT_TRUE(name.starts_with(family)) << line;
            EXPECT_EQ(is_histogram, suffix == "_count" || suffix == "_sum" || suffix == "_bucket")
                << line;
            EXPECT_TRUE(series.insert(name + std::string(match[2])).second) << line;
            EXPECT_NO_THROW(std::stod(match[4])) << line;
        }
    }
    EXPECT_EQ(types.size(), kMetricCount);
}

TEST(Exposition, NothingIsAnEmptyText) { EXPECT_EQ(to_text(Snapshot{}), ""); }

}  // namespace
}  // namespace mdc::metrics
