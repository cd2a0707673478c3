#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

const exchanges::Exchange& spot() { return *exchanges::find(ExchangeId::binance_spot); }

Result<exchanges::InstrumentPage> parse(std::string_view body) {
    return spot().parse_instruments({}, body);
}

TEST(BinanceInstruments, TheListSaysSteps) {
    const auto page = parse(fixture("binance_spot", "instruments.list"));
    ASSERT_TRUE(page);
    EXPECT_FALSE(page->next);
    ASSERT_EQ(page->instruments.size(), 3u);
    const auto& bitcoin = page->instruments[0];
    EXPECT_EQ(bitcoin.ticker, "BTCUSDT");
    EXPECT_EQ(bitcoin.exchange, ExchangeId::binance_spot);
    EXPECT_EQ(bitcoin.type, InstrumentType::spot);
    EXPECT_EQ(bitcoin.status, "TRADING");
    EXPECT_TRUE(bitcoin.is_trading);
    EXPECT_EQ(bitcoin.base, "BTC");
    EXPECT_EQ(bitcoin.quote, "USDT");
    EXPECT_EQ(bitcoin.tick_size, 0.01);
    EXPECT_EQ(bitcoin.lot_size, 0.00001);
    EXPECT_TRUE(is_null(bitcoin.contract_value));
    EXPECT_TRUE(is_null(bitcoin.expiry));
}

TEST(BinanceInstruments, FiltersMayComeInAnyOrder) {
    const auto list = parse(fixture("binance_spot", "instruments.list")).value().instruments;
    EXPECT_EQ(list[1].tick_size, 0.00000001);
    EXPECT_EQ(list[1].lot_size, 1);
    EXPECT_FALSE(list[1].is_trading);
    EXPECT_TRUE(is_null(list[2].tick_size));
    EXPECT_FALSE(list[2].is_trading);
}

TEST(BinanceInstruments, WhatIsNoListIsAnErrorThatMayPass) {
    for (const auto* body :
         {"", "{}", "[]", "<html>", R"({"symbols":5})", R"({"symbols":[5]})",
          R"({"symbols":[{"status":"TRADING"}]})", R"({"symbols":[{"symbol":"A","filters":5}]})",
          R"({"code":-1003,"msg":"x"})"}) {
        const auto list = parse(body);
        ASSERT_FALSE(list) << body;
        EXPECT_EQ(list.error().kind, ErrorKind::malformed);
        EXPECT_TRUE(list.error().is_retryable);
        EXPECT_TRUE(list.error().message.ends_with("."));
    }
    const auto none = parse(R"({"symbols":[]})");
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->instruments.empty());
}

TEST(BinanceRefusal, LimitsSayUntilWhen) {
    const auto banned = spot().rest_refusal(
        418, R"({"code":-1003,"msg":"Way too much request weight used; IP banned until )"
             R"(1795625300123. Please use WebSocket Streams for live updates to avoid bans."})");
    EXPECT_EQ(banned.kind, ControlKind::rate_limited);
    EXPECT_EQ(banned.code, -1003);
    EXPECT_TRUE(banned.is_retryable);
    EXPECT_EQ(banned.until.value, 1'795'625'300'123'000);
    const auto slow = spot().rest_refusal(429, R"({"code":-1003,"msg":"Too many requests."})");
    EXPECT_EQ(slow.kind, ControlKind::rate_limited);
    EXPECT_EQ(slow.until.value, 0);
    EXPECT_EQ(spot().rest_refusal(400, R"({"code":-1003,"msg":"Too many requests queued."})").kind,
              ControlKind::rate_limited);
}

TEST(BinanceRefusal, AnUnknownSymbolIsForGood) {
    const auto event = spot().rest_refusal(400, R"({"code":-1121,"msg":"Invalid symbol."})");
    EXPECT_EQ(event.kind, ControlKind::refused);
    EXPECT_EQ(event.code, -1121);
    EXPECT_FALSE(event.is_retryable);
    EXPECT_EQ(event.text.view(), "Invalid symbol.");
}

TEST(BinanceRefusal, WhatMayPassIsAskedAgain) {
    const auto is_retryable = [](int status, std::string_view body) {
        return spot().rest_refusal(status, body).is_retryable;
    };
    EXPECT_TRUE(is_retryable(500, ""));
    EXPECT_TRUE(is_retryable(503, "<html>"));
    EXPECT_TRUE(is_retryable(403, "<html>"));
    EXPECT_TRUE(is_retryable(400, R"({"code":-1001,"msg":"Internal error."})"));
    EXPECT_TRUE(is_retryable(400, R"({"code":-1007,"msg":"Timeout."})"));
    EXPECT_FALSE(is_retryable(400, R"({"code":-1102,"msg":"Mandatory parameter missing."})"));
    EXPECT_FALSE(is_retryable(400, R"({"code":-1130,"msg":"Invalid data."})"));
    EXPECT_FALSE(is_retryable(404, ""));
    EXPECT_FALSE(
        is_retryable(451, R"({"code":0,"msg":"Service unavailable from a restricted location"})"));
}

TEST(BinanceRefusal, ABodyThatSaysNothingIsNamedByItsStatus) {
    EXPECT_EQ(spot().rest_refusal(502, "<html>bad gateway</html>").text.view(), "HTTP 502");
    EXPECT_EQ(spot().rest_refusal(502, "").code, 0);
}

}  // namespace
}  // namespace mdc::test
