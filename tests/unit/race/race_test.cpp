#include "mdc/race/race.hpp"

#include <gtest/gtest.h>

#include "race_run.hpp"

namespace mdc::race {
namespace {

TEST(Race, FramesOfNoStreamPass) {
    RaceRun run(ArrivalRule::chain, 2);
    TestFrame ack{.leg = 1, .last = 1, .kind = KeyKind::control};
    EXPECT_EQ(run.offer(ack), Verdict::accept);
    EXPECT_EQ(run.offer(ack), Verdict::accept);
    EXPECT_EQ(run.said(), "[1] [1]");
}

TEST(Race, WinsAndLagsAreCountedPerLeg) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 1});
    run.now += 3 * kMillisecond;
    run.offer({1, 0, 1});
    run.offer({1, 1, 2});
    run.now += kMillisecond;
    run.offer({0, 1, 2});
    const LegStats& first = *run.race.leg_stats(0, 0);
    const LegStats& second = *run.race.leg_stats(0, 1);
    EXPECT_EQ(first.wins.value(), 1U);
    EXPECT_EQ(first.duplicates.value(), 1U);
    EXPECT_EQ(first.frames.value(), 2U);
    EXPECT_EQ(first.lag.count(), 1U);
    EXPECT_EQ(first.lag.max_ns(), kMillisecond);
    EXPECT_EQ(second.lag.max_ns(), 3 * kMillisecond);
    EXPECT_EQ(run.race.leg_stats(0, 2), nullptr);
    EXPECT_EQ(run.race.leg_stats(7, 0), nullptr);
}

TEST(Race, LagOfAFrameThatWaitedCountsFromItsArrival) {
    RaceRun run(ArrivalRule::chain, 3);
    run.offer({0, 0, 1});
    run.offer({0, 2, 3});
    run.now += 5 * kMillisecond;
    run.offer({1, 1, 2});
    run.now += 2 * kMillisecond;
    run.offer({1, 2, 3});
    EXPECT_EQ(run.race.leg_stats(0, 1)->lag.max_ns(), 7 * kMillisecond);
}

TEST(Race, ASlowLegIsMeasuredAsFarAsWinnersAreRemembered) {
    RaceRun run(ArrivalRule::chain, 2);
    for (std::int64_t id = 0; id < 100; ++id) {
        run.offer({0, id, id + 1});
        run.now += kMillisecond;
    }
    run.offer({1, 0, 1});
    EXPECT_EQ(run.race.leg_stats(0, 1)->lags_unknown.value(), 1U);
    for (std::int64_t id = 40; id < 100; ++id) run.offer({1, id, id + 1});
    EXPECT_EQ(run.race.leg_stats(0, 1)->lag.count(), 60U);
    EXPECT_EQ(run.race.leg_stats(0, 1)->lag.max_ns(), 60 * kMillisecond);
}

TEST(Race, OneDuplicateIn64IsCompared) {
    RaceRun run(ArrivalRule::chain, 2);
    int compared = 0;
    for (std::int64_t id = 0; id < 64'000; ++id) {
        const TestFrame winner{0, id, id + 1};
        run.offer(winner);
        const FrameKey key = RaceRun::key_of(winner);
        if (run.race.wants_content(key)) run.race.note_content(key, 77);
        if (run.offer({1, id, id + 1}) != Verdict::compare) continue;
        run.race.compare_content(key, 1, 77);
        ++compared;
    }
    EXPECT_NEAR(compared, 1000, 100);
    EXPECT_EQ(run.race.stats().compared, static_cast<std::uint64_t>(compared));
    EXPECT_EQ(run.race.stats().duplicates, 64'000U);
    EXPECT_EQ(run.race.stats().mismatches, 0U);
}

TEST(Race, FramesThatAreCutOtherwiseAreNotCompared) {
    RaceRun run(ArrivalRule::chain, 2);
    for (std::int64_t id = 2; id < 2000; id += 2) {
        const TestFrame winner{0, id - 2, id};
        run.offer(winner);
        const FrameKey key = RaceRun::key_of(winner);
        if (run.race.wants_content(key)) run.race.note_content(key, 77);
        EXPECT_EQ(run.offer({1, id - 1, id}), Verdict::duplicate);
    }
}

TEST(Race, DifferentContentMakesOneLegTheLeaderOfItsChain) {
    RaceRun run(ArrivalRule::chain, 2);
    std::int64_t id = 0;
    for (bool is_found = false; !is_found; ++id) {
        const TestFrame winner{0, id, id + 1};
        run.offer(winner);
        const FrameKey key = RaceRun::key_of(winner);
        if (run.race.wants_content(key)) run.race.note_content(key, 77);
        is_found = run.offer({1, id, id + 1}) == Verdict::compare;
        run.said();
        if (is_found) run.race.compare_content(key, 1, 78);
    }
    EXPECT_EQ(run.said(), "mismatch of leg 1");
    EXPECT_EQ(run.offer({0, id, id + 1, KeyKind::data, 10}), Verdict::accept);
    EXPECT_EQ(run.offer({1, id, id + 1, KeyKind::data, 10}), Verdict::standby);
    EXPECT_EQ(run.offer({0, id + 2, id + 3, KeyKind::data, 11}), Verdict::accept);
    EXPECT_EQ(run.race.stats().gaps, 1U);
}

TEST(Race, AFullPoolGivesUpTheOldest) {
    RaceOptions options;
    options.pool_bytes = 2048;
    RaceRun run(ArrivalRule::chain, 2, Feed::orderbook_l2, options);
    run.offer({0, 0, 1});
    run.said();
    std::int64_t id = 2;
    while (run.race.stats().given_up_pool == 0) {
        EXPECT_NE(run.offer({0, id, id + 1}), Verdict::duplicate);
        ++id;
        ASSERT_LT(id, 100);
    }
    EXPECT_EQ(run.gaps.size(), 1U);
    EXPECT_EQ(run.gaps[0].from_id, 2);
    EXPECT_EQ(run.gaps[0].to_id, 2);
    ASSERT_EQ(run.published.size(), static_cast<std::size_t>(id) - 1);  // all but the lost one
    EXPECT_EQ(run.published.back().last, id);
}

TEST(Race, AFrameLargerThanThePoolIsNotHeld) {
    RaceOptions options;
    options.pool_bytes = 64;
    RaceRun run(ArrivalRule::chain, 2, Feed::orderbook_l2, options);
    run.offer({0, 0, 1});
    EXPECT_EQ(run.offer({0, 2, 3}), Verdict::accept);
    EXPECT_EQ(run.said(), "(0,1] gap 2-2 (2,3]");
}

TEST(Race, ARemovedStreamIsForgotten) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 1});
    run.offer({0, 2, 3});
    run.race.remove(kStream);
    run.said();
    run.wait(kSecond);
    EXPECT_EQ(run.said(), "");
    EXPECT_EQ(run.race.live_legs(kStream), 0);
    EXPECT_EQ(run.race.next_due(), UINT64_MAX);
}

TEST(Race, TheEndSaysWhatIsOpen) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 1});
    run.offer({0, 2, 3});
    run.said();
    run.race.finish(run.now);
    EXPECT_EQ(run.said(), "gap 2-2 (2,3]*");
    run.close(0);
    run.close(1);
    run.race.finish(run.now);
    EXPECT_EQ(run.said(), "gap 4- disconnect");
    EXPECT_TRUE(is_null(run.gaps.back().to));
}

TEST(Race, LiveLegsAreCounted) {
    RaceRun run(ArrivalRule::newest, 2);
    EXPECT_EQ(run.race.live_legs(kStream), 2);
    run.close(1);
    EXPECT_EQ(run.race.live_legs(kStream), 1);
    EXPECT_EQ(run.race.live_legs(StreamId{99}), 0);
}

}  // namespace
}  // namespace mdc::race
