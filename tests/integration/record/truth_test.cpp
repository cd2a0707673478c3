// Nothing goes wrong: the tables are the market, row for row.

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

TEST(RecordTruth, WithoutFaultsTheTablesAreTheMarketRowForRow) {
    LiveRun run;
    run.finish();
    run.expect_truth(true);

    EXPECT_GT(run.rows("trades").size(), 300u);
    EXPECT_GT(run.rows("bbo").size(), 600u);
    EXPECT_GT(run.rows("orderbook_l2").size(), 2'000u + 1'000u) << "two snapshots and messages";
    EXPECT_GE(run.rows("tickers").size(), 4u);
    EXPECT_EQ(run.rows("connections").size(), 3u) << "opened, acked, closed";
    EXPECT_EQ(run.rows("instruments").size(), 2u);
}

TEST(RecordTruth, EachFeedHasItsFirstAndItsLastRowInTheLedgerAndNothingElse) {
    LiveRun run;
    run.finish();
    const auto gaps = run.rows("gaps");
    for (const auto* ticker : {"BTCUSDT", "ETHUSDT"}) {
        for (const auto* feed : {"orderbook_l2", "trades", "bbo", "tickers"}) {
            const auto rows = where(gaps, {{"ticker", ticker}, {"feed", feed}});
            ASSERT_EQ(rows.size(), 2u) << ticker << ' ' << feed;
            EXPECT_EQ(rows[0].at("cause"), "start");
            EXPECT_EQ(rows[1].at("cause"), "stop");
            EXPECT_EQ(rows[1].at("to_timestamp"), "null");
        }
        const auto trades = where(run.rows("trades"), {{"ticker", ticker}});
        const auto bounds = where(gaps, {{"ticker", ticker}, {"feed", "trades"}});
        EXPECT_EQ(bounds[0].number("to_update_id"), trades.front().number("trade_seq") - 1);
        EXPECT_EQ(bounds[0].at("to_timestamp"), trades.front().at("rcv_timestamp"));
        EXPECT_EQ(bounds[1].number("from_update_id"), trades.back().number("trade_seq") + 1);
        EXPECT_EQ(bounds[1].at("from_timestamp"), trades.back().at("rcv_timestamp"));

        const auto levels = where(run.rows("orderbook_l2"), {{"ticker", ticker}});
        const auto book = where(gaps, {{"ticker", ticker}, {"feed", "orderbook_l2"}});
        const auto snapshot = where(levels, {{"is_snapshot", "true"}});
        ASSERT_FALSE(snapshot.empty());
        EXPECT_EQ(book[0].number("to_update_id"), snapshot.front().number("last_update_id"));
        EXPECT_EQ(book[1].number("from_update_id"), levels.back().number("last_update_id") + 1);
    }
}

TEST(RecordTruth, ARunThatNobodyEndedEndsAsWell) {
    LiveRun run;
    run.wait_until_read();
    run.abandon();
    run.expect_truth(true);
}

TEST(RecordTruth, EveryReadCarriesAKernelStamp) {
    LiveRun run;
    run.finish();
    const auto& io = run.collector().lanes().front()->io().stats();
    EXPECT_GT(io.reads.value(), 100u);
    EXPECT_EQ(io.reads_with_kernel_stamp.value(), io.reads.value());
}

TEST(RecordTruth, AnotherServersBatchBoundariesAreAsTrue) {
    LiveSetting setting;
    setting.play = [](auto& market) { market.variants = 2; };
    LiveRun run(setting);
    run.finish();
    run.expect_truth(true);
}

TEST(RecordTruth, ManyInstrumentsOverSeveralRequestsAreAsTrue) {
    LiveSetting setting;
    for (int i = 0; i < 24; ++i) {
        setting.markets[0].symbols.push_back("COIN" + std::to_string(i) + "USDT");
    }
    setting.market = std::chrono::milliseconds{2'000};
    setting.play = [](auto& market) {
        market.levels = 400;
        market.rate = 4'000;
    };
    LiveRun run(setting);
    run.finish();
    run.expect_truth(true);
    EXPECT_EQ(run.collector().status().books_standing, 26u);
    EXPECT_EQ(where(run.rows("connections"), {{"event", "acked"}}).size(), 2u);
}

TEST(RecordTruth, CheckpointsRepeatTheBookAndChangeNothing) {
    LiveSetting setting;
    setting.record = [](auto& config) { config.book.checkpoint = std::chrono::seconds{1}; };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    EXPECT_GT(where(run.rows("orderbook_l2"), {{"is_checkpoint", "true"}}).size(), 4'000u);
}

}  // namespace
}  // namespace mdc::test
