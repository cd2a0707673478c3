#include <algorithm>
#include <deque>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/net/backoff.hpp"
#include "mdc/net/heartbeat.hpp"
#include "mdc/net/pace.hpp"

namespace mdc::net {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

SteadyTime at(std::int64_t ms) { return SteadyTime{hours{1} + milliseconds{ms}}; }

TEST(Backoff, FirstWaitIsWithin200Milliseconds) {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const auto wait = Backoff({}, seed).next();
        EXPECT_GE(wait, milliseconds{0});
        EXPECT_LE(wait, milliseconds{200});
    }
}

TEST(Backoff, BoundDoublesUpToTheCapAndTheJitterFillsIt) {
    for (int attempt = 0; attempt < 70; ++attempt) {
        milliseconds longest{0};
        milliseconds shortest = milliseconds::max();
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            Backoff backoff({}, seed);
            milliseconds wait{};
            for (int i = 0; i <= attempt; ++i) wait = backoff.next();
            longest = std::max(longest, wait);
            shortest = std::min(shortest, wait);
        }
        const milliseconds bound{std::min<std::int64_t>(30'000, 200LL << std::min(attempt, 20))};
        EXPECT_LE(longest, bound) << attempt;
        EXPECT_GT(longest, bound * 8 / 10) << attempt;
        EXPECT_LT(shortest, bound * 2 / 10) << attempt;
    }
}

TEST(Backoff, SameSeedGivesTheSameWaits) {
    Backoff a({}, 5);
    Backoff b({}, 5);
    Backoff c({}, 6);
    std::vector<milliseconds> waits_a, waits_b, waits_c;
    for (int i = 0; i < 10; ++i) {
        waits_a.push_back(a.next());
        waits_b.push_back(b.next());
        waits_c.push_back(c.next());
    }
    EXPECT_EQ(waits_a, waits_b);
    EXPECT_NE(waits_a, waits_c);
}

TEST(Backoff, OnlyASecondOfDataStartsItAnew) {
    Backoff backoff({}, 1);
    for (int i = 0; i < 5; ++i) backoff.next();
    backoff.opened();
    backoff.data(at(0));
    backoff.data(at(999));
    EXPECT_EQ(backoff.attempts(), 5U);
    // The next connection begins its own second.
    backoff.opened();
    backoff.data(at(1500));
    EXPECT_EQ(backoff.attempts(), 5U);
    backoff.data(at(2500));
    EXPECT_EQ(backoff.attempts(), 0U);
}

TEST(Backoff, WhatThePeerAskedForIsTheLeast) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto wait = Backoff({}, seed).next(seconds{10});
        EXPECT_GE(wait, seconds{10});
        EXPECT_LE(wait, milliseconds{10'200});
    }
}

TEST(Heartbeat, SilenceAsksForAPingOnceAndThenIsDeath) {
    Heartbeat heartbeat({.ping_after = seconds{15}, .dead_after = seconds{40}}, at(0));
    EXPECT_EQ(heartbeat.next_check(), at(15'000));
    EXPECT_EQ(heartbeat.check(at(14'999)), Heartbeat::Due::nothing);
    EXPECT_EQ(heartbeat.check(at(15'000)), Heartbeat::Due::ping);
    EXPECT_EQ(heartbeat.check(at(15'001)), Heartbeat::Due::nothing);
    EXPECT_EQ(heartbeat.check(at(30'000)), Heartbeat::Due::ping);
    EXPECT_EQ(heartbeat.next_check(), at(40'000));
    EXPECT_EQ(heartbeat.check(at(39'999)), Heartbeat::Due::nothing);
    EXPECT_EQ(heartbeat.check(at(40'000)), Heartbeat::Due::dead);
}

TEST(Heartbeat, DataPutsBothOff) {
    Heartbeat heartbeat({.ping_after = seconds{15}, .dead_after = seconds{40}}, at(0));
    for (int s = 0; s < 100; s += 10) {
        heartbeat.heard(at(s * 1000));
        EXPECT_EQ(heartbeat.check(at(s * 1000 + 9'999)), Heartbeat::Due::nothing);
    }
    EXPECT_EQ(heartbeat.next_check(), at(105'000));
}

TEST(Heartbeat, PingsMayBeDueWhateverComes) {
    Heartbeat heartbeat(
        {.ping_after = seconds{20}, .dead_after = seconds{40}, .pings_always = true}, at(0));
    int pings = 0;
    for (int s = 0; s <= 100; ++s) {
        heartbeat.heard(at(s * 1000));
        pings += heartbeat.check(at(s * 1000)) == Heartbeat::Due::ping ? 1 : 0;
    }
    EXPECT_EQ(pings, 5);
}

TEST(Heartbeat, WithoutPingsOnlyDeathIsFound) {
    Heartbeat heartbeat({.ping_after = seconds{0}, .dead_after = seconds{40}}, at(0));
    EXPECT_EQ(heartbeat.check(at(39'000)), Heartbeat::Due::nothing);
    EXPECT_EQ(heartbeat.next_check(), at(40'000));
    EXPECT_EQ(heartbeat.check(at(40'000)), Heartbeat::Due::dead);
}

TEST(Pace, LimitIsHeldInTheFirstWindow) {
    Pace pace(5, seconds{1});
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(pace.take(at(0))) << i;
    EXPECT_FALSE(pace.take(at(0)));
    EXPECT_FALSE(pace.take(at(999)));
    EXPECT_EQ(pace.left(at(999)), 0U);
    EXPECT_TRUE(pace.take(at(1'016)));  // at most 1/64 late
}

TEST(Pace, WaitIsExactlyHowLongTakeFails) {
    Pace pace(10, seconds{1});
    EXPECT_EQ(pace.wait(at(0), 10), nanoseconds{0});
    EXPECT_TRUE(pace.take(at(0), 6));
    EXPECT_TRUE(pace.take(at(500), 4));
    const auto for_six = pace.wait(at(500), 6);
    EXPECT_GE(for_six, milliseconds{500});
    EXPECT_LE(for_six, milliseconds{516});
    EXPECT_FALSE(pace.take(at(500) + for_six - nanoseconds{1}, 6));
    EXPECT_TRUE(pace.take(at(500) + for_six, 6));
    Pace fresh(10, seconds{1});
    EXPECT_TRUE(fresh.take(at(0), 6));
    EXPECT_TRUE(fresh.take(at(500), 4));
    EXPECT_GT(fresh.wait(at(500), 7), milliseconds{999});
    EXPECT_EQ(fresh.wait(at(500), 1000), fresh.wait(at(500), 10));
}

TEST(Pace, WhatWasSpentUnaskedCounts) {
    Pace pace(5, seconds{1});
    pace.spend(at(0), 8);
    EXPECT_FALSE(pace.take(at(900)));
    const auto wait = pace.wait(at(900));
    EXPECT_TRUE(pace.take(at(900) + wait));
}

TEST(Pace, NoWindowEverHoldsMoreThanTheLimit) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Pace pace(40, seconds{10});
    std::deque<std::pair<SteadyTime, std::uint32_t>> taken;
    std::uint64_t in_window = 0;
    std::uint64_t total = 0;
    SteadyTime now = at(0);
    const SteadyTime begin = now;
    for (int i = 0; i < 20'000; ++i) {
        now += nanoseconds{random() % 200'000'000};
        const std::uint32_t units = 1 + random() % 4;
        if (!pace.take(now, units)) continue;
        taken.emplace_back(now, units);
        in_window += units;
        total += units;
        while (taken.front().first <= now - seconds{10}) {
            in_window -= taken.front().second;
            taken.pop_front();
        }
        ASSERT_LE(in_window, 40U);
    }
    // And hardly less than it allows.
    const auto windows = std::chrono::duration<double>(now - begin).count() / 10;
    EXPECT_GT(static_cast<double>(total), 40 * windows * 0.9);
}

}  // namespace
}  // namespace mdc::net
