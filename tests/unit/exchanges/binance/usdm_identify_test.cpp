#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

constexpr std::int64_t kTime = 1'795'625'247'127'000;

TEST(BinanceUsdmIdentify, DepthFollowsTheEventThatItNames) {
    const Usdm usdm;
    const auto key = usdm.identify_fixture("depth.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, usdm.stream("btcusdt@depth@100ms").id);
    EXPECT_EQ(key.prev, 11'900'000'000'107);  // not the first id less one: ids have holes
    EXPECT_EQ(key.last, 11'900'000'000'195);
    EXPECT_EQ(key.time, kTime);
    EXPECT_EQ(usdm.identify_fixture("depth.old.update"), key);
}

TEST(BinanceUsdmIdentify, EachSpeedIsAStreamOfItsOwn) {
    const Usdm usdm;
    EXPECT_EQ(usdm.identify_fixture("depth.slow.update").stream,
              usdm.stream("btcusdt@depth@500ms").id);
    EXPECT_EQ(usdm.identify_fixture("depth.fast.update").stream,
              usdm.stream("btcusdt@depth@0ms").id);
}

TEST(BinanceUsdmIdentify, AnAggregateBringsOneId) {
    const Usdm usdm;
    const auto key = usdm.identify_fixture("agg_trade.buy");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.prev, 3'300'000'000);
    EXPECT_EQ(key.last, 3'300'000'001);
    EXPECT_EQ(key.time, 1'795'625'247'233'000);
}

TEST(BinanceUsdmIdentify, ASingleTradeHasNoPredecessor) {
    const Usdm usdm;
    const auto key = usdm.identify_fixture("trade.buy");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 8'400'000'001);
}

TEST(BinanceUsdmIdentify, APlaceholderOnlyShowsThatTheStreamLives) {
    const Usdm usdm;
    const auto key = usdm.identify_fixture("trade.other.placeholder");
    EXPECT_EQ(key.kind, KeyKind::repeat);
    EXPECT_EQ(key.stream, usdm.stream("btcusdt@trade").id);
}

// Every connection pushes it in the same second: the race knows it by that.
TEST(BinanceUsdmIdentify, AMarkPriceIsKnownByItsTime) {
    const Usdm usdm;
    const auto key = usdm.identify_fixture("mark_price.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 1'795'625'248'000'000);
    EXPECT_EQ(key.time, key.last);
}

TEST(BinanceUsdmIdentify, QuotesAndTickersAreAsThoseOfSpot) {
    const Usdm usdm;
    const auto quote = usdm.identify_fixture("book_ticker.update");
    EXPECT_TRUE(is_null(quote.prev));
    EXPECT_EQ(quote.last, 11'900'000'000'195);
    const auto ticker = usdm.identify_fixture("ticker.update");
    EXPECT_TRUE(is_null(ticker.last));
    EXPECT_EQ(ticker.time, 1'795'625'248'123'000);
}

TEST(BinanceUsdmIdentify, FramesOfTheCoinMarginedMarketAreOfNoStream) {
    const Usdm usdm;
    for (const auto* name : {"depth.other.coin_margined", "depth.other.coin_margined_here",
                             "book_ticker.other.coin_margined", "agg_trade.other.coin_margined",
                             "trade.other.coin_margined", "mark_price.other.coin_margined",
                             "ticker.other.coin_margined"}) {
        EXPECT_EQ(usdm.identify_fixture(name), FrameKey{}) << name;
        EXPECT_EQ(usdm.parse_fixture(name).status, ParseStatus::ignored) << name;
    }
}

// A losing duplicate is told from its head, its body is never looked at.
TEST(BinanceUsdmIdentify, LooksAtTheHeadOnly) {
    const Usdm usdm;
    for (
        const std::string head :
        {R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1795625247127,"T":1795625247123,"s":"BTCUSDT","ps":"BTCUSDT","U":8,"u":9,"pu":5,)",
         R"({"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5,)",
         R"({"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1795625247127,"a":5,)",
         R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1795625247127,"T":1795625247123,"s":"BTCUSDT","t":5,"p":"1.5","q":"2","X":"MARKET",)",
         R"({"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1795625247000,)",
         R"({"stream":"btcusdt@ticker","data":{"e":"24hrTicker","E":1795625247127,)"}) {
        EXPECT_EQ(usdm.identify(head + "anything}}").kind, KeyKind::data) << head;
        EXPECT_EQ(usdm.parse(head + "anything}}").status, ParseStatus::malformed) << head;
    }
}

}  // namespace
}  // namespace mdc::test
