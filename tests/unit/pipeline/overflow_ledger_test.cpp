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
    std::vector<BatchPtr> pass(const BatchPtr& batch) {
        return ledger_.pass(batch, next_id_, [this](ExchangeId, std::string_view ticker) {
            wanted_.emplace_back(ticker);
        });
    }
    /// The ledger rows that go before the batch.
    BatchPtr before(const BatchPtr& batch) {
        const auto out = pass(batch);
        return out.front()->table == Table::gaps ? out.front() : nullptr;
    }

    OverflowLedger ledger_;
    std::int64_t last_id_ = 100;
    NextId next_id_ = [this] { return ++last_id_; };
    std::vector<std::string> wanted_;
};

enum class BookRowKind { level, clear, checkpoint };

struct BookLine {
    std::string_view ticker;
    std::int64_t at;  ///< rcv_timestamp, seq_id and last_update_id
    BookRowKind kind = BookRowKind::level;
};

BatchPtr book_rows(const std::vector<BookLine>& lines) {
    auto batch = std::make_shared<Batch>(Table::orderbook_l2, ExchangeId::binance_spot);
    for (const auto& line : lines) {
        OrderbookRow row;
        row.head = test::head(line.at);
        row.head.seq_id = line.at;
        row.first_update_id = row.last_update_id = line.at;
        row.is_checkpoint = line.kind == BookRowKind::checkpoint;
        const bool is_level = line.kind == BookRowKind::level;
        row.level.side = is_level ? Side::bid : Side::unknown;
        row.level.action = is_level ? Action::new_level : Action::delete_level;
        if (is_level) row.level.price = 1;
        append_row(*batch, row, line.ticker);
    }
    return batch;
}

TEST_F(OverflowLedgerTest, WithoutLossThereIsNothingToSay) {
    EXPECT_EQ(before(trades({{"A", 1}})), nullptr);
    EXPECT_TRUE(ledger_.open_holes({9}, next_id_).empty());
}

TEST_F(OverflowLedgerTest, AHoleSpansItsRowsThoughThoseOfAnotherThreadOverlap) {
    before(trades({{"A", 5}}));
    ledger_.lost(*trades({{"B", 4}, {"A", 9}}));
    const auto rows = before(trades({{"B", 8}}));
    ASSERT_NE(rows, nullptr);
    EXPECT_EQ(texts(*rows, "ticker"), (Texts{"A", "B"}));
    EXPECT_EQ(integers(*rows, "from_timestamp"), (Integers{5, 4}));
    EXPECT_EQ(integers(*rows, "to_timestamp"), (Integers{9, 8}));
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
        EXPECT_EQ(pass(rows_of(table, 1)).size(), 1u);
    }
    EXPECT_TRUE(ledger_.open_holes({9}, next_id_).empty());
}

TEST_F(OverflowLedgerTest, EveryFeedTableHasItsFeedAndIds) {
    for (const auto table : {Table::trades, Table::bbo, Table::tickers}) {
        ledger_.lost(*rows_of(table, 2));
        const auto rows = before(rows_of(table, 1));
        ASSERT_NE(rows, nullptr);
        EXPECT_EQ(texts(*rows, "feed"), Texts{to_string(table)});
        EXPECT_EQ(integers(*rows, "from_update_id"), Integers{kNullInt64});
    }
}

TEST_F(OverflowLedgerTest, WithoutIdsThereAreNoRows) {
    ledger_.lost(*trades({{"A", 3}}));
    const auto out = ledger_.pass(trades({{"A", 4}}), {}, {});
    ASSERT_EQ(out.size(), 1u);
    EXPECT_EQ(out[0]->table, Table::trades);
}

TEST_F(OverflowLedgerTest, ABookThatLostRowsIsForgottenAndAskedFor) {
    pass(book_rows({{"A", 1}, {"B", 2}}));
    ledger_.lost(*book_rows({{"A", 3}, {"A", 4}}));
    const auto out = pass(book_rows({{"B", 5}, {"A", 6}, {"B", 7}}));
    ASSERT_EQ(out.size(), 2u);
    EXPECT_EQ(texts(*out[0], "ticker"), Texts{"A"});
    EXPECT_EQ(integers(*out[0], "seq_id"), Integers{3}) << "in place of its first lost row";
    EXPECT_EQ(integers(*out[0], "side"), Integers{0});
    EXPECT_EQ(integers(*out[0], "action"), Integers{3});
    EXPECT_EQ(texts(*out[1], "ticker"), (Texts{"B", "B"}));
    EXPECT_EQ(wanted_, std::vector<std::string>{"A"});
    EXPECT_EQ(ledger_.withheld_rows(), 1u);
    EXPECT_EQ(pass(book_rows({{"A", 8}})).size(), 0u) << "said once, and nothing is left";
    EXPECT_EQ(wanted_.size(), 1u);
}

TEST_F(OverflowLedgerTest, ABookGoesOnWithItsCheckpoint) {
    pass(book_rows({{"A", 1}}));
    ledger_.lost(*book_rows({{"A", 3}}));
    pass(book_rows({{"A", 4}}));
    const auto out = pass(book_rows({{"A", 5}, {"A", 6, BookRowKind::checkpoint}, {"A", 7}}));
    ASSERT_EQ(out.size(), 2u);
    EXPECT_EQ(out[0]->table, Table::gaps);
    EXPECT_EQ(integers(*out[0], "from_update_id"), Integers{3});
    EXPECT_EQ(integers(*out[0], "to_update_id"), Integers{5});
    EXPECT_EQ(integers(*out[0], "from_timestamp"), Integers{1});
    EXPECT_EQ(integers(*out[0], "to_timestamp"), Integers{6});
    EXPECT_EQ(texts(*out[0], "repaired_by"), Texts{"checkpoint"});
    EXPECT_EQ(integers(*out[1], "seq_id"), (Integers{6, 7}));
    EXPECT_EQ(pass(book_rows({{"A", 8}})).size(), 1u);
}

TEST_F(OverflowLedgerTest, ABookWhoseCheckpointIsLostIsAskedForAgainAfterAWhile) {
    constexpr std::int64_t kSecond = 1'000'000;
    ledger_.lost(*book_rows({{"A", 3}}));
    pass(book_rows({{"A", 4}}));
    ledger_.lost(*book_rows({{"A", 5, BookRowKind::checkpoint}}));
    EXPECT_EQ(pass(book_rows({{"A", 4 * kSecond}})).size(), 0u);
    EXPECT_EQ(wanted_.size(), 1u) << "a slow sink is not made slower";
    EXPECT_EQ(pass(book_rows({{"A", 6 * kSecond}})).size(), 0u);
    EXPECT_EQ(wanted_, (std::vector<std::string>{"A", "A"}));
}

TEST_F(OverflowLedgerTest, ABookThatStaysLostIsForgottenAtTheEnd) {
    ledger_.lost(*book_rows({{"A", 3}}));
    const auto out = ledger_.open_holes({9}, next_id_);
    ASSERT_EQ(out.size(), 2u);
    EXPECT_EQ(integers(*out[0], "to_timestamp"), Integers{kNullInt64});
    EXPECT_EQ(integers(*out[1], "seq_id"), Integers{3});
}

}  // namespace
}  // namespace mdc::pipeline
