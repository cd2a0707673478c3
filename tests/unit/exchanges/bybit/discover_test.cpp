#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/bybit/bybit_frames.hpp"

namespace mdc::test {
namespace {

std::optional<exchanges::Discovery> discovered(const BybitFrames& market, std::string_view text) {
    const PaddedText padded(text);
    Frame frame;
    frame.payload = padded.view();
    return market.exchange().discover(frame);
}

std::optional<exchanges::Discovery> of_fixture(const BybitFrames& market, std::string_view name) {
    return discovered(market, market.text(name));
}

TEST(BybitDiscover, AFrameSaysItsTopic) {
    const auto found = of_fixture(bybit_linear(), "book.200.update");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->streams.size(), 1u);
    const auto& stream = found->streams.front();
    EXPECT_EQ(stream.ticker, "BTCUSDT");
    EXPECT_EQ(stream.feed, Feed::orderbook_l2);
    EXPECT_EQ(stream.rule, ArrivalRule::chain);
    EXPECT_EQ(stream.channel, "orderbook.200.BTCUSDT");
    EXPECT_EQ(stream.exchange, ExchangeId::bybit_linear);
    EXPECT_EQ(found->time_unit, TimeUnit::milliseconds);
}

TEST(BybitDiscover, TheSameTopicIsOfTheMarketThatIsAsked) {
    EXPECT_EQ(of_fixture(bybit_spot(), "bbo.update")->streams.front().exchange,
              ExchangeId::bybit_spot);
    EXPECT_EQ(
        discovered(bybit_inverse(), bybit_spot().text("bbo.update"))->streams.front().exchange,
        ExchangeId::bybit_inverse);
    EXPECT_FALSE(discovered(bybit_option(), bybit_spot().text("bbo.update")));
}

TEST(BybitDiscover, ADepthOfOldCapturesIsReadAsTheDeepest) {
    const auto found = of_fixture(bybit_linear(), "book.odd.old_500");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->streams.front().channel, "orderbook.500.XRPUSDT");
    EXPECT_EQ(channel_of(bybit_linear().exchange().facts(), found->streams.front().kind).name,
              "orderbook.1000");
}

TEST(BybitDiscover, TradesOfOptionsSayTheirInstruments) {
    const auto found = of_fixture(bybit_option(), "trades.two_instruments");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->streams.size(), 2u);
    EXPECT_EQ(found->streams[0].ticker, "BTC-26MAR27-90000-C-USDT");
    EXPECT_EQ(found->streams[1].ticker, "BTC-26MAR27-90000-P-USDT");
    EXPECT_EQ(found->streams[1].channel, "publicTrade.BTC");
    EXPECT_EQ(of_fixture(bybit_option(), "trades.several")->streams.size(), 1u) << "each once";
    EXPECT_TRUE(of_fixture(bybit_option(), "trades.bad.no_id")) << "bad, but whose is known";
    EXPECT_FALSE(of_fixture(bybit_option(), "trades.other.empty"));
}

TEST(BybitDiscover, OthersBelongToNoStream) {
    for (const auto* name :
         {"control.acked", "control.status.ongoing", "other.kline", "other.liquidation",
          "other.book_with_rpi", "other.full_book", "other.empty_object", "other.bad.text",
          "other.rest_body", "book.bad.truncated", "book.bad.data_is_null"}) {
        EXPECT_FALSE(of_fixture(bybit_linear(), name)) << name;
    }
    EXPECT_FALSE(discovered(bybit_linear(), R"({"topic":"orderbook.1.A B","data":{}})"));
}

}  // namespace
}  // namespace mdc::test
