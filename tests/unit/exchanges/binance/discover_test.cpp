#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

std::optional<exchanges::Discovery> discovered(std::string_view text) {
    const PaddedText padded(text);
    Frame frame;
    frame.payload = padded.view();
    return exchanges::find(ExchangeId::binance_spot)->discover(frame);
}

std::optional<exchanges::Discovery> of_fixture(std::string_view name) {
    return discovered(fixture("binance_spot", name));
}

TEST(BinanceDiscover, AWrappedFrameSaysItsChannel) {
    const auto found = of_fixture("depth.update");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->streams.front().ticker, "BTCUSDT");
    EXPECT_EQ(found->streams.front().feed, Feed::orderbook_l2);
    EXPECT_EQ(found->streams.front().rule, ArrivalRule::chain);
    EXPECT_EQ(found->streams.front().channel, "btcusdt@depth@100ms");
    EXPECT_EQ(found->time_unit, TimeUnit::microseconds);
}

TEST(BinanceDiscover, ABareFrameGetsANameOfOurOwn) {
    EXPECT_EQ(of_fixture("trade.raw")->streams.front().channel, "trade:BTCUSDT");
    EXPECT_EQ(of_fixture("depth.raw")->streams.front().channel, "depthUpdate:BTCUSDT");
    EXPECT_EQ(of_fixture("ticker.raw")->streams.front().channel, "24hrTicker:BTCUSDT");
    EXPECT_EQ(of_fixture("book_ticker.raw")->streams.front().channel, "bookTicker:BTCUSDT");
}

// Another speed of the same feed is the same feed.
TEST(BinanceDiscover, TheChannelOfTheCaptureIsKept) {
    auto text = fixture("binance_spot", "depth.update");
    text.replace(text.find("@100ms"), 6, "");
    const auto found = discovered(text);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->streams.front().channel, "btcusdt@depth");
    EXPECT_EQ(found->streams.front().feed, Feed::orderbook_l2);
}

TEST(BinanceDiscover, TheUnitIsToldFromTheTime) {
    EXPECT_EQ(of_fixture("trade.ms.buy")->time_unit, TimeUnit::milliseconds);
    EXPECT_EQ(of_fixture("ticker.update")->time_unit, TimeUnit::microseconds);
    EXPECT_EQ(of_fixture("book_ticker.update")->time_unit, std::nullopt);
}

TEST(BinanceDiscover, ABareSnapshotIsSomeBook) {
    const auto found = of_fixture("rest.depth");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->streams.front().ticker, "");
    EXPECT_EQ(found->streams.front().feed, Feed::orderbook_l2);
}

TEST(BinanceDiscover, AReplyBelongsToTheBookThatItsRequestNames) {
    const auto& exchange = *exchanges::find(ExchangeId::binance_spot);
    const auto ticker_of = [&](std::string target) -> std::string {
        Request request;
        request.target = std::move(target);
        Frame frame;
        frame.reply_to = &request;
        const auto found = exchange.discover(frame);
        return found ? found->streams.front().ticker : "none";
    };
    EXPECT_EQ(ticker_of("/api/v3/depth?symbol=BTCUSDT&limit=1000"), "BTCUSDT");
    EXPECT_EQ(ticker_of("/api/v3/depth?limit=1000&symbol=ETHBTC"), "ETHBTC");
    EXPECT_EQ(ticker_of("/api/v3/depth?symbol=%E5%B8%81USDT"), "币USDT");
    EXPECT_EQ(ticker_of("/api/v3/depth?symbol=A%2"), "none");
    EXPECT_EQ(ticker_of("/api/v3/depth?symbol=%22"), "none");
    EXPECT_EQ(ticker_of("/api/v3/depth?symbol="), "none");
    EXPECT_EQ(ticker_of("/api/v3/depth?limit=5"), "none");
    EXPECT_EQ(ticker_of("/api/v3/exchangeInfo?symbol=BTCUSDT"), "none");
    EXPECT_EQ(ticker_of(""), "none");
}

TEST(BinanceDiscover, OthersBelongToNoStream) {
    for (const auto* name : {"control.acked", "control.shutdown", "other.agg_trade",
                             "other.kline_raw", "other.mini_ticker_array", "other.no_event",
                             "other.bad.text", "depth.other.partial", "depth.bad.truncated"}) {
        EXPECT_FALSE(of_fixture(name)) << name;
    }
}

}  // namespace
}  // namespace mdc::test
