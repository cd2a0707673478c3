#include "mdc/collector/live/cold/dial_schedule.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace mdc::collector {
namespace {

using std::chrono::milliseconds;

constexpr net::SteadyTime kNow{std::chrono::hours{1}};
constexpr ConnectionIndex kOne = 1;

/// The waits of so many failures in a row.
std::vector<milliseconds> waits(DialSchedule& schedule, int failures) {
    std::vector<milliseconds> out;
    for (int i = 0; i < failures; ++i) out.push_back(schedule.failed(kOne, kNow, {}));
    return out;
}

milliseconds longest(const std::vector<milliseconds>& waits) {
    return *std::max_element(waits.begin(), waits.end());
}

TEST(DialSchedule, ADialIsDueWhenTheWishSaysSo) {
    DialSchedule schedule(2, 1);
    schedule.want(kOne, kNow, milliseconds{300});
    ASSERT_EQ(schedule.waiting().size(), 1u);
    EXPECT_EQ(schedule.waiting()[0].connection, kOne);
    EXPECT_EQ(schedule.waiting()[0].due, kNow + milliseconds{300});
    schedule.take(0);
    EXPECT_TRUE(schedule.waiting().empty());
}

TEST(DialSchedule, WhatDoesNotOpenWaitsLongerAndLonger) {
    DialSchedule schedule(2, 1);
    schedule.want(kOne, kNow, {});
    const auto early = waits(schedule, 3);
    EXPECT_LE(longest(early), milliseconds{800});
    EXPECT_GT(longest(waits(schedule, 20)), milliseconds{2'000});
}

// The defect: a connection that failed for a while in the morning waited half a minute at night.
TEST(DialSchedule, AWishBeginsTheSeriesAnew) {
    DialSchedule schedule(2, 1);
    schedule.want(kOne, kNow, {});
    (void)waits(schedule, 20);
    for (int day = 0; day < 50; ++day) {
        schedule.want(kOne, kNow, {});
        EXPECT_LE(schedule.failed(kOne, kNow, {}), milliseconds{200});
    }
}

// A server that accepts and drops, then refuses: the wish's wait has grown, and stays.
TEST(DialSchedule, NoWaitOfASeriesIsShorterThanTheWishs) {
    DialSchedule schedule(2, 1);
    schedule.want(kOne, kNow, milliseconds{9'000});
    for (const auto wait : waits(schedule, 10)) EXPECT_GE(wait, milliseconds{9'000});
}

TEST(DialSchedule, ThePeersOwnWordCounts) {
    DialSchedule schedule(2, 1);
    schedule.want(kOne, kNow, {});
    const auto wait = schedule.failed(kOne, kNow, milliseconds{60'000});
    EXPECT_GE(wait, milliseconds{60'000});
    EXPECT_EQ(schedule.waiting().back().due, kNow + wait);
}

TEST(DialSchedule, TwoRunsAndTwoConnectionsWaitDifferently) {
    DialSchedule one(2, 1), other(2, 1'000);
    one.want(kOne, kNow, {});
    other.want(kOne, kNow, {});
    EXPECT_NE(waits(one, 8), waits(other, 8));
    one.want(kOne, kNow, {});
    const auto first = waits(one, 8);
    one.want(kOne, kNow, {});
    EXPECT_NE(first, waits(one, 8));
}

}  // namespace
}  // namespace mdc::collector
