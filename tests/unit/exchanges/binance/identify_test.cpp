#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

constexpr std::int64_t kTime = 1'795'625'247'123'456;

TEST(BinanceIdentify, DepthBringsTheIdsFromBeforeTheFirstToTheLast) {
    const Spot spot;
    const auto key = spot.identify(fixture("binance_spot", "depth.update"));
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, spot.stream("btcusdt@depth@100ms").id);
    EXPECT_EQ(key.prev, 71'000'000'100);
    EXPECT_EQ(key.last, 71'000'000'105);
    EXPECT_EQ(key.time, kTime);
}

TEST(BinanceIdentify, ATradeBringsOneId) {
    const Spot spot;
    const auto key = spot.identify(fixture("binance_spot", "trade.buy"));
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, spot.stream("btcusdt@trade").id);
    EXPECT_EQ(key.prev, 4'100'000'000);
    EXPECT_EQ(key.last, 4'100'000'001);
    EXPECT_EQ(key.time, kTime);
}

TEST(BinanceIdentify, AQuoteHasAnIdButNoPredecessorAndNoTime) {
    const Spot spot;
    const auto key = spot.identify(fixture("binance_spot", "book_ticker.update"));
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, spot.stream("btcusdt@bookTicker").id);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 71'000'000'201);
    EXPECT_EQ(key.time, 0);
}

TEST(BinanceIdentify, ATickerHasATimeOnly) {
    const Spot spot;
    const auto key = spot.identify(fixture("binance_spot", "ticker.update"));
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, spot.stream("btcusdt@ticker").id);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_TRUE(is_null(key.last));
    EXPECT_EQ(key.time, 1'795'625'248'000'123);
}

TEST(BinanceIdentify, AnAnswerToARequestIsASnapshot) {
    const Spot spot;
    const auto key = spot.identify(fixture("binance_spot", "rest.depth"), "rest");
    EXPECT_EQ(key.kind, KeyKind::snapshot);
    EXPECT_EQ(key.stream, spot.stream("btcusdt@depth@100ms").id);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 71'000'000'100);
}

TEST(BinanceIdentify, MillisecondsBecomeMicroseconds) {
    const Spot spot;
    EXPECT_EQ(spot.identify(fixture("binance_spot", "trade.ms.buy"), "ms").time,
              1'795'625'247'123'000);
    EXPECT_EQ(spot.identify(fixture("binance_spot", "ticker.ms.update"), "ms").time,
              1'795'625'248'000'000);
}

// What identify is for: a losing duplicate is told from its head, its body is never looked at.
TEST(BinanceIdentify, LooksAtTheHeadOnly) {
    const Spot spot;
    for (
        const std::string head :
        {R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1795625247123456,"s":"BTCUSDT","t":5,)",
         R"({"stream":"btcusdt@bookTicker","data":{"u":5,)",
         R"({"stream":"btcusdt@ticker","data":{"e":"24hrTicker","E":1795625247123456,)",
         R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1795625247123456,"s":"BTCUSDT","U":4,"u":5,)"}) {
        EXPECT_EQ(spot.identify(head + "anything}}").kind, KeyKind::data) << head;
        EXPECT_EQ(spot.parse(head + "anything}}").status, ParseStatus::malformed) << head;
        EXPECT_EQ(spot.identify(head).kind, KeyKind::unknown) << head;
    }
}

// Ids that cannot be are no data, even when the race would never see the body.
TEST(BinanceIdentify, IdsThatRunBackwardsAreUnknown) {
    const Spot spot;
    EXPECT_EQ(spot.identify(fixture("binance_spot", "depth.bad.ids_run_backwards")), FrameKey{});
    EXPECT_EQ(spot.identify(fixture("binance_spot", "depth.bad.first_id_is_zero")), FrameKey{});
    EXPECT_EQ(spot.identify(fixture("binance_spot", "depth.bad.milliseconds")), FrameKey{});
    EXPECT_EQ(spot.identify(fixture("binance_spot", "trade.bad.milliseconds")), FrameKey{});
}

TEST(BinanceIdentify, FramesInAnotherFormHaveTheSameKey) {
    const Spot spot;
    const auto usual = spot.identify(fixture("binance_spot", "depth.update"));
    EXPECT_EQ(spot.identify(fixture("binance_spot", "depth.raw")), usual);
    EXPECT_EQ(spot.identify(fixture("binance_spot", "depth.odd.wrapper_order")), usual);
    EXPECT_EQ(spot.identify(fixture("binance_spot", "depth.odd.wrapper_extra_key")), usual);
}

TEST(BinanceIdentify, ControlAndUnknownAreOfNoStream) {
    const Spot spot;
    EXPECT_EQ(spot.identify(R"({"result":null,"id":1})").kind, KeyKind::control);
    for (const auto* text : {"", "{}", "pong", R"({"stream":"nobody@trade","data":{"e":"trade"}})",
                             R"({"stream":"btcusdt@trade","data":[]})"}) {
        EXPECT_EQ(spot.identify(text), FrameKey{}) << text;
    }
}

}  // namespace
}  // namespace mdc::test
