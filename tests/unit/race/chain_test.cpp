#include <gtest/gtest.h>

#include "race_run.hpp"

namespace mdc::race {
namespace {

/// A frame, what the race makes of it, and what it publishes then.
struct Step {
    TestFrame frame;
    Verdict verdict;
    std::string said;
};

void play(RaceRun& run, const std::vector<Step>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        SCOPED_TRACE("step " + std::to_string(i));
        EXPECT_EQ(run.offer(steps[i].frame), steps[i].verdict);
        EXPECT_EQ(run.said(), steps[i].said);
        run.now += 1000;
    }
}

TEST(ChainRule, OneLegFollowsAndGivesUpAtOnce) {
    RaceRun run(ArrivalRule::chain);
    play(run, {
                  {{0, 100, 105}, Verdict::accept, "(100,105]"},
                  {{0, 105, 106}, Verdict::accept, "(105,106]"},
                  {{0, 105, 106}, Verdict::duplicate, ""},
                  {{0, 104, 110}, Verdict::accept, "(104,110]"},  // an overlap follows
                  {{0, 112, 115}, Verdict::accept, "gap 111-112 (112,115]"},
                  {{0, 110, 112}, Verdict::duplicate, ""},  // too late: it stands in the gaps
              });
    EXPECT_EQ(run.race.stats().held, 0U);
    ASSERT_EQ(run.gaps.size(), 1U);
    EXPECT_EQ(run.gaps[0].from.value, 1'000'003);
    EXPECT_EQ(run.gaps[0].to, 1'000'004);
}

TEST(ChainRule, TheFirstOfTwoLegsWins) {
    RaceRun run(ArrivalRule::chain, 2);
    play(run, {
                  {{0, 0, 5}, Verdict::accept, "(0,5]"},
                  {{1, 0, 5}, Verdict::duplicate, ""},
                  {{1, 5, 9}, Verdict::accept, "(5,9]"},
                  {{0, 5, 9}, Verdict::duplicate, ""},
                  {{1, 9, 12}, Verdict::accept, "(9,12]"},
                  {{1, 12, 13}, Verdict::accept, "(12,13]"},
                  {{0, 9, 12}, Verdict::duplicate, ""},
                  {{0, 12, 13}, Verdict::duplicate, ""},
              });
    EXPECT_TRUE(run.gaps.empty());
}

TEST(ChainRule, FramesThatAreCutOtherwiseOverlap) {
    RaceRun run(ArrivalRule::chain, 2);
    play(run, {
                  {{0, 0, 5}, Verdict::accept, "(0,5]"},
                  {{1, 0, 3}, Verdict::duplicate, ""},
                  {{1, 3, 8}, Verdict::accept, "(3,8]"},
                  {{0, 5, 10}, Verdict::accept, "(5,10]"},
                  {{1, 8, 9}, Verdict::duplicate, ""},
              });
}

TEST(ChainRule, AnotherLegBringsWhatOneLost) {
    RaceRun run(ArrivalRule::chain, 2);
    play(run, {
                  {{0, 0, 5}, Verdict::accept, "(0,5]"},
                  {{1, 0, 5}, Verdict::duplicate, ""},
                  {{0, 9, 12}, Verdict::held, ""},
                  {{0, 12, 14}, Verdict::held, ""},
                  {{1, 5, 9}, Verdict::accept, "(5,9] (9,12]* (12,14]*"},
                  {{1, 9, 12}, Verdict::duplicate, ""},
              });
    EXPECT_EQ(run.race.stats().released, 2U);
    EXPECT_EQ(run.race.next_due(), UINT64_MAX);
}

TEST(ChainRule, ThreeLegsEachLoseSomethingElse) {
    RaceRun run(ArrivalRule::chain, 3);
    play(run, {
                  {{0, 0, 1}, Verdict::accept, "(0,1]"},
                  {{0, 2, 3}, Verdict::held, ""},
                  {{1, 0, 1}, Verdict::duplicate, ""},
                  {{1, 3, 4}, Verdict::held, ""},
                  {{1, 3, 4}, Verdict::duplicate, ""},  // of what is held
                  {{2, 0, 1}, Verdict::duplicate, ""},
                  {{2, 1, 2}, Verdict::accept, "(1,2] (2,3]* (3,4]*"},
              });
}

TEST(ChainRule, WhatEveryLegPassedIsGivenUp) {
    RaceRun run(ArrivalRule::chain, 3);
    play(run, {
                  {{0, 0, 5}, Verdict::accept, "(0,5]"},
                  {{1, 0, 5}, Verdict::duplicate, ""},
                  {{2, 0, 5}, Verdict::duplicate, ""},
                  {{0, 8, 9}, Verdict::held, ""},
                  {{1, 8, 9}, Verdict::duplicate, ""},
                  {{2, 7, 8}, Verdict::held, "gap 6-7 (7,8]* (8,9]*"},
                  {{2, 8, 9}, Verdict::duplicate, ""},
              });
    EXPECT_EQ(run.race.stats().given_up_passed, 1U);
}

TEST(ChainRule, TwoGapsInOneRow) {
    RaceRun run(ArrivalRule::chain, 2);
    play(run, {
                  {{0, 0, 1}, Verdict::accept, "(0,1]"},
                  {{0, 2, 3}, Verdict::held, ""},
                  {{0, 5, 6}, Verdict::held, ""},
                  {{1, 5, 6}, Verdict::duplicate, "gap 2-2 (2,3]* gap 4-5 (5,6]*"},
              });
}

TEST(ChainRule, WaitsNoLongerThanTheHoldTime) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 5});
    const std::uint64_t held_at = run.now;
    EXPECT_EQ(run.offer({0, 7, 8}), Verdict::held);
    run.now += kMillisecond;
    EXPECT_EQ(run.offer({0, 6, 7}), Verdict::held);
    run.said();
    EXPECT_EQ(run.race.next_due(), held_at + 50 * kMillisecond);
    run.wait(49 * kMillisecond - 1);
    EXPECT_EQ(run.said(), "");
    run.wait(1);
    EXPECT_EQ(run.said(), "gap 6-6 (6,7]* (7,8]*");
    EXPECT_EQ(run.race.stats().given_up_time, 1U);
    EXPECT_EQ(run.race.next_due(), UINT64_MAX);
}

TEST(ChainRule, TheSecondOfTwoGapsHasItsOwnTime) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 1});
    run.offer({0, 2, 3});
    run.now += 20 * kMillisecond;
    run.offer({0, 5, 6});
    run.said();
    run.wait(30 * kMillisecond);
    EXPECT_EQ(run.said(), "gap 2-2 (2,3]*");
    run.wait(20 * kMillisecond);
    EXPECT_EQ(run.said(), "gap 4-5 (5,6]*");
}

TEST(ChainRule, ALegThatCloseDoesNotKeepTheOthersWaiting) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 5});
    EXPECT_EQ(run.offer({0, 7, 8}), Verdict::held);
    run.said();
    run.close(1);
    EXPECT_EQ(run.said(), "gap 6-7 (7,8]*");
}

TEST(ChainRule, AnOutageLeavesExactlyWhatNobodyBrought) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 5});
    run.close(0, GapCause::planned);
    run.offer({1, 0, 5});
    run.offer({1, 5, 6});
    run.close(1);
    run.said();
    run.open(0);
    EXPECT_EQ(run.offer({0, 9, 10}), Verdict::accept);
    EXPECT_EQ(run.said(), "gap 7-9 disconnect (9,10]");
    EXPECT_EQ(run.offer({0, 11, 12}), Verdict::accept);
    EXPECT_EQ(run.said(), "gap 11-11 (11,12]");
}

TEST(ChainRule, AnOutageThatLostNothingIsNoGap) {
    RaceRun run(ArrivalRule::chain);
    run.offer({0, 0, 5});
    run.close(0);
    run.open(0);
    run.said();
    EXPECT_EQ(run.offer({0, 5, 6}), Verdict::accept);
    EXPECT_EQ(run.said(), "(5,6]");
}

TEST(ChainRule, AnOutageBeforeTheFirstFrameHasNoIds) {
    RaceRun run(ArrivalRule::chain);
    run.close(0);
    run.open(0);
    run.offer({0, 5, 6});
    EXPECT_EQ(run.said(), "gap ? disconnect (5,6]");
}

TEST(ChainRule, FramesWithoutIdsPassInArrivalOrder) {
    RaceRun run(ArrivalRule::chain);
    EXPECT_EQ(run.offer({.leg = 0, .fingerprint = 7}), Verdict::accept);
    EXPECT_EQ(run.offer({.leg = 0, .fingerprint = 7}), Verdict::accept);
    EXPECT_EQ(run.said(), "#7 #7");
}

TEST(ChainRule, ARepeatSaysNothing) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 5});
    run.said();
    EXPECT_EQ(run.offer({0, 5, 5, KeyKind::repeat}), Verdict::repeat);
    EXPECT_EQ(run.said(), "");
}

TEST(ChainRule, ARepeatShowsThatALegIsPast) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 0, 5});
    run.offer({0, 6, 7});
    run.said();
    EXPECT_EQ(run.offer({1, 7, 7, KeyKind::repeat}), Verdict::repeat);
    EXPECT_EQ(run.said(), "gap 6-6 (6,7]*");
}

TEST(ChainRule, AResetIsAdoptedAndOldFramesAreNot) {
    RaceRun run(ArrivalRule::chain, 2);
    play(run, {
                  {{0, 0, 15, KeyKind::data, 1000}, Verdict::accept, "(0,15]"},
                  {{0, 15, 3, KeyKind::reset, 2000}, Verdict::accept, "r(15,3]"},
                  {{0, 3, 5, KeyKind::data, 2001}, Verdict::accept, "(3,5]"},
                  // The slow leg is still in the old numbering.
                  {{1, 10, 15, KeyKind::data, 1000}, Verdict::duplicate, ""},
                  {{1, 15, 3, KeyKind::reset, 2000}, Verdict::duplicate, ""},
                  {{1, 3, 5, KeyKind::data, 2001}, Verdict::duplicate, ""},
                  {{1, 5, 6, KeyKind::data, 2002}, Verdict::accept, "(5,6]"},
              });
    EXPECT_EQ(run.race.stats().resets, 1U);
    EXPECT_TRUE(run.gaps.empty());
}

TEST(ChainRule, AtTheMomentOfTheResetThePairOfIdsDecides) {
    RaceRun run(ArrivalRule::chain, 2);
    play(run, {
                  {{0, 0, 10, KeyKind::data, 999}, Verdict::accept, "(0,10]"},
                  {{0, 10, 15, KeyKind::data, 1000}, Verdict::accept, "(10,15]"},
                  {{0, 15, 3, KeyKind::reset, 1000}, Verdict::accept, "r(15,3]"},
                  {{1, 10, 15, KeyKind::data, 1000}, Verdict::duplicate, ""},
                  {{1, 15, 3, KeyKind::reset, 1000}, Verdict::duplicate, ""},
                  {{1, 3, 4, KeyKind::data, 1000}, Verdict::accept, "(3,4]"},
              });
}

TEST(ChainRule, AResetAheadOfItsTurnWaits) {
    RaceRun run(ArrivalRule::chain, 2);
    play(run, {
                  {{0, 0, 12, KeyKind::data, 1000}, Verdict::accept, "(0,12]"},
                  {{0, 15, 3, KeyKind::reset, 2000}, Verdict::held, ""},
                  {{1, 0, 12, KeyKind::data, 1000}, Verdict::duplicate, ""},
                  {{1, 12, 15, KeyKind::data, 1500}, Verdict::accept, "(12,15] r(15,3]*"},
                  {{1, 15, 3, KeyKind::reset, 2000}, Verdict::duplicate, ""},
                  {{1, 3, 4, KeyKind::data, 2100}, Verdict::accept, "(3,4]"},
              });
}

TEST(ChainRule, ASnapshotMayBeTheReset) {
    RaceRun run(ArrivalRule::chain, 2);
    const TestFrame reset{.leg = 0, .last = 1, .kind = KeyKind::reset, .time = 2000};
    TestFrame late = reset;
    late.leg = 1;
    play(run, {
                  {{0, 500, 501, KeyKind::data, 1000}, Verdict::accept, "(500,501]"},
                  {reset, Verdict::accept, "[1]"},
                  {{0, 1, 2, KeyKind::data, 2010}, Verdict::accept, "(1,2]"},
                  {{1, 501, 502, KeyKind::data, 1010}, Verdict::duplicate, ""},
                  {late, Verdict::duplicate, ""},
                  {{1, 1, 2, KeyKind::data, 2010}, Verdict::duplicate, ""},
                  {{1, 2, 3, KeyKind::data, 2020}, Verdict::accept, "(2,3]"},
              });
}

TEST(ChainRule, OnOneConnectionNumbersThatBeginAgainAreAHoleAtOnce) {
    RaceRun run(ArrivalRule::chain);
    run.offer({0, 900, 901, KeyKind::data, 1'000'000});
    run.said();
    EXPECT_EQ(run.offer({0, 900, 901, KeyKind::data, 1'000'000}), Verdict::duplicate);
    EXPECT_EQ(run.offer({0, 700, 701, KeyKind::data, 1'100'000}), Verdict::duplicate) << "not far";
    EXPECT_EQ(run.offer({0, 7, 8, KeyKind::data, 1'100'000}), Verdict::accept);
    EXPECT_EQ(run.said(), "gap 902- restart (7,8]");
    EXPECT_EQ(run.offer({0, 8, 9, KeyKind::data, 1'200'000}), Verdict::accept);
}

TEST(ChainRule, NumbersThatBeginAgainUnannouncedAreNotDroppedForEver) {
    RaceRun run(ArrivalRule::chain, 2);
    run.offer({0, 900, 901, KeyKind::data, 1'000'000});
    run.offer({1, 900, 901, KeyKind::data, 1'000'000});
    run.said();
    EXPECT_EQ(run.offer({0, 7, 8, KeyKind::data, 2'000'000}), Verdict::duplicate);
    EXPECT_EQ(run.offer({0, 8, 9, KeyKind::data, 20'000'000}), Verdict::accept);
    EXPECT_EQ(run.said(), "gap 902- restart (8,9]");
    EXPECT_EQ(run.offer({0, 9, 10, KeyKind::data, 20'000'100}), Verdict::accept);
}

}  // namespace
}  // namespace mdc::race
