#include "mdc/exchanges/binance/envelope.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/padded_text.hpp"

namespace mdc::exchanges::binance {
namespace {

using Kind = Envelope::Kind;
using test::PaddedText;

TEST(BinanceEnvelope, TheUsualFormIsOpenedQuickly) {
    const PaddedText text(R"({"stream":"btcusdt@trade","data":{"e":"trade"}})");
    const auto envelope = open_quickly(text.view());
    EXPECT_EQ(envelope.kind, Kind::stream);
    EXPECT_EQ(envelope.channel, "btcusdt@trade");
    EXPECT_EQ(envelope.body, R"({"e":"trade"})");
}

TEST(BinanceEnvelope, AnyOtherFormIsLeftToTheGeneralParser) {
    for (const auto* json :
         {"", "{", R"({"stream":"a")", R"({"stream":"a","data":})", R"({"stream":"a","data":{})",
          R"({"stream":"a","data":[]})", R"({"stream":"a","data":{}} )",
          R"( {"stream":"a","data":{}})", R"({"stream": "a","data":{}})",
          R"({"data":{},"stream":"a"})", R"({"stream":"a\u0040","data":{}})",
          "{\"stream\":\"\xE5\xB8\x81\",\"data\":{}}", R"({"e":"trade"})"}) {
        const PaddedText text(json);
        EXPECT_EQ(open_quickly(text.view()).kind, Kind::malformed) << json;
    }
}

TEST(BinanceEnvelope, TheGeneralParserTakesAnyOrderAndSpace) {
    for (const auto* json :
         {R"({"stream":"a@trade","data":{"x":[1]}})", R"({"data":{"x":[1]},"stream":"a@trade"})",
          R"( { "stream" : "a@trade" , "data" :{"x":[1]}, "more" : null } )"}) {
        const PaddedText text(json);
        const auto envelope = open_generally(text.view());
        EXPECT_EQ(envelope.kind, Kind::stream) << json;
        EXPECT_EQ(envelope.channel, "a@trade") << json;
        EXPECT_EQ(envelope.body, R"({"x":[1]})") << json;
    }
}

TEST(BinanceEnvelope, ABareEventIsItsOwnBody) {
    const PaddedText trade(R"({"e":"trade","s":"BTCUSDT","t":5})");
    auto envelope = open_generally(trade.view());
    EXPECT_EQ(envelope.kind, Kind::event);
    EXPECT_EQ(envelope.event, "trade");
    EXPECT_EQ(envelope.symbol, "BTCUSDT");
    EXPECT_EQ(envelope.body, trade.view());
    const PaddedText quote(R"({"u":5,"s":"BTCUSDT"})");  // the one without a type
    envelope = open_generally(quote.view());
    EXPECT_EQ(envelope.kind, Kind::event);
    EXPECT_EQ(envelope.event, "bookTicker");
}

TEST(BinanceEnvelope, AnswersAreControl) {
    for (const auto* json : {R"({"result":null,"id":1})", R"({"id":1,"result":[]})",
                             R"({"error":{"code":4},"id":1})", R"({"code":2,"msg":"x"})"}) {
        const PaddedText text(json);
        EXPECT_EQ(open_generally(text.view()).kind, Kind::control) << json;
    }
}

TEST(BinanceEnvelope, WhatIsNoObjectIsMalformed) {
    for (const auto* json : {"", " ", "5", "\"x\"", "[]", "null", "pong", "{", "}", "{}x", "{} {}",
                             "{\"stream\":1,\"data\":{}}", "{\"a\":\"\xFF\"}", "{\"a\"}",
                             "{\"stream\":\"a\",\"stream\":\"a\",\"data\":{}}",
                             "{\"stream\":\"a\",\"data\":{},\"data\":{}}"}) {
        const PaddedText text(json);
        EXPECT_EQ(open_generally(text.view()).kind, Kind::malformed) << json;
    }
}

TEST(BinanceEnvelope, AnArrayHasNoBody) {
    const PaddedText text(R"({"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker"}]})");
    const auto envelope = open_generally(text.view());
    EXPECT_EQ(envelope.kind, Kind::stream);
    EXPECT_TRUE(envelope.body.empty());
    EXPECT_EQ(event_type(envelope.body), "");
}

TEST(BinanceEnvelope, EventTypes) {
    const PaddedText trade(R"({"s":"X","e":"trade"})");
    EXPECT_EQ(event_type(trade.view()), "trade");
    const PaddedText none(R"({"u":5})");
    EXPECT_EQ(event_type(none.view()), "");
    const PaddedText broken(R"({"e":"trade",)");
    EXPECT_EQ(event_type(broken.view()), "");
}

TEST(BinanceEnvelope, ABareEventHasAChannelNameOfOurOwn) {
    std::array<char, 16> buffer;
    EXPECT_EQ(raw_channel("trade", "BTCUSDT", buffer), "trade:BTCUSDT");
    EXPECT_EQ(raw_channel("trade", "BTCUSDTXYZ", buffer), "trade:BTCUSDTXYZ");
    EXPECT_EQ(raw_channel("trade", "BTCUSDTXYZ1", buffer), "");
    EXPECT_EQ(raw_channel("", "BTCUSDT", buffer), "");
    EXPECT_EQ(raw_channel("trade", "", buffer), "");
}

TEST(BinanceAnswer, AcceptedAndRefused) {
    const PaddedText acked(R"({"result":null,"id":312})");
    auto event = read_answer(acked.view());
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, ControlKind::acked);
    EXPECT_EQ(event->request, 312);

    const PaddedText wrapped(R"({"error":{"code":4,"msg":"Too many subscriptions"},"id":19})");
    event = read_answer(wrapped.view());
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, ControlKind::refused);
    EXPECT_EQ(event->request, 19);
    EXPECT_EQ(event->code, 4);
    EXPECT_EQ(event->text.view(), "Too many subscriptions");

    const PaddedText bare(R"({"code":-1003,"msg":"Too much \"weight\""})");
    event = read_answer(bare.view());
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, ControlKind::refused);
    EXPECT_TRUE(is_null(event->request));
    EXPECT_EQ(event->code, -1003);
}

TEST(BinanceAnswer, NeitherOrBothIsNoAnswer) {
    for (const auto* json : {"{}", "[]", R"({"id":1})", R"({"code":"2"})", R"({"error":5})",
                             R"({"error":{"msg":"no code"}})",
                             R"({"result":null,"error":{"code":1}})", R"({"result":nul)"}) {
        const PaddedText text(json);
        EXPECT_FALSE(read_answer(text.view())) << json;
    }
}

}  // namespace
}  // namespace mdc::exchanges::binance
