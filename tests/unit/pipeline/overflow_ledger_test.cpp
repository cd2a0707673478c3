#include "mdc/pipeline/overflow_ledger.hpp"

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"

namespace mdc::pipeline {
namespace {

using test::integers;
using test::rows_of;
using test::texts;
using test::trades;
using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string_view>;

class OverflowLedgerTest : public ::testing::Test {
  protected:
    BatchPtr before(const BatchPtr& batch) { return ledger_.before(*batch, next_id_); }

    OverflowLedger ledger_;
    std::int64_t last_id_ = 100;
    NextId next_id_ = [this] { return ++last_id_; };
};

TEST_F(OverflowLedgerTest, WithoutLossThereIsNothingToSay) {
    EXPECT_EQ(before(trades({{"A", 1}})), nullptr);
    EXPECT_TRUE(ledger_.open_holes({9}, next_id_).empty());
}

TEST_F(OverflowLedgerTest, AHoleIsOneRowPerTickerFromTheLastRowToTheNext) {
    before(trades({{"A", 1}, {"B", 2}}));
    ledger_.lost(*trades({{"A", 3}, {"B", 4}, {"A", 5}}));
    ledger_.lost(*trades({{"C", 6}, {"A", 7}}));
    const auto rows = before(trades({{"B", 8}, {"A", 9}}));
    ASSERT_NE(rows, nullptr);
    EXPECT_EQ(rows->table, Table::gaps);
    EXPECT_EQ(rows->exchange, ExchangeId::binance_spot);
    EXPECT_EQ(texts(*rows, "ticker"), (Texts{"A", "B", "C"}));
    EXPECT_EQ(texts(*rows, "feed"), Texts(3, "trades"));
    EXPECT_EQ(texts(*rows, "cause"), Texts(3, "overflow"));
    EXPECT_EQ(integers(*rows, "from_timestamp"), Integers(3, 2));
    EXPECT_EQ(integers(*rows, "to_timestamp"), Integers(3, 8));
    EXPECT_EQ(integers(*rows, "from_update_id"), (Integers{3, 4, 6}));
    EXPECT_EQ(integers(*rows, "to_update_id"), (Integers{7, 4, 6}));
    EXPECT_EQ(integers(*rows, "seq_id"), (Integers{101, 102, 103}));
    EXPECT_EQ(integers(*rows, "rcv_timestamp"), Integers(3, 8));
    EXPECT_EQ(before(trades({{"A", 10}})), nullptr) << "told once";
}

TEST_F(OverflowLedgerTest, AHoleAtTheVeryBeginningHasNoBegin) {
    ledger_.lost(*trades({{"A", 3}}));
    const auto rows = before(trades({{"A", 5}}));
    ASSERT_NE(rows, nullptr);
    EXPECT_EQ(integers(*rows, "from_timestamp"), Integers{kNullInt64});
}

TEST_F(OverflowLedgerTest, AnotherFlowDoesNotEndTheHole) {
    ledger_.lost(*trades({{"A", 3}}));
    EXPECT_EQ(before(rows_of(Table::bbo, 1)), nullptr);
    EXPECT_EQ(before(trades({{"A", 4}}, ExchangeId::okx)), nullptr);
    EXPECT_EQ(before(rows_of(Table::clock, 1)), nullptr);
    EXPECT_NE(before(trades({{"A", 5}})), nullptr);
}

TEST_F(OverflowLedgerTest, AHoleThatNothingEndsStaysOpen) {
    before(trades({{"A", 1}}));
    ledger_.lost(*trades({{"A", 3}}));
    ledger_.lost(*trades({{"B", 3}}, ExchangeId::okx));
    const auto rows = ledger_.open_holes({9}, next_id_);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(integers(*rows[0], "to_timestamp"), Integers{kNullInt64});
    EXPECT_EQ(integers(*rows[0], "rcv_timestamp"), Integers{9});
    EXPECT_EQ(rows[1]->exchange, ExchangeId::okx);
    EXPECT_TRUE(ledger_.open_holes({9}, next_id_).empty());
}

TEST_F(OverflowLedgerTest, LedgerTablesHaveNoFeedToSpeakOf) {
    for (const auto table : {Table::gaps, Table::connections, Table::clock, Table::raw}) {
        ledger_.lost(*rows_of(table, 2));
        EXPECT_EQ(before(rows_of(table, 1)), nullptr);
    }
    EXPECT_TRUE(ledger_.open_holes({9}, next_id_).empty());
}

TEST_F(OverflowLedgerTest, EveryFeedTableHasItsFeedAndIds) {
    for (const auto table : {Table::orderbook_l2, Table::trades, Table::bbo, Table::tickers}) {
        ledger_.lost(*rows_of(table, 2));
        const auto rows = before(rows_of(table, 1));
        ASSERT_NE(rows, nullptr);
        EXPECT_EQ(texts(*rows, "feed"), Texts{to_string(table)});
        EXPECT_EQ(integers(*rows, "from_update_id"), Integers{kNullInt64});
    }
}

TEST_F(OverflowLedgerTest, WithoutIdsThereAreNoRows) {
    ledger_.lost(*trades({{"A", 3}}));
    EXPECT_EQ(ledger_.before(*trades({{"A", 4}}), {}), nullptr);
}

}  // namespace
}  // namespace mdc::pipeline
