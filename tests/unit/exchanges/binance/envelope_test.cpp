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
    const auto envelope = open_generally(trade.view());
    EXPECT_EQ(envelope.kind, Kind::event);
    EXPECT_EQ(envelope.body, trade.view());
    EXPECT_EQ(envelope.channel, "");
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
    EXPECT_EQ(facts_of(envelope.body).event, "");
}

TEST(BinanceEnvelope, ABodySaysWhatItIs) {
    const PaddedText trade(R"({"s":"X","E":5,"e":"trade"})");
    const auto facts = facts_of(trade.view());
    EXPECT_EQ(facts.event, "trade");
    EXPECT_EQ(facts.symbol, "X");
    EXPECT_EQ(facts.time, 5);
    EXPECT_FALSE(facts.is_snapshot);
    const PaddedText quote(R"({"u":5,"s":"X"})");  // the one without a type
    EXPECT_EQ(facts_of(quote.view()).event, "bookTicker");
    const PaddedText book(R"({"lastUpdateId":5})");
    EXPECT_TRUE(facts_of(book.view()).is_snapshot);
    const PaddedText broken(R"({"e":"trade",)");
    EXPECT_EQ(facts_of(broken.view()).event, "");
}

TEST(BinanceEnvelope, OtherBooksAreToldByTheirChannel) {
    for (const auto* name : {"btcusdt@depth5", "btcusdt@depth10@100ms", "btcusdt@depth20@500ms",
                             "btcusdt@rpiDepth@500ms"}) {
        EXPECT_TRUE(is_other_depth(name)) << name;
    }
    for (const auto* name : {"", "btcusdt", "btcusdt@depth", "btcusdt@depth@100ms",
                             "btcusdt@depth@0ms", "btcusdt@trade", "depth5"}) {
        EXPECT_FALSE(is_other_depth(name)) << name;
    }
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
