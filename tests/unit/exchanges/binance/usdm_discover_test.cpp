#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

std::string channel_of(std::string_view name) {
    const auto& exchange = *exchanges::find(ExchangeId::binance_usdm);
    const PaddedText text(fixture("binance_usdm", name));
    Frame frame;
    frame.payload = text.view();
    const auto found = exchange.discover(frame);
    if (!found) return "none";
    const auto& stream = found->streams.front();
    return std::string(exchanges::channel_of(exchange.facts(), stream.kind).name) + " as " +
           stream.channel;
}

TEST(BinanceUsdmDiscover, AWrappedFrameSaysItsChannel) {
    EXPECT_EQ(channel_of("depth.update"), "@depth@100ms as btcusdt@depth@100ms");
    EXPECT_EQ(channel_of("depth.slow.update"), "@depth@500ms as btcusdt@depth@500ms");
    EXPECT_EQ(channel_of("depth.fast.update"), "@depth@0ms as btcusdt@depth@0ms");
    EXPECT_EQ(channel_of("depth.default_speed.update"), "@depth@100ms as ethusdt@depth");
    EXPECT_EQ(channel_of("trade.buy"), "@trade as btcusdt@trade");
    EXPECT_EQ(channel_of("agg_trade.buy"), "@aggTrade as btcusdt@aggTrade");
    EXPECT_EQ(channel_of("mark_price.update"), "@markPrice@1s as btcusdt@markPrice@1s");
    EXPECT_EQ(channel_of("ticker.dated.update"), "@ticker as btcusdt_261225@ticker");
}

TEST(BinanceUsdmDiscover, ABareFrameGetsANameOfOurOwn) {
    EXPECT_EQ(channel_of("depth.raw"), "@depth@100ms as depthUpdate:BTCUSDT");
    EXPECT_EQ(channel_of("agg_trade.raw"), "@aggTrade as aggTrade:BTCUSDT");
    EXPECT_EQ(channel_of("mark_price.raw"), "@markPrice@1s as markPriceUpdate:BTCUSDT");
}

TEST(BinanceUsdmDiscover, PicturesAndOtherMarketsAndStreamsOfManySymbolsAreOfNoStream) {
    for (const auto* name :
         {"depth.other.partial", "depth.other.rpi", "depth.other.coin_margined",
          "depth.other.coin_margined_here", "book_ticker.other.all_symbols",
          "book_ticker.other.coin_margined", "mark_price.other.array", "other.kline",
          "other.force_order", "other.contract_info", "control.acked", "control.shutdown"}) {
        EXPECT_EQ(channel_of(name), "none") << name;
    }
}

TEST(BinanceUsdmDiscover, AReplyBelongsToTheBookThatItsRequestNames) {
    Request request;
    request.target = "/fapi/v1/depth?symbol=BTCUSDT_261225&limit=1000";
    Frame frame;
    frame.reply_to = &request;
    const auto& exchange = *exchanges::find(ExchangeId::binance_usdm);
    const auto found = exchange.discover(frame);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->streams.front().ticker, "BTCUSDT_261225");
    request.target = "/api/v3/depth?symbol=BTCUSDT";
    EXPECT_FALSE(exchange.discover(frame));
}

}  // namespace
}  // namespace mdc::test
