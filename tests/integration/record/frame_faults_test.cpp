// Frames are lost, repeated, changed or come at the wrong time while the connection lives.

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

LiveSetting with(std::vector<std::string> faults) {
    LiveSetting setting;
    setting.faults = std::move(faults);
    return setting;
}

std::uint64_t malformed(LiveRun& run) { return run.collector().status().malformed; }

TEST(FrameFaults, ALostDepthFrameIsInTheLedgerAndTheBookIsFetchedAgain) {
    LiveRun run(with({"drop:stream=depth,every=9"}));
    run.finish();
    run.expect_truth();
    const auto holes = run.holes("orderbook_l2");
    EXPECT_GE(run.faults()[0], 3u);
    EXPECT_FALSE(holes.empty());
    EXPECT_EQ(where(holes, {{"cause", "server_drop"}}).size(), holes.size());
    EXPECT_TRUE(run.holes("trades").empty());
}

TEST(FrameFaults, ALostTradeIsInTheLedger) {
    LiveRun run(with({"drop:stream=trade,every=20"}));
    run.finish();
    run.expect_truth();
    const auto holes = run.holes("trades");
    EXPECT_GE(run.faults()[0], 10u);
    EXPECT_EQ(holes.size(), run.faults()[0]);
    for (const auto& hole : holes) {
        EXPECT_EQ(hole.at("cause"), "server_drop");
        EXPECT_EQ(hole.at("from_update_id"), hole.at("to_update_id"));
    }
    EXPECT_TRUE(run.holes("orderbook_l2").empty());
}

TEST(FrameFaults, ALostQuoteOrTickerCannotBeKnownAndIsNotClaimed) {
    LiveRun run(with({"drop:stream=bookTicker,every=10", "drop:stream=@ticker,every=2"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 50u);
    EXPECT_GE(run.faults()[1], 1u);
    EXPECT_TRUE(run.holes("bbo").empty());
    EXPECT_TRUE(run.holes("tickers").empty());
}

TEST(FrameFaults, ARepeatedFrameIsWrittenOnce) {
    LiveRun run(with({"duplicate:every=3"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 300u);
    for (const auto* feed : {"orderbook_l2", "trades", "bbo", "tickers"})
        EXPECT_TRUE(run.holes(feed).empty()) << feed;
}

TEST(FrameFaults, ATradeOutOfOrderIsGivenUpAndToldOrComes) {
    LiveRun run(with({"reorder:stream=trade,every=25"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 10u);
    EXPECT_FALSE(run.holes("trades", "server_drop").empty());
}

TEST(FrameFaults, ADepthFrameOutOfOrderBeginsTheBookAgain) {
    LiveRun run(with({"reorder:stream=depth,every=9"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 3u);
}

TEST(FrameFaults, AQuoteOutOfOrderIsLeftOut) {
    LiveRun run(with({"reorder:stream=bookTicker,every=10"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 50u);
    EXPECT_TRUE(run.holes("bbo").empty());
}

TEST(FrameFaults, LateFramesAreNoLoss) {
    LiveRun run(
        with({"delay:stream=depth,every=9,by=150ms", "delay:stream=trade,every=40,by=80ms"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 2u);
    EXPECT_GE(run.faults()[1], 3u);
    EXPECT_TRUE(run.holes("orderbook_l2").empty());
    EXPECT_TRUE(run.holes("trades").empty());
}

TEST(FrameFaults, AStreamThatStallsIsMissedWhileTheOthersFlow) {
    LiveRun run(with({"stall:stream=btcusdt@trade,count=1,after=500ms,for=700ms",
                      "stall:stream=ethusdt@depth,count=1,after=500ms,for=700ms"}));
    run.finish();
    run.expect_truth();
    ASSERT_EQ(run.holes("trades").size(), 1u);
    EXPECT_EQ(run.holes("trades")[0].at("ticker"), "BTCUSDT");
    ASSERT_EQ(run.holes("orderbook_l2").size(), 1u);
    EXPECT_EQ(run.holes("orderbook_l2")[0].at("ticker"), "ETHUSDT");
    EXPECT_EQ(run.holes("orderbook_l2")[0].at("repaired_by"), "snapshot");
}

TEST(FrameFaults, BytesThatAreNoJsonAreCountedSkippedAndMissed) {
    LiveRun run(with({"garbage:every=40"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 20u);
    EXPECT_EQ(malformed(run), run.faults()[0]);
    EXPECT_FALSE(run.holes("trades").empty());
    EXPECT_EQ(run.log.expect("malformed frame"), 20u) << "told at most so often";
}

TEST(FrameFaults, WrongTypesAreCountedSkippedAndMissed) {
    LiveRun run(with({"wrong_type:every=100"}));
    run.finish();
    run.expect_truth();
    EXPECT_GE(run.faults()[0], 8u);
    EXPECT_EQ(malformed(run), run.faults()[0]);
    EXPECT_GE(run.log.expect("malformed frame"), 8u);
}

TEST(FrameFaults, ALargeMessageThatMeansNothingIsSkipped) {
    LiveRun run(with({"oversized:stream=btcusdt@depth,count=1,after=800ms,bytes=4000000"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.faults()[0], 1u);
    EXPECT_EQ(malformed(run), 1u);
    EXPECT_EQ(run.holes("orderbook_l2").size(), 1u);
    EXPECT_EQ(run.log.expect("malformed frame"), 1u);
}

TEST(FrameFaults, AMessageBeyondTheLimitEndsTheConnectionAndTheNextOneGoesOn) {
    LiveRun run(with({"oversized:stream=btcusdt@depth,count=1,after=800ms,bytes=17000000"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.faults()[0], 1u);
    EXPECT_EQ(malformed(run), 0u);
    EXPECT_EQ(where(run.rows("connections"), {{"event", "opened"}}).size(), 2u);
    EXPECT_EQ(run.log.expect("message"), 1u);
}

// Bybit says the best price again after 3 s, whatever happens: silence for longer proves the stream
// dead while its siblings move.
TEST(FrameFaults, AStreamThatFallsSilentForGoodIsSubscribedAgainAndTold) {
    auto setting = with({"stall:stream=orderbook.1.,count=1,after=1s"});
    setting.markets = {{"bybit_linear", {"BTCUSDT"}}};
    setting.market = 15'000ms;
    setting.play = [](auto& market) { market.rate = 200; };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.log.expect("orderbook.1.BTCUSDT is subscribed and silent"), 1u);
    const auto notices = where(run.rows("connections"), {{"event", "notice"}});
    ASSERT_FALSE(notices.empty());
    const auto bbo = run.rows("bbo");
    ASSERT_FALSE(bbo.empty());
    EXPECT_GT(bbo.back().number("rcv_timestamp"), notices.back().number("rcv_timestamp"));
    EXPECT_FALSE(run.holes("bbo").empty()) << "what it did not say is lost";
}

}  // namespace
}  // namespace mdc::test
