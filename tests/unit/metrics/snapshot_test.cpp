#include "mdc/metrics/snapshot.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "mdc/metrics/published.hpp"

namespace mdc::metrics {
namespace {

std::size_t at(Metric metric) { return metric.index(); }

TEST(Snapshot, KeepsValuesInTheOrderOfAdding) {
    Counter counter;
    counter.add(7);
    Snapshot snapshot;
    snapshot.add("mdc_rows_total", counter, {"trades"});
    snapshot.add("mdc_rows_total", std::uint64_t{9}, {"bbo"});
    const auto& samples = snapshot.samples(at("mdc_rows_total"));
    ASSERT_EQ(samples.size(), 2U);
    EXPECT_EQ(samples[0].labels, std::vector<std::string>{"trades"});
    EXPECT_EQ(samples[0].value, 7);
    EXPECT_EQ(samples[1].labels, std::vector<std::string>{"bbo"});
    EXPECT_EQ(samples[1].value, 9);
    EXPECT_TRUE(snapshot.samples(at("mdc_gaps_total")).empty());
}

TEST(Snapshot, AHistogramIsBucketsInSeconds) {
    Histogram histogram;
    histogram.record(150);             // first bucket, 200 ns
    histogram.record(1'500);           // 2 us
    histogram.record(1'600);           // 2 us
    histogram.record(60'000'000'000);  // beyond the last
    Snapshot snapshot;
    snapshot.add("mdc_stage_seconds", histogram, {"read_to_ring"});
    const auto& sample = snapshot.samples(at("mdc_stage_seconds")).at(0);
    EXPECT_EQ(sample.count, 4U);
    EXPECT_DOUBLE_EQ(sample.value, 60.00000325);
    EXPECT_EQ(sample.buckets, (std::vector<std::uint64_t>{1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3,
                                                          3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}));
}

TEST(Snapshot, AHistogramHasQuantilesAndMaximum) {
    Histogram histogram;
    for (std::uint64_t i = 1; i <= 1000; ++i) histogram.record(i * 1000);
    Snapshot snapshot;
    snapshot.add("mdc_stage_seconds", histogram, {"read_to_ring"});
    const auto& samples = snapshot.samples(at("mdc_stage_quantile_seconds"));
    ASSERT_EQ(samples.size(), 6U);
    const std::vector<std::pair<std::string, double>> wanted = {
        {"0.5", 500e-6},   {"0.9", 900e-6},     {"0.99", 990e-6},
        {"0.999", 999e-6}, {"0.9999", 1000e-6}, {"1", 1000e-6}};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_EQ(samples[i].labels, (std::vector<std::string>{"read_to_ring", wanted[i].first}));
        EXPECT_GE(samples[i].value, wanted[i].second);
        EXPECT_LE(samples[i].value, wanted[i].second * 1.0625);
    }
    EXPECT_EQ(samples.back().value, 1000e-6);
}

TEST(Snapshot, AnEmptyHistogramIsZeros) {
    Snapshot snapshot;
    snapshot.add("mdc_stage_seconds", Histogram{}, {"read_to_ring"});
    EXPECT_EQ(snapshot.samples(at("mdc_stage_seconds")).at(0).count, 0U);
    for (const auto& sample : snapshot.samples(at("mdc_stage_quantile_seconds"))) {
        EXPECT_EQ(sample.value, 0);
    }
}

// Prometheus refuses histograms whose buckets fall.
TEST(Snapshot, BucketsNeverFallWhileValuesCome) {
    Histogram histogram;
    std::atomic<bool> is_over{false};
    std::thread writer([&] {
        for (std::uint64_t i = 0; !is_over; ++i) histogram.record((i * 7919) % 20'000'000'000);
    });
    for (int round = 0; round < 200; ++round) {
        Snapshot snapshot;
        snapshot.add("mdc_stage_seconds", histogram, {"read_to_ring"});
        const auto& sample = snapshot.samples(at("mdc_stage_seconds")).at(0);
        std::uint64_t before = 0;
        for (const auto count : sample.buckets) {
            EXPECT_GE(count, before);
            before = count;
        }
        EXPECT_GE(sample.count, before);
    }
    is_over = true;
    writer.join();
}

TEST(SnapshotDeathTest, TheWrongNumberOfLabelsIsAMistake) {
    Snapshot snapshot;
    EXPECT_DEATH(snapshot.add("mdc_rows_total", 1.0), "label_count");
    EXPECT_DEATH(snapshot.add("mdc_gaps_total", 1.0, {"one"}), "label_count");
    EXPECT_DEATH(snapshot.add("mdc_stage_seconds", 1.0, {"read_to_ring"}), "histogram");
    EXPECT_DEATH(snapshot.add("mdc_gaps_total", Histogram{}), "histogram");
}

TEST(Published, IsACopyOfWhatWasSet) {
    struct Counts {
        std::uint64_t first = 0, second = 0;
    };
    Published<Counts> published;
    EXPECT_EQ(published.get().first, 0U);
    published.set({3, 4});
    EXPECT_EQ(published.get().first, 3U);
    EXPECT_EQ(published.get().second, 4U);
}

}  // namespace
}  // namespace mdc::metrics
