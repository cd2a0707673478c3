// The ring between the I/O thread and the pipeline is full: whole frames are left out, the ledger
// says which, and the book is written again. Driven through the path of a live run, with frames out
// of memory and a pipeline that is drained when the test says so.

#include <gtest/gtest.h>

#include "tests/integration/support/path_run.hpp"

namespace mdc::test {
namespace {

/// The same two hundred messages of each feed for both; the ring's reader is away until message
/// `drain_after`.
void play(Path& path, int drain_after) {
    path.depth(1, 1, 60'000, 1);
    path.snapshot(1);
    path.trade(1);
    path.drain();
    for (int i = 2; i <= 200; ++i) {
        path.depth(i, i, 60'000 + i % 50, i);
        path.trade(i);
        if (i >= drain_after) path.drain();
    }
    path.finish();
}

TEST(Overflow, WhatDidNotFitIsInTheLedgerAndTheBookIsWrittenAgain) {
    Path roomy(std::size_t{8} << 20);
    play(roomy, 2);
    EXPECT_EQ(roomy.overflows(), 0u);
    Path full(kSmallRing);
    play(full, 150);
    EXPECT_GT(full.overflows(), 0u);

    // Trades: each id is there or in the ledger, none in both, none in neither.
    const auto hole = where(full.rows("gaps"), {{"feed", "trades"}, {"cause", "overflow"}});
    ASSERT_EQ(hole.size(), 1u);
    const auto from = hole[0].number("from_update_id");
    const auto to = hole[0].number("to_update_id");
    std::vector<std::int64_t> ids;
    for (const auto& row : full.rows("trades")) ids.push_back(row.number("trade_seq"));
    std::vector<std::int64_t> expected;
    for (std::int64_t id = 1; id <= 200; ++id) {
        if (id < from || id > to) expected.push_back(id);
    }
    EXPECT_EQ(ids, expected) << hole[0].text();

    // The book: one hole, repaired by a checkpoint, and in the end the same book.
    const auto book = where(full.rows("gaps"), {{"feed", "orderbook_l2"}, {"cause", "overflow"}});
    ASSERT_EQ(book.size(), 1u);
    EXPECT_EQ(book[0].at("repaired_by"), "checkpoint");
    const auto rows = full.rows("orderbook_l2");
    EXPECT_FALSE(where(rows, {{"is_checkpoint", "true"}, {"side", "0"}}).empty());
    const auto expected_book = replayed(roomy.rows("orderbook_l2"));
    ASSERT_TRUE(expected_book.has_value());
    EXPECT_EQ(replayed(rows), expected_book);
    for (const auto& row : rows) {
        if (row.at("is_checkpoint") == "true" || row.at("last_update_id") == "null") continue;
        const auto id = row.number("last_update_id");
        EXPECT_TRUE(id < book[0].number("from_update_id") || id > book[0].number("to_update_id"))
            << row.text();
    }
}

TEST(Overflow, AHoleThatIsOpenAtTheEndIsToldToo) {
    Path full(kSmallRing);
    play(full, 1'000);  // nobody reads until the end
    EXPECT_GT(full.overflows(), 0u);
    const auto trades = full.rows("trades");
    const auto hole = where(full.rows("gaps"), {{"feed", "trades"}, {"cause", "overflow"}});
    ASSERT_EQ(hole.size(), 1u);
    EXPECT_EQ(hole[0].number("from_update_id"), trades.back().number("trade_seq") + 1);
    EXPECT_EQ(hole[0].at("to_update_id"), "200");
    const auto stop = where(full.rows("gaps"), {{"feed", "trades"}, {"cause", "stop"}});
    ASSERT_EQ(stop.size(), 1u);
    EXPECT_EQ(stop[0].at("from_update_id"), "201");
}

// What ends a book ends it in the tables, too, whoever's turn it was when the ring was full.
TEST(Overflow, AClearRowThatDidNotFitMakesNoUntrueBook) {
    Path path(kSmallRing);
    path.depth(1, 1, 60'000, 1);
    path.snapshot(1);
    path.trade(1, "ethusdt", "ETHUSDT");
    path.drain();
    path.depth(2, 2, 60'001, 2);
    path.drain();
    for (int i = 2; i <= 200; ++i) path.trade(i, "ethusdt", "ETHUSDT");
    path.close(1, "disconnect");  // BTCUSDT's book is unknown now, and no room to say so
    path.drain();
    path.depth(11, 11, 59'000, 1);
    path.snapshot(11, 51'000);
    path.drain();
    path.depth(12, 12, 59'500, 1);
    path.drain();
    path.finish();
    EXPECT_GT(path.overflows(), 0u);
    const auto book = replayed(path.rows("orderbook_l2"));
    ASSERT_TRUE(book.has_value());
    const Book expected = {{{"1", "51000"}, "1"}, {{"1", "59500"}, "1"}, {{"-1", "70000"}, "1"}};
    EXPECT_EQ(*book, expected);
}

TEST(Overflow, ABookThatDoesNotStandIsNotRepairedButUnknown) {
    Path path(kSmallRing);
    path.depth(1, 1, 60'000, 1);
    path.snapshot(1);
    path.drain();
    for (int i = 2; i <= 150; ++i) path.depth(i, i, 60'000 + i % 50, i);
    path.depth(200, 200, 59'000, 1);  // 151 to 199 never came: it breaks while the ring is full
    path.drain();
    path.depth(201, 201, 59'001, 1);
    path.drain();
    path.finish();
    const auto rows = path.rows("orderbook_l2");
    EXPECT_FALSE(replayed(rows).has_value());
    EXPECT_TRUE(where(rows, {{"is_checkpoint", "true"}}).empty());
    const auto holes = where(path.rows("gaps"), {{"feed", "orderbook_l2"}, {"cause", "overflow"}});
    ASSERT_EQ(holes.size(), 2u) << "before and behind what nobody delivered";
    EXPECT_EQ(holes[0].at("to_update_id"), "150");
    EXPECT_EQ(holes[1].at("from_update_id"), "200");
    for (const auto& hole : holes) EXPECT_EQ(hole.at("repaired_by"), "null") << hole.text();
}

}  // namespace
}  // namespace mdc::test
