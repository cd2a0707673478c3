#include "mdc/model/tables/batch.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/core/null.hpp"
#include "mdc/model/tables/row.hpp"

namespace mdc {
namespace {

TEST(Column, HoldsValuesAndNulls) {
    Column column(ColumnType::int64);
    column.append(std::int64_t{5});
    EXPECT_FALSE(column.has_nulls());
    column.append_null();
    column.append(std::int64_t{-7});
    EXPECT_TRUE(column.has_nulls());
    EXPECT_EQ(column.size(), 3u);
    EXPECT_EQ(column.at<std::int64_t>(0), 5);
    EXPECT_EQ(column.integer_at(2), -7);
    EXPECT_FALSE(column.is_null(0));
    EXPECT_TRUE(column.is_null(1));
    EXPECT_FALSE(column.is_null(2));
    EXPECT_EQ(column.at<std::int64_t>(1), 0);
}

TEST(Column, TextKeepsEmptyAndNullApart) {
    Column column(ColumnType::text);
    column.append_text("a");
    column.append_text("");
    column.append_null();
    column.append_text("long text \xE5\xB8\x81");
    ASSERT_EQ(column.size(), 4u);
    EXPECT_EQ(column.text_at(0), "a");
    EXPECT_EQ(column.text_at(1), "");
    EXPECT_FALSE(column.is_null(1));
    EXPECT_TRUE(column.is_null(2));
    EXPECT_EQ(column.text_at(2), "");
    EXPECT_EQ(column.text_at(3), "long text \xE5\xB8\x81");
    EXPECT_EQ(column.offsets().size(), 5u);
}

TEST(Column, IntegersOfEveryWidthAreWidenedWithTheirSign) {
    Column narrow(ColumnType::int8), small(ColumnType::int16), middle(ColumnType::int32),
        flag(ColumnType::boolean);
    narrow.append(std::int8_t{-1});
    small.append(std::int16_t{-2});
    middle.append(std::int32_t{-3});
    flag.append(std::uint8_t{1});
    EXPECT_EQ(narrow.integer_at(0), -1);
    EXPECT_EQ(small.integer_at(0), -2);
    EXPECT_EQ(middle.integer_at(0), -3);
    EXPECT_EQ(flag.integer_at(0), 1);
}

TEST(ColumnDeathTest, ADoubleIsNoInteger) {
    Column column(ColumnType::float64);
    column.append(1.5);
    EXPECT_DEATH((void)column.integer_at(0), "assertion failed");
}

TEST(Column, ValuesAreCopiedFromAnotherWithTheirNulls) {
    Column from(ColumnType::float64);
    from.append(1.5);
    from.append_null();
    Column to(ColumnType::float64);
    to.append_from(from, 0);
    EXPECT_FALSE(to.has_nulls());
    to.append_from(from, 1);
    to.append_from(from, 0);
    EXPECT_EQ(to.at<double>(0), 1.5);
    EXPECT_TRUE(to.is_null(1));
    EXPECT_FALSE(to.is_null(2));
    EXPECT_EQ(to.at<double>(2), 1.5);
}

TEST(Column, PartsMakeTheSameColumn) {
    Column column(ColumnType::text);
    column.append_text("ab");
    column.append_null();
    column.append_text("c");
    const auto copy = Column::from_parts(ColumnType::text, column.size(),
                                         {column.values().begin(), column.values().end()},
                                         {column.offsets().begin(), column.offsets().end()},
                                         {column.valid().begin(), column.valid().end()});
    ASSERT_EQ(copy.size(), 3u);
    EXPECT_EQ(copy.type(), ColumnType::text);
    EXPECT_EQ(copy.text_at(0), "ab");
    EXPECT_TRUE(copy.is_null(1));
    EXPECT_EQ(copy.text_at(2), "c");
}

Batch quotes(std::initializer_list<double> bids) {
    Batch batch(Table::bbo, ExchangeId::okx);
    for (const auto bid : bids) {
        BboRow row;
        row.head.exchange = ExchangeId::okx;
        row.bid_price = bid;
        append_row(batch, row, "A-B");
    }
    return batch;
}

std::vector<std::string> bids_of(const Batch& batch) {
    const auto& column =
        batch.columns[static_cast<std::size_t>(column_index(Table::bbo, "bid_price"))];
    std::vector<std::string> out;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        out.push_back(column.is_null(row) ? "null" : std::to_string(column.at<double>(row)));
    }
    return out;
}

TEST(Batch, HasTheColumnsOfItsTable) {
    for (std::size_t i = 0; i < kTableCount; ++i) {
        const Batch batch(static_cast<Table>(i), ExchangeId::okx);
        const auto facts = table_facts(batch.table).columns;
        ASSERT_EQ(batch.columns.size(), facts.size());
        for (std::size_t c = 0; c < facts.size(); ++c) {
            EXPECT_EQ(batch.columns[c].type(), facts[c].type);
        }
        EXPECT_EQ(batch.rows(), 0u);
    }
    EXPECT_EQ(Batch().rows(), 0u);
}

TEST(Batch, AppendsTheRowsOfAnother) {
    auto batch = quotes({1, kNullDouble});
    batch.append(quotes({2}));
    batch.append(quotes({}));
    batch.append(quotes({kNullDouble, 3}));
    EXPECT_EQ(bids_of(batch),
              (std::vector<std::string>{"1.000000", "null", "2.000000", "null", "3.000000"}));
    for (const auto& column : batch.columns) EXPECT_EQ(column.size(), 5u);
}

TEST(Batch, SelectsRowsInTheOrderAsked) {
    auto batch = quotes({1, kNullDouble, 3});
    batch.t_dequeued = 77;
    const std::vector<std::uint32_t> positions = {2, 1, 2};
    const auto selected = batch.select(positions);
    EXPECT_EQ(bids_of(selected), (std::vector<std::string>{"3.000000", "null", "3.000000"}));
    EXPECT_EQ(selected.exchange, ExchangeId::okx);
    EXPECT_EQ(selected.t_dequeued, 77u);
    EXPECT_EQ(batch.select({}).rows(), 0u);
}

TEST(Batch, MemoryCountsEveryValueAndWhatABatchTakesWithoutAny) {
    const auto none = memory_of(quotes({}));
    EXPECT_GE(none, sizeof(Batch) + quotes({}).columns.size() * sizeof(Column));
    const auto one = memory_of(quotes({1})) - none;
    EXPECT_GT(one, 8u * 3) << "at least its prices and times";
    EXPECT_EQ(memory_of(quotes({1, 2, 3})) - none, 3 * one);
    EXPECT_GT(memory_of(quotes({1, kNullDouble})) - none, 2 * one) << "which are null";
}

TEST(BatchDeathTest, AnotherTableIsNotAppended) {
    Batch batch(Table::bbo, ExchangeId::okx);
    EXPECT_DEATH(batch.append(Batch(Table::trades, ExchangeId::okx)), "assertion failed");
}

}  // namespace
}  // namespace mdc
