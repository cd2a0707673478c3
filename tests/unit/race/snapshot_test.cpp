#include <gtest/gtest.h>

#include "race_run.hpp"

namespace mdc::race {
namespace {

TestFrame snapshot(std::uint16_t leg, std::int64_t last, std::int64_t time = 0) {
    return {.leg = leg, .last = last, .kind = KeyKind::snapshot, .time = time};
}

TEST(ChainSnapshots, TheFirstOneOpensTheStream) {
    RaceRun run(ArrivalRule::chain, 2);
    EXPECT_EQ(run.offer(snapshot(0, 10)), Verdict::accept);
    EXPECT_EQ(run.offer(snapshot(1, 10)), Verdict::duplicate);
    EXPECT_EQ(run.offer({0, 10, 11}), Verdict::accept);
    EXPECT_EQ(run.said(), "[10] (10,11]");
}

TEST(ChainSnapshots, OneThatOpensALegAheadOnlyLiesReady) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    EXPECT_EQ(run.offer(snapshot(1, 12)), Verdict::held);
    run.said();
    run.wait(60 * kMillisecond);  // proves no loss: nothing is given up
    EXPECT_EQ(run.said(), "");
    EXPECT_EQ(run.offer({0, 10, 13}), Verdict::accept);
    EXPECT_EQ(run.said(), "(10,13]");
    EXPECT_EQ(run.offer({1, 12, 13}), Verdict::duplicate);
    EXPECT_EQ(run.race.next_due(), UINT64_MAX);
}

TEST(ChainSnapshots, ItRepairsWhatTheOthersTurnOutToHaveLost) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    run.offer(snapshot(1, 12));
    run.said();
    EXPECT_EQ(run.offer({0, 12, 14}), Verdict::held);
    EXPECT_EQ(run.said(), "gap 11-12 [12]* (12,14]*");
}

TEST(ChainSnapshots, ItRepairsWhenTheOtherLegDies) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    run.offer(snapshot(1, 12));
    run.said();
    run.close(0);
    EXPECT_EQ(run.said(), "gap 11-12 [12]*");
}

TEST(ChainSnapshots, ItIsForgottenAfterASecond) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    run.offer(snapshot(1, 12));
    run.said();
    run.wait(kSecond);
    EXPECT_EQ(run.race.next_due(), UINT64_MAX);
    EXPECT_EQ(run.said(), "");
}

TEST(ChainSnapshots, OneOnARunningLegIsAdoptedWhenItsIdsAreNew) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    run.offer({0, 10, 11});
    run.said();
    EXPECT_EQ(run.offer(snapshot(0, 11)), Verdict::duplicate);
    EXPECT_EQ(run.offer(snapshot(0, 14)), Verdict::accept);
    EXPECT_EQ(run.said(), "[14]");
    EXPECT_EQ(run.offer({0, 14, 15}), Verdict::accept);
}

TEST(ChainSnapshots, AfterAGapTheNextOnePassesWhateverItsId) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    run.offer({1, 11, 12});
    run.offer({0, 12, 13});  // both past 11
    EXPECT_EQ(run.said(), "[10] gap 11-11 (11,12]* (12,13]*");
    run.close(1);
    run.open(1);
    EXPECT_EQ(run.offer(snapshot(1, 12)), Verdict::accept);
    EXPECT_EQ(run.said(), "[12]");
    EXPECT_EQ(run.offer({1, 12, 13}), Verdict::duplicate);  // the chain did not move back
    EXPECT_EQ(run.offer({0, 13, 14}), Verdict::accept);
}

TEST(ChainSnapshots, WhatLiesBeforeOneThatIsAwaitedIsLost) {
    RaceRun run(ArrivalRule::chain);
    run.offer(snapshot(0, 10));
    run.close(0);
    run.open(0);
    run.said();
    EXPECT_EQ(run.offer(snapshot(0, 14)), Verdict::accept);
    EXPECT_EQ(run.said(), "gap 11-14 disconnect [14]");
    run.race.expect_snapshot(kStream);
    EXPECT_EQ(run.offer(snapshot(0, 16)), Verdict::accept);
    EXPECT_EQ(run.said(), "gap 15-16 [16]");
}

TEST(ChainSnapshots, UnlessAnotherLegStillBringsIt) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    run.offer(snapshot(1, 10));
    run.race.expect_snapshot(kStream);
    run.said();
    EXPECT_EQ(run.offer(snapshot(1, 12)), Verdict::held);
    EXPECT_EQ(run.offer({0, 10, 12}), Verdict::accept);
    EXPECT_EQ(run.said(), "(10,12] [12]*");
    run.race.expect_snapshot(kStream);
    EXPECT_EQ(run.offer(snapshot(1, 14)), Verdict::held);
    run.wait(50 * kMillisecond);
    EXPECT_EQ(run.said(), "gap 13-14 [14]*");
}

TEST(ChainSnapshots, ABookMayAskForOne) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 10));
    run.offer({0, 10, 11});
    run.race.expect_snapshot(kStream);
    EXPECT_EQ(run.offer(snapshot(1, 11)), Verdict::accept);
    EXPECT_EQ(run.offer(snapshot(0, 11)), Verdict::duplicate);  // one is enough
}

TEST(ChainSnapshots, AfterAnOutageThePictureAlwaysPasses) {
    RaceRun run(ArrivalRule::chain);
    run.offer(snapshot(0, 10, 500));
    run.close(0);
    run.open(0);
    run.said();
    EXPECT_EQ(run.offer(snapshot(0, 10, 500)), Verdict::accept);  // nothing had happened
    EXPECT_EQ(run.said(), "[10]");
    EXPECT_EQ(run.offer({0, 10, 11}), Verdict::accept);
}

TEST(ChainSnapshots, ALowerIdAtALaterTimeIsANewNumbering) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer(snapshot(0, 1000, 500));
    run.offer({0, 1000, 1010, KeyKind::data, 600});
    run.said();
    EXPECT_EQ(run.offer(snapshot(1, 990, 550)), Verdict::duplicate);  // only older
    EXPECT_EQ(run.offer(snapshot(1, 20, 700)), Verdict::accept);
    EXPECT_EQ(run.offer({0, 1010, 1011, KeyKind::data, 650}), Verdict::duplicate);
    EXPECT_EQ(run.offer({1, 20, 21, KeyKind::data, 710}), Verdict::accept);
    EXPECT_EQ(run.said(), "[20] (20,21]");
}

}  // namespace
}  // namespace mdc::race
