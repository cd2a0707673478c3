#include "mdc/collector/live/cold/clock_watch.hpp"

#include <gtest/gtest.h>

namespace mdc::collector {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(ClockSteps, TimeThatGoesOnIsNoStep) {
    ClockSteps steps;
    EXPECT_EQ(steps.note(500 * kSecond, 7 * kSecond), 0);
    EXPECT_EQ(steps.note(510 * kSecond, 17 * kSecond), 0);
    EXPECT_EQ(steps.note(520 * kSecond + 400'000, 27 * kSecond), 0) << "two readings, 0.4 ms apart";
}

TEST(ClockSteps, AJumpEitherWayIsSaidOnce) {
    ClockSteps steps;
    EXPECT_EQ(steps.note(500 * kSecond, 7 * kSecond), 0);
    EXPECT_EQ(steps.note(513 * kSecond, 17 * kSecond), 3'000'000);
    EXPECT_EQ(steps.note(523 * kSecond, 27 * kSecond), 0);
    EXPECT_EQ(steps.note(532 * kSecond, 37 * kSecond), -1'000'000);
}

TEST(ClockSteps, SmallOnesAddUp) {
    ClockSteps steps;
    EXPECT_EQ(steps.note(0, 0), 0);
    EXPECT_EQ(steps.note(kSecond + 600'000, kSecond), 0);
    EXPECT_EQ(steps.note(2 * kSecond + 1'200'000, 2 * kSecond), 1'200);
}

TEST(ClockSteps, LooksAtTheClocksOfThisMachine) {
    ClockSteps steps;
    EXPECT_EQ(steps.look(), 0) << "the first look has nothing to compare with";
}

TEST(ClockRow, OneThatNobodySetsIsWorthALine) {
    ClockRow clock;
    clock.is_synchronised = true;
    EXPECT_EQ(advice_on(clock), "");
    clock.is_synchronised = false;
    EXPECT_NE(advice_on(clock).find("not synchronised"), std::string_view::npos);
}

}  // namespace
}  // namespace mdc::collector
