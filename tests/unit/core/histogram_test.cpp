#include "mdc/core/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace mdc {
namespace {

TEST(Histogram, EveryCellHoldsWhatItsEdgesSay) {
    for (std::size_t cell = 0; cell < Histogram::kCellCount; ++cell) {
        const auto upper = Histogram::upper_edge(cell);
        EXPECT_EQ(Histogram::cell_of(upper), cell);
        if (cell + 1 == Histogram::kCellCount) break;
        EXPECT_EQ(Histogram::cell_of(upper + 1), cell + 1);
    }
}

TEST(Histogram, ACellIsNarrowerThanASixteenthOfItsValue) {
    for (std::size_t cell = 17; cell < Histogram::kCellCount; ++cell) {
        const auto lower = Histogram::upper_edge(cell - 1) + 1;
        const auto width = Histogram::upper_edge(cell) - lower + 1;
        EXPECT_LE(width * 16, lower) << cell;
    }
}

TEST(Histogram, WhatIsTooLargeGoesIntoTheLastCell) {
    EXPECT_EQ(Histogram::cell_of(UINT64_MAX), Histogram::kCellCount - 1);
    Histogram histogram;
    histogram.record(std::uint64_t{1} << 50);
    EXPECT_EQ(histogram.count(), 1u);
    EXPECT_EQ(histogram.max_ns(), std::uint64_t{1} << 50);
}

TEST(Histogram, AnEmptyOneSaysZero) {
    const Histogram histogram;
    EXPECT_EQ(histogram.count(), 0u);
    EXPECT_EQ(histogram.sum_ns(), 0u);
    EXPECT_EQ(histogram.max_ns(), 0u);
    EXPECT_EQ(histogram.quantile_ns(0.5), 0u);
    EXPECT_EQ(histogram.count_up_to(1000), 0u);
}

TEST(Histogram, OneValueIsEveryQuantile) {
    Histogram histogram;
    histogram.record(1234);
    for (const double q : {0.001, 0.5, 0.99, 1.0}) EXPECT_EQ(histogram.quantile_ns(q), 1234u);
    EXPECT_EQ(histogram.sum_ns(), 1234u);
}

TEST(Histogram, SmallValuesAreExact) {
    Histogram histogram;
    for (std::uint64_t value = 1; value <= 10; ++value) histogram.record(value);
    EXPECT_EQ(histogram.quantile_ns(0.1), 1u);
    EXPECT_EQ(histogram.quantile_ns(0.5), 5u);
    EXPECT_EQ(histogram.quantile_ns(0.51), 6u);
    EXPECT_EQ(histogram.quantile_ns(1.0), 10u);
    EXPECT_EQ(histogram.count_up_to(5), 5u);
}

TEST(Histogram, QuantilesAreWithinACellOfTheTrueOnes) {
    constexpr std::uint64_t kSeed = 5;
    SCOPED_TRACE(kSeed);
    std::mt19937_64 random(kSeed);
    std::lognormal_distribution<double> latency(8, 2);
    Histogram histogram;
    std::vector<std::uint64_t> values(100'000);
    for (auto& value : values) {
        value = static_cast<std::uint64_t>(latency(random));
        histogram.record(value);
    }
    std::sort(values.begin(), values.end());
    for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(q * 100'000)) - 1;
        const auto found = histogram.quantile_ns(q);
        EXPECT_GE(found, values[rank]) << q;
        EXPECT_LE(static_cast<double>(found), static_cast<double>(values[rank]) * 1.0625 + 1) << q;
    }
    EXPECT_EQ(histogram.max_ns(), values.back());
}

TEST(Histogram, TwoBecomeOne) {
    Histogram all, first, second;
    for (std::uint64_t value = 1; value < 5'000'000; value = value * 3 / 2 + 1) {
        (value % 2 == 0 ? first : second).record(value);
        all.record(value);
    }
    first.add(second);
    EXPECT_EQ(first.count(), all.count());
    EXPECT_EQ(first.sum_ns(), all.sum_ns());
    EXPECT_EQ(first.max_ns(), all.max_ns());
    for (const double q : {0.1, 0.5, 0.9}) EXPECT_EQ(first.quantile_ns(q), all.quantile_ns(q));
}

}  // namespace
}  // namespace mdc
