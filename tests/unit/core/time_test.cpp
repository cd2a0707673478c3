#include "mdc/core/time.hpp"

#include <gtest/gtest.h>

namespace mdc {
namespace {

using namespace std::chrono_literals;

constexpr UnixMicros kMoment{1'795'625'247'123'456};  // 2026-11-25 16:47:27.123456

TEST(Time, FormatsOfAMoment) {
    EXPECT_EQ(format_date(kMoment), "2026-11-25");
    EXPECT_EQ(format_timestamp(kMoment), "2026-11-25T16:47:27.123456Z");
    EXPECT_EQ(format_file_stamp(kMoment), "20261125T164727Z");
}

TEST(Time, FormatsAtTheEdgesOfADay) {
    EXPECT_EQ(format_timestamp({0}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(format_timestamp({-1}), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(format_timestamp({kMicrosPerDay - 1}), "1970-01-01T23:59:59.999999Z");
    EXPECT_EQ(format_timestamp({kMicrosPerDay}), "1970-01-02T00:00:00.000000Z");
    EXPECT_EQ(format_date({951'782'400 * kMicrosPerSecond}), "2000-02-29");
}

TEST(Time, DaysAreRoundedDown) {
    EXPECT_EQ(utc_day({0}), 0);
    EXPECT_EQ(utc_day({kMicrosPerDay - 1}), 0);
    EXPECT_EQ(utc_day({kMicrosPerDay}), 1);
    EXPECT_EQ(utc_day({-1}), -1);
    EXPECT_EQ(utc_day({-kMicrosPerDay}), -1);
    EXPECT_EQ(utc_day({-kMicrosPerDay - 1}), -2);
}

TEST(Time, MomentsAndSpans) {
    EXPECT_EQ(kMoment + 1ms, (UnixMicros{kMoment.value + 1000}));
    EXPECT_EQ(kMoment - 1s, (UnixMicros{kMoment.value - 1'000'000}));
    EXPECT_EQ((kMoment + 5us) - kMoment, 5us);
    EXPECT_LT(kMoment, kMoment + 1us);
}

TEST(Time, TheClockIsInThisCentury) {
    const auto now = utc_now();
    EXPECT_GT(now.value, 1'700'000'000 * kMicrosPerSecond);
    EXPECT_LE(now, utc_now());
}

}  // namespace
}  // namespace mdc
