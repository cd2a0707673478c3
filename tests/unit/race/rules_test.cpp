#include <gtest/gtest.h>

#include "race_run.hpp"

namespace mdc::race {
namespace {

TestFrame picture(std::uint16_t leg, std::int64_t last, std::int64_t time = 0) {
    return {.leg = leg, .last = last, .time = time};
}
TestFrame content(std::uint16_t leg, std::uint64_t fingerprint, std::int64_t time = 0) {
    return {.leg = leg, .time = time, .fingerprint = fingerprint};
}

TEST(NewestRule, OnlyWhatIsNewerPasses) {
    RaceRun run(ArrivalRule::newest, 3, Feed::bbo);
    EXPECT_EQ(run.offer(picture(0, 5)), Verdict::accept);
    EXPECT_EQ(run.offer(picture(1, 5)), Verdict::duplicate);
    EXPECT_EQ(run.offer(picture(1, 9)), Verdict::accept);  // ids may jump
    EXPECT_EQ(run.offer(picture(0, 7)), Verdict::superseded);
    EXPECT_EQ(run.offer(picture(2, 9)), Verdict::duplicate);
    EXPECT_EQ(run.offer(picture(2, 10)), Verdict::accept);
    EXPECT_EQ(run.said(), "[5] [9] [10]");
    EXPECT_TRUE(run.gaps.empty());
}

TEST(NewestRule, TheTimeStandsInForAnId) {
    RaceRun run(ArrivalRule::newest, 2, Feed::tickers);
    EXPECT_EQ(run.offer({.leg = 0, .time = 1000}), Verdict::accept);
    EXPECT_EQ(run.offer({.leg = 1, .time = 1000}), Verdict::duplicate);
    EXPECT_EQ(run.offer({.leg = 1, .time = 2000}), Verdict::accept);
    EXPECT_EQ(run.offer({.leg = 0, .time = 1500}), Verdict::superseded);
}

TEST(NewestRule, AResetBeginsAgain) {
    RaceRun run(ArrivalRule::newest, 2, Feed::bbo);
    TestFrame reset{.leg = 0, .last = 1, .kind = KeyKind::reset, .time = 2000};
    run.offer(picture(0, 500, 1000));
    EXPECT_EQ(run.offer(reset), Verdict::accept);
    EXPECT_EQ(run.offer(picture(1, 501, 1500)), Verdict::superseded);
    reset.leg = 1;
    EXPECT_EQ(run.offer(reset), Verdict::duplicate);
    EXPECT_EQ(run.offer(picture(1, 2, 2001)), Verdict::accept);
    EXPECT_EQ(run.said(), "[500] [1] [2]");
}

TEST(NewestRule, AnUnannouncedResetIsFoundByItsTime) {
    RaceRun run(ArrivalRule::newest, 2, Feed::bbo);
    run.offer(picture(0, 500, 1'000'000));
    run.offer(picture(1, 500, 1'000'000));
    EXPECT_EQ(run.offer(picture(0, 7, 2'000'000)), Verdict::superseded);
    EXPECT_EQ(run.offer(picture(0, 8, 12'000'000)), Verdict::accept);
    EXPECT_EQ(run.offer(picture(0, 9, 12'000'001)), Verdict::accept);
}

TEST(NewestRule, OnOneConnectionAFarLowerIdThatIsNewerBeginsANewNumbering) {
    RaceRun run(ArrivalRule::newest, 1, Feed::bbo);
    run.offer(picture(0, 88'000'000, 1'000'000));
    EXPECT_EQ(run.offer(picture(0, 11'000'000, 1'000'000)), Verdict::superseded) << "not newer";
    EXPECT_EQ(run.offer(picture(0, 87'500'000, 1'001'000)), Verdict::superseded) << "not far";
    EXPECT_EQ(run.offer(picture(0, 11'000'001, 1'002'000)), Verdict::accept);
    EXPECT_EQ(run.offer(picture(0, 11'000'002, 1'002'000)), Verdict::accept);
    EXPECT_TRUE(run.gaps.empty());
}

TEST(NewestRule, OfSeveralConnectionsOneMayOnlyBeLate) {
    RaceRun run(ArrivalRule::newest, 2, Feed::bbo);
    run.offer(picture(0, 88'000'000, 1'000'000));
    EXPECT_EQ(run.offer(picture(1, 11'000'000, 1'001'000)), Verdict::superseded);
    run.close(0);
    EXPECT_EQ(run.offer(picture(1, 11'000'001, 1'002'000)), Verdict::accept);
}

TEST(NewestRule, WithoutTimesSilenceTells) {
    RaceRun run(ArrivalRule::newest, 1, Feed::bbo);
    run.offer(picture(0, 500));
    run.wait(59 * kSecond);
    EXPECT_EQ(run.offer(picture(0, 7)), Verdict::superseded);
    run.wait(2 * kSecond);
    EXPECT_EQ(run.offer(picture(0, 8)), Verdict::accept);
}

TEST(NewestRule, AnOutageIsAGapWithoutIds) {
    RaceRun run(ArrivalRule::newest, 1, Feed::bbo);
    run.offer(picture(0, 5));
    run.now += kSecond;
    run.close(0, GapCause::maintenance);
    run.now += kSecond;
    run.open(0);
    run.said();
    run.offer(picture(0, 9));
    EXPECT_EQ(run.said(), "gap ? maintenance [9]");
    EXPECT_EQ(run.gaps[0].from.value, 2'000'000);  // heard until then
    EXPECT_EQ(run.gaps[0].to, 3'000'000);
    run.offer(picture(0, 10));
    EXPECT_EQ(run.said(), "[10]");
}

TEST(SeenRule, EachKeyPassesOnceWheneverItComes) {
    RaceRun run(ArrivalRule::seen, 3, Feed::trades);
    EXPECT_EQ(run.offer(content(0, 11)), Verdict::accept);
    EXPECT_EQ(run.offer(content(1, 12)), Verdict::accept);
    EXPECT_EQ(run.offer(content(1, 11)), Verdict::duplicate);
    EXPECT_EQ(run.offer(content(2, 13)), Verdict::accept);
    EXPECT_EQ(run.offer(content(0, 12)), Verdict::duplicate);
    EXPECT_EQ(run.offer(content(2, 10)), Verdict::accept);  // late, still written
    EXPECT_EQ(run.said(), "#11 #12 #13 #10");
}

TEST(SeenRule, AnIdIsAKeyToo) {
    RaceRun run(ArrivalRule::seen, 2, Feed::trades);
    EXPECT_EQ(run.offer(picture(0, 100)), Verdict::accept);
    EXPECT_EQ(run.offer(picture(1, 100)), Verdict::duplicate);
    EXPECT_EQ(run.offer(picture(1, 90)), Verdict::accept);
}

TEST(SeenRule, AQuoteIsNeverFollowedByAnOlderOne) {
    RaceRun run(ArrivalRule::seen, 2, Feed::bbo);
    EXPECT_EQ(run.offer(content(0, 1, 1000)), Verdict::accept);
    EXPECT_EQ(run.offer(content(0, 2, 1000)), Verdict::accept);
    EXPECT_EQ(run.offer(content(0, 3, 2000)), Verdict::accept);
    EXPECT_EQ(run.offer(content(1, 1, 1000)), Verdict::duplicate);
    EXPECT_EQ(run.offer(content(1, 4, 1500)), Verdict::superseded);
    EXPECT_EQ(run.said(), "#1 #2 #3");
}

TEST(LeaderRule, OneLegPublishesUntilItIsGone) {
    RaceRun run(ArrivalRule::leader, 2, Feed::tickers);
    EXPECT_EQ(run.offer(content(0, 1, 1000)), Verdict::accept);
    EXPECT_EQ(run.offer(content(1, 1, 1000)), Verdict::standby);
    EXPECT_EQ(run.offer(content(1, 2, 2000)), Verdict::standby);
    EXPECT_EQ(run.offer(content(0, 2, 2000)), Verdict::accept);
    run.close(0);
    EXPECT_EQ(run.offer(content(1, 2, 2000)), Verdict::standby);  // was published
    EXPECT_EQ(run.offer(content(1, 3, 3000)), Verdict::accept);
    run.open(0);
    EXPECT_EQ(run.offer(content(0, 4, 4000)), Verdict::standby);
    EXPECT_EQ(run.said(), "#1 #2 #3");
}

TEST(LeaderRule, ASilentLeaderIsReplacedByALegWithNews) {
    RaceRun run(ArrivalRule::leader, 2, Feed::tickers);
    run.offer(content(0, 1, 1000));
    run.now += kSecond;
    EXPECT_EQ(run.offer(content(1, 2, 2000)), Verdict::standby);  // the leader may follow
    run.now += kSecond;
    EXPECT_EQ(run.offer(content(1, 1, 1000)), Verdict::standby);  // old news
    EXPECT_EQ(run.offer(content(1, 3, 3000)), Verdict::accept);
    EXPECT_EQ(run.offer(content(0, 2, 2000)), Verdict::standby);
    EXPECT_EQ(run.said(), "#1 #3");
    EXPECT_EQ(run.race.stats().takeovers, 1U);
}

TEST(LeaderRule, WithoutTimeOrFingerprintOneLegIsEnough) {
    RaceRun run(ArrivalRule::leader, 1, Feed::tickers);
    EXPECT_EQ(run.offer({}), Verdict::accept);
    EXPECT_EQ(run.offer({}), Verdict::accept);
}

TEST(PerLegRule, OneLegIsAChainThatBreaksAtOnce) {
    RaceRun run(ArrivalRule::per_leg);
    EXPECT_EQ(run.offer({.leg = 0, .last = 10, .kind = KeyKind::snapshot}), Verdict::accept);
    EXPECT_EQ(run.offer({0, 10, 17}), Verdict::accept);
    EXPECT_EQ(run.offer({0, 17, 20}), Verdict::accept);
    EXPECT_EQ(run.offer({0, 17, 20}), Verdict::duplicate);
    EXPECT_EQ(run.said(), "[10] (10,17] (17,20]");
    EXPECT_EQ(run.offer({0, 25, 30}), Verdict::accept);
    EXPECT_EQ(run.said(), "gap 21-25 (25,30]");
}

TEST(PerLegRule, AnOverlapIsNotPublishedAsIfItFollowed) {
    RaceRun run(ArrivalRule::per_leg);
    run.offer({.leg = 0, .last = 10, .kind = KeyKind::snapshot});
    run.said();
    EXPECT_EQ(run.offer({0, 8, 12}), Verdict::accept);
    EXPECT_EQ(run.said(), "gap ? (8,12]");
}

TEST(PerLegRule, ASecondLegStandsByAndTakesOverWhereTheIdsMeet) {
    RaceRun run(ArrivalRule::per_leg, 2);
    run.offer({.leg = 0, .last = 10, .kind = KeyKind::snapshot, .time = 100});
    EXPECT_EQ(run.offer({.leg = 1, .last = 9, .kind = KeyKind::snapshot, .time = 90}),
              Verdict::standby);
    EXPECT_EQ(run.offer({0, 10, 12, KeyKind::data, 110}), Verdict::accept);
    EXPECT_EQ(run.offer({1, 9, 12, KeyKind::data, 110}), Verdict::standby);
    run.close(0);
    EXPECT_EQ(run.offer({1, 12, 13, KeyKind::data, 120}), Verdict::accept);
    EXPECT_EQ(run.said(), "[10] (10,12] (12,13]");
}

TEST(PerLegRule, WhereTheyDoNotMeetTheBookStartsAgain) {
    RaceRun run(ArrivalRule::per_leg, 2);
    run.offer({.leg = 0, .last = 10, .kind = KeyKind::snapshot, .time = 100});
    run.offer({0, 10, 12, KeyKind::data, 110});
    run.close(0);
    run.said();
    EXPECT_EQ(run.offer({1, 11, 13, KeyKind::data, 120}), Verdict::accept);
    EXPECT_EQ(run.said(), "gap ? (11,13]");
    EXPECT_EQ(run.offer({.leg = 1, .last = 13, .kind = KeyKind::snapshot, .time = 120}),
              Verdict::accept);
    EXPECT_EQ(run.offer({1, 13, 15, KeyKind::data, 130}), Verdict::accept);
}

TEST(PerLegRule, AfterAnOutageThePictureAlwaysPasses) {
    RaceRun run(ArrivalRule::per_leg);
    run.offer({.leg = 0, .last = 10, .kind = KeyKind::snapshot, .time = 100});
    run.close(0);
    run.open(0);
    EXPECT_EQ(run.offer({.leg = 0, .last = 10, .kind = KeyKind::snapshot, .time = 100}),
              Verdict::accept);
}

TEST(PerLegRule, WhatLiesBeforeThePictureIsLost) {
    RaceRun run(ArrivalRule::per_leg);
    run.offer({.leg = 0, .last = 10, .kind = KeyKind::snapshot, .time = 100});
    run.close(0);
    run.open(0);
    run.said();
    run.offer({.leg = 0, .last = 15, .kind = KeyKind::snapshot, .time = 200});
    EXPECT_EQ(run.said(), "gap 11-15 disconnect [15]");
    run.offer({.leg = 0, .last = 17, .kind = KeyKind::snapshot, .time = 200});
    EXPECT_EQ(run.said(), "[17]");  // the exchange chose to send it
}

TEST(PerLegRule, ALowerIdAtALaterTimeIsANewNumbering) {
    RaceRun run(ArrivalRule::per_leg);
    run.offer({.leg = 0, .last = 1000, .kind = KeyKind::snapshot, .time = 100});
    EXPECT_EQ(run.offer({.leg = 0, .last = 5, .kind = KeyKind::snapshot, .time = 200}),
              Verdict::accept);
    EXPECT_EQ(run.offer({0, 5, 6, KeyKind::data, 210}), Verdict::accept);
}

}  // namespace
}  // namespace mdc::race
