#include "mdc/book/ticker_states.hpp"

#include <gtest/gtest.h>

namespace mdc::book {
namespace {

constexpr StreamId kStream{3};

TickerRow row(double last, double mark) {
    TickerRow row;
    row.last_price = last;
    row.mark_price = mark;
    return row;
}

class TickerStatesOfTwoLegs : public testing::Test {
  protected:
    void SetUp() override {
        states_.add(kStream);
        states_.restart(kStream, 0);
        states_.restart(kStream, 1);
    }
    TickerStates states_;
};

TEST_F(TickerStatesOfTwoLegs, ASnapshotIsAskedForNowAndThen) {
    const UnixMicros now{1'795'608'000'000'000};
    EXPECT_TRUE(states_.should_ask(kStream, now));
    EXPECT_FALSE(states_.should_ask(kStream, now + std::chrono::seconds{29}));
    EXPECT_TRUE(states_.should_ask(kStream, now + std::chrono::seconds{30}));
    EXPECT_TRUE(states_.should_ask(kStream, now)) << "the clock was set back";
}

TEST_F(TickerStatesOfTwoLegs, ADeltaKeepsWhatItLeavesOut) {
    auto first = row(100, 99);
    ASSERT_TRUE(states_.merge(kStream, 0, true, first));
    auto delta = row(101, kNullDouble);
    delta.head.timestamp = {5};
    delta.funding_time = 7;
    ASSERT_TRUE(states_.merge(kStream, 0, false, delta));
    EXPECT_EQ(delta.last_price, 101);
    EXPECT_EQ(delta.mark_price, 99);
    EXPECT_EQ(delta.funding_time, 7);
    EXPECT_EQ(delta.head.timestamp.value, 5);
    auto next = row(kNullDouble, 98);
    ASSERT_TRUE(states_.merge(kStream, 0, false, next));
    EXPECT_EQ(next.last_price, 101);
    EXPECT_EQ(next.funding_time, 7);
}

TEST_F(TickerStatesOfTwoLegs, EachConnectionHasAStateOfItsOwn) {
    auto snapshot = row(100, 99);
    ASSERT_TRUE(states_.merge(kStream, 0, true, snapshot));
    auto delta = row(101, kNullDouble);
    EXPECT_FALSE(states_.merge(kStream, 1, false, delta));
    EXPECT_TRUE(is_null(delta.mark_price));
    EXPECT_FALSE(states_.merge(kStream, 2, true, delta)) << "a leg that never opened";
}

TEST_F(TickerStatesOfTwoLegs, ANewConnectionBeginsAnew) {
    auto snapshot = row(100, 99);
    ASSERT_TRUE(states_.merge(kStream, 0, true, snapshot));
    states_.restart(kStream, 0);
    auto delta = row(101, kNullDouble);
    EXPECT_FALSE(states_.merge(kStream, 0, false, delta));
}

TEST_F(TickerStatesOfTwoLegs, ASnapshotForgetsWhatItDoesNotSay) {
    auto first = row(100, 99);
    auto second = row(102, kNullDouble);
    ASSERT_TRUE(states_.merge(kStream, 0, true, first));
    ASSERT_TRUE(states_.merge(kStream, 0, true, second));
    EXPECT_TRUE(is_null(second.mark_price));
    EXPECT_TRUE(states_.has(kStream));
    EXPECT_FALSE(states_.has(StreamId{2}));
}

}  // namespace
}  // namespace mdc::book
