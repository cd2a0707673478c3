#include <gtest/gtest.h>

#include "mdc/model/tables/batch.hpp"

namespace mdc {
namespace {

TEST(ColumnRepeatLast, RepeatsAFixedWidthValueOfAnyWidth) {
    Column bytes(ColumnType::int8), shorts(ColumnType::int16), longs(ColumnType::int64);
    bytes.append(std::int8_t{7});
    bytes.append(std::int8_t{-1});
    shorts.append(std::int16_t{-300});
    longs.append(std::int64_t{1} << 40);
    bytes.repeat_last(2);
    shorts.repeat_last(2);
    longs.repeat_last(3);
    ASSERT_EQ(bytes.size(), 4u);
    EXPECT_EQ(bytes.integer_at(0), 7);
    EXPECT_EQ(bytes.integer_at(3), -1);
    ASSERT_EQ(shorts.size(), 3u);
    EXPECT_EQ(shorts.integer_at(2), -300);
    ASSERT_EQ(longs.size(), 4u);
    EXPECT_EQ(longs.integer_at(3), std::int64_t{1} << 40);
    EXPECT_FALSE(longs.has_nulls());
}

TEST(ColumnRepeatLast, RepeatsTextAndEmptyText) {
    Column column(ColumnType::text);
    column.append_text("BTCUSDT");
    column.repeat_last(2);
    column.append_text("");
    column.repeat_last(2);
    column.append_text("x");
    ASSERT_EQ(column.size(), 7u);
    EXPECT_EQ(column.text_at(2), "BTCUSDT");
    EXPECT_EQ(column.text_at(5), "");
    EXPECT_EQ(column.text_at(6), "x");
    EXPECT_EQ(column.offsets().size(), 8u);
}

TEST(ColumnRepeatLast, RepeatsANullAndAValueAfterANull) {
    Column column(ColumnType::float64);
    column.append_null();
    column.repeat_last(2);
    column.append(1.5);
    column.repeat_last(1);
    ASSERT_EQ(column.size(), 5u);
    EXPECT_TRUE(column.is_null(2));
    EXPECT_FALSE(column.is_null(4));
    EXPECT_EQ(column.at<double>(4), 1.5);
}

TEST(ColumnRepeatLast, NoTimesIsNothing) {
    Column column(ColumnType::int32);
    column.append(std::int32_t{3});
    column.repeat_last(0);
    EXPECT_EQ(column.size(), 1u);
}

}  // namespace
}  // namespace mdc
