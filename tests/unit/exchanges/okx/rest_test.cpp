#include <string>

#include <gtest/gtest.h>

#include "mdc/exchanges/okx/okx.hpp"

#include "tests/support/fixtures.hpp"

namespace mdc::exchanges::okx {
namespace {

const Okx kExchange;

Result<InstrumentPage> parse(std::string_view body) {
    return kExchange.parse_instruments({}, body);
}

std::vector<Instrument> listed() {
    return parse(test::fixture("okx", "instruments.list")).value().instruments;
}

TEST(OkxInstruments, SpotNamesItsAssetsAndSteps) {
    const auto list = listed();
    ASSERT_EQ(list.size(), 8u);
    const auto& bitcoin = list[0];
    EXPECT_EQ(bitcoin.ticker, "BTC-USDT");
    EXPECT_EQ(bitcoin.exchange, ExchangeId::okx);
    EXPECT_EQ(bitcoin.type, InstrumentType::spot);
    EXPECT_EQ(bitcoin.status, "live");
    EXPECT_TRUE(bitcoin.is_trading);
    EXPECT_EQ(bitcoin.base, "BTC");
    EXPECT_EQ(bitcoin.quote, "USDT");
    EXPECT_EQ(bitcoin.underlying, "");
    EXPECT_EQ(bitcoin.tick_size, 0.1);
    EXPECT_EQ(bitcoin.lot_size, 0.00000001);
    EXPECT_EQ(bitcoin.contract_unit, "");
    EXPECT_TRUE(is_null(bitcoin.contract_value));
    EXPECT_TRUE(is_null(bitcoin.expiry));
}

TEST(OkxInstruments, WhatIsAnnouncedHasNoStepsYet) {
    const auto fresh = listed()[1];
    EXPECT_FALSE(fresh.is_trading);
    EXPECT_EQ(fresh.status, "preopen");
    EXPECT_TRUE(is_null(fresh.tick_size) && is_null(fresh.lot_size));
}

TEST(OkxInstruments, AContractSaysWhatItIsWorth) {
    const auto list = listed();
    EXPECT_EQ(list[2].type, InstrumentType::perpetual);
    EXPECT_EQ(list[2].contract_value, 0.01);
    EXPECT_EQ(list[2].contract_unit, "BTC");
    EXPECT_EQ(list[2].underlying, "BTC-USDT");
    EXPECT_EQ(list[2].base, "BTC");
    EXPECT_EQ(list[2].quote, "USDT");
    EXPECT_EQ(list[3].contract_value, 100);
    EXPECT_EQ(list[3].contract_unit, "USD");
    EXPECT_EQ(list[4].type, InstrumentType::future);
    EXPECT_EQ(list[4].expiry, 1'798'185'600'000'000);
    EXPECT_EQ(list[5].type, InstrumentType::future);
    EXPECT_EQ(list[5].underlying, "MOODENG-USD");
    EXPECT_EQ(list[6].type, InstrumentType::option);
    EXPECT_EQ(list[6].contract_value, 0.01);
    EXPECT_EQ(list[6].underlying, "BTC-USD");
    EXPECT_EQ(list[7].contract_value, 0.1);
    EXPECT_FALSE(list[7].is_trading);
}

TEST(OkxInstruments, TheNameSaysTheTypeThatTheListSays) {
    for (const auto& each : listed()) {
        const auto guessed = kExchange.instrument_of(each.ticker);
        EXPECT_EQ(guessed.type, each.type) << each.ticker;
        EXPECT_EQ(guessed.underlying, each.underlying) << each.ticker;
    }
}

TEST(OkxInstruments, ThereIsOnePage) {
    EXPECT_FALSE(parse(test::fixture("okx", "instruments.list"))->next);
    const auto none = parse(R"({"code":"0","msg":"","data":[]})");
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->instruments.empty());
}

TEST(OkxInstruments, WhatIsNoListIsAnErrorThatMayPass) {
    for (const auto* body :
         {"", "{}", "[]", "<html>", R"({"code":"0"})", R"({"code":"0","data":5})", R"({"data":[]})",
          R"({"code":0,"data":[]})", R"({"code":"0","data":[5]})",
          R"({"code":"0","data":[{"instId":"A-B"}]})",
          R"({"code":"0","data":[{"instType":"SPOT"}]})", R"({"code":"0","data":[]} x)"}) {
        const auto list = parse(body);
        ASSERT_FALSE(list) << body;
        EXPECT_EQ(list.error().kind, ErrorKind::malformed) << body;
        EXPECT_TRUE(list.error().is_retryable) << body;
        EXPECT_TRUE(list.error().message.ends_with(".")) << body;
    }
}

TEST(OkxInstruments, ARefusalMayComeAsASuccess) {
    const auto limited = parse(R"({"code":"50011","data":[],"msg":"Too Many Requests"})");
    ASSERT_FALSE(limited);
    EXPECT_EQ(limited.error().kind, ErrorKind::rate_limited);
    EXPECT_TRUE(limited.error().is_retryable);
    const auto busy = parse(R"({"code":"50013","data":[],"msg":"System busy"})");
    EXPECT_EQ(busy.error().kind, ErrorKind::refused);
    EXPECT_TRUE(busy.error().is_retryable);
    const auto wrong = parse(R"({"code":"51000","data":[],"msg":"Parameter instFamily error"})");
    EXPECT_EQ(wrong.error().kind, ErrorKind::refused);
    EXPECT_FALSE(wrong.error().is_retryable);
    EXPECT_NE(wrong.error().message.find("Parameter instFamily error (code 51000)"),
              std::string::npos);
}

TEST(OkxRefusal, LimitsAreLimits) {
    for (const auto& [status, body] : std::vector<std::pair<int, const char*>>{
             {429, ""},
             {418, ""},
             {429, R"({"code":"50013","msg":"System busy"})"},
             {400, R"({"code":"50011","msg":"Too Many Requests"})"}}) {
        const auto event = kExchange.rest_refusal(status, body);
        EXPECT_EQ(event.kind, ControlKind::rate_limited) << status << body;
        EXPECT_TRUE(event.is_retryable);
    }
}

TEST(OkxRefusal, WhatMayPassIsAskedAgain) {
    const auto is_retryable = [](int status, std::string_view body) {
        return kExchange.rest_refusal(status, body).is_retryable;
    };
    EXPECT_TRUE(is_retryable(500, ""));
    EXPECT_TRUE(is_retryable(503, "<html>"));
    EXPECT_TRUE(is_retryable(403, "<html>"));
    EXPECT_TRUE(is_retryable(400, R"({"code":"50026","msg":"System error"})"));
    EXPECT_FALSE(is_retryable(400, R"({"code":"51001","msg":"Instrument ID doesn't exist"})"));
    EXPECT_FALSE(is_retryable(404, ""));
    EXPECT_FALSE(is_retryable(451, ""));
}

TEST(OkxRefusal, ABodyThatSaysNothingIsNamedByItsStatus) {
    EXPECT_EQ(kExchange.rest_refusal(502, "<html>").text.view(), "HTTP 502");
    const auto event = kExchange.rest_refusal(400, R"({"code":"51000","msg":"Parameter error"})");
    EXPECT_EQ(event.text.view(), "Parameter error");
    EXPECT_EQ(event.code, 51000);
}

}  // namespace
}  // namespace mdc::exchanges::okx
