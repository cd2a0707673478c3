#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/bybit/bybit_frames.hpp"

namespace mdc::test {
namespace {

using exchanges::InstrumentPage;

Result<InstrumentPage> parse(const BybitFrames& market, std::string_view body) {
    return market.exchange().parse_instruments(market.exchange().instruments_requests({}).front(),
                                               body);
}

std::vector<Instrument> listed(const BybitFrames& market) {
    return parse(market, market.text("instruments.list")).value().instruments;
}

std::vector<std::string> targets(const BybitFrames& market,
                                 const std::vector<std::string>& tickers = {}) {
    std::vector<std::string> all;
    for (const auto& each : market.exchange().instruments_requests(tickers)) {
        all.push_back(each.target);
    }
    return all;
}

using Targets = std::vector<std::string>;

TEST(BybitInstruments, WholeListsAreAskedFor) {
    EXPECT_EQ(targets(bybit_spot()), Targets{"/v5/market/instruments-info?category=spot"});
    EXPECT_EQ(targets(bybit_inverse(), {"BTCUSD"}),
              Targets{"/v5/market/instruments-info?category=inverse&limit=1000"});
    EXPECT_EQ(targets(bybit_linear()),
              (Targets{"/v5/market/instruments-info?category=linear&limit=1000",
                       "/v5/market/instruments-info?category=linear&status=PreLaunch&limit=1000"}));
}

TEST(BybitInstruments, OptionsAreListedCoinByCoin) {
    const auto coins = [](const std::vector<std::string>& tickers) {
        std::string all;
        for (const auto& target : targets(bybit_option(), tickers)) {
            const auto at = target.find("baseCoin=") + 9;
            all += target.substr(at, target.find('&', at) - at) + " ";
        }
        return all;
    };
    EXPECT_EQ(coins({}), "BTC ETH SOL ");
    EXPECT_EQ(coins({"XRP-26MAR27-2-C-USDT", "XRP-26MAR27-2-P-USDT", "BTC-1JAN27-9-C"}),
              "XRP BTC ");
    EXPECT_EQ(coins({"XRP-*", "*"}), "XRP BTC ETH SOL ") << "a pattern may mean any coin";
    EXPECT_EQ(coins({"币-1JAN27-9-C"}), "%E5%B8%81 ");
}

TEST(BybitInstruments, TheListSaysTypeStepsAndValue) {
    const auto list = listed(bybit_linear());
    ASSERT_EQ(list.size(), 7u);
    const auto& bitcoin = list[0];
    EXPECT_EQ(bitcoin.ticker, "BTCUSDT");
    EXPECT_EQ(bitcoin.exchange, ExchangeId::bybit_linear);
    EXPECT_EQ(bitcoin.type, InstrumentType::perpetual);
    EXPECT_EQ(bitcoin.status, "Trading");
    EXPECT_TRUE(bitcoin.is_trading);
    EXPECT_EQ(bitcoin.base, "BTC");
    EXPECT_EQ(bitcoin.quote, "USDT");
    EXPECT_EQ(bitcoin.tick_size, 0.1);
    EXPECT_EQ(bitcoin.lot_size, 0.001);
    EXPECT_EQ(bitcoin.contract_value, 1);
    EXPECT_EQ(bitcoin.contract_unit, "BTC");
    EXPECT_TRUE(is_null(bitcoin.expiry));
    EXPECT_EQ(list[2].type, InstrumentType::future);
    EXPECT_EQ(list[2].expiry, 1'806'048'000'000'000);
    EXPECT_FALSE(list[4].is_trading) << "being delivered";
}

TEST(BybitInstruments, BeforeItsLaunchAContractTradesOnlyInItsLastPhase) {
    const auto list = listed(bybit_linear());
    EXPECT_EQ(list[5].status, "PreLaunch");
    EXPECT_FALSE(list[5].is_trading);
    EXPECT_EQ(list[6].status, "PreLaunch");
    EXPECT_TRUE(list[6].is_trading);
}

TEST(BybitInstruments, InverseContractsAreWorthAUnitOfTheQuote) {
    const auto list = listed(bybit_inverse());
    EXPECT_EQ(list[0].type, InstrumentType::perpetual);
    EXPECT_EQ(list[0].contract_value, 1);
    EXPECT_EQ(list[0].contract_unit, "USD");
    EXPECT_EQ(list[1].type, InstrumentType::future);
    EXPECT_FALSE(list[2].is_trading);
}

TEST(BybitInstruments, SpotHasNoContracts) {
    const auto list = listed(bybit_spot());
    EXPECT_EQ(list[0].type, InstrumentType::spot);
    EXPECT_EQ(list[0].lot_size, 0.000001);
    EXPECT_EQ(list[0].tick_size, 0.1);
    EXPECT_TRUE(is_null(list[0].contract_value));
    EXPECT_TRUE(list[0].contract_unit.empty());
}

TEST(BybitInstruments, OptionsExpire) {
    const auto list = listed(bybit_option());
    EXPECT_EQ(list[0].type, InstrumentType::option);
    EXPECT_EQ(list[0].expiry, 1'806'048'000'000'000);
    EXPECT_EQ(list[0].contract_unit, "BTC");
    EXPECT_EQ(list[1].lot_size, 0.1);
    EXPECT_FALSE(list[2].is_trading);
}

TEST(BybitInstruments, APageNamesTheNext) {
    const auto body = bybit_linear().text("instruments.page");
    const auto first = bybit_linear().exchange().instruments_requests({})[1];
    const auto page = bybit_linear().exchange().parse_instruments(first, body).value();
    ASSERT_TRUE(page.next);
    EXPECT_EQ(page.instruments.size(), 1u);
    EXPECT_EQ(page.next->kind, Request::Kind::rest_instruments);
    EXPECT_EQ(page.next->target,
              "/v5/market/instruments-info?category=linear&status=PreLaunch&limit=1000"
              "&cursor=first%3DETHUSDT%26last%3DETHUSDT");
    // The cursor of the page before is replaced; one that leads back to itself would never end.
    const auto odd = replaced(body, "first%3DETHUSDT%26last%3DETHUSDT", "a=b&c d");
    const auto second = bybit_linear().exchange().parse_instruments(*page.next, odd).value();
    EXPECT_TRUE(second.next->target.ends_with("&limit=1000&cursor=a%3Db%26c%20d"));
    const auto again = bybit_linear().exchange().parse_instruments(*page.next, body);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::malformed);
    EXPECT_FALSE(parse(bybit_linear(), bybit_linear().text("instruments.list"))->next);
}

TEST(BybitInstruments, WhatIsNoListIsAnErrorThatMayPass) {
    for (const auto* body :
         {"", "{}", "[]", "<html>", R"({"retCode":0})", R"({"retCode":0,"result":{}})",
          R"({"retCode":0,"result":{"list":5}})", R"({"retCode":0,"result":{"list":[5]}})",
          R"({"retCode":0,"result":{"list":[{"status":"Trading"}]}})",
          R"({"retCode":"0","result":{"list":[]}})", R"({"result":{"list":[]}})"}) {
        const auto list = parse(bybit_linear(), body);
        ASSERT_FALSE(list) << body;
        EXPECT_EQ(list.error().kind, ErrorKind::malformed) << body;
        EXPECT_TRUE(list.error().is_retryable) << body;
        EXPECT_TRUE(list.error().message.ends_with(".")) << body;
    }
    EXPECT_TRUE(parse(bybit_linear(), R"({"retCode":0,"result":{"list":[]}})"));
}

TEST(BybitInstruments, ARefusalInsideAGoodAnswerIsAnError) {
    const auto error = [](int code, std::string_view text) {
        return parse(bybit_linear(), R"({"retCode":)" + std::to_string(code) + R"(,"retMsg":")" +
                                         std::string(text) + R"(","result":{},"time":1})")
            .error();
    };
    EXPECT_EQ(error(10006, "Too many visits!").kind, ErrorKind::rate_limited);
    EXPECT_TRUE(error(10006, "Too many visits!").is_retryable);
    EXPECT_EQ(error(10016, "Server error").kind, ErrorKind::refused);
    EXPECT_TRUE(error(10016, "Server error").is_retryable);
    const auto wrong = error(10001, "params error: baseCoin invalid");
    EXPECT_EQ(wrong.kind, ErrorKind::refused);
    EXPECT_FALSE(wrong.is_retryable);
    EXPECT_NE(wrong.message.find("baseCoin invalid"), std::string::npos);
    EXPECT_FALSE(error(10024, "region").is_retryable);
}

TEST(BybitRefusal, SaysWhetherToAskAgain) {
    const auto refusal = [](int status, std::string_view body) {
        return bybit_linear().exchange().rest_refusal(status, body);
    };
    const auto forbidden = refusal(403, "access too frequent");
    EXPECT_EQ(forbidden.kind, ControlKind::refused);
    EXPECT_TRUE(forbidden.is_retryable);
    EXPECT_EQ(forbidden.until.value, 0) << "it says not until when";
    EXPECT_EQ(forbidden.text.view(), "HTTP 403");
    const auto often = refusal(200, R"({"retCode":10006,"retMsg":"Too many visits!"})");
    EXPECT_EQ(often.kind, ControlKind::rate_limited);
    EXPECT_EQ(often.code, 10006);
    EXPECT_EQ(refusal(429, "").kind, ControlKind::rate_limited);
    EXPECT_TRUE(refusal(502, "<html>").is_retryable);
    EXPECT_TRUE(refusal(400, R"({"retCode":10000,"retMsg":"Server Timeout"})").is_retryable);
    EXPECT_FALSE(refusal(400, R"({"retCode":10001,"retMsg":"params error"})").is_retryable);
    EXPECT_FALSE(refusal(404, "").is_retryable);
    EXPECT_EQ(refusal(400, R"({"retCode":10001,"retMsg":"params error"})").text.view(),
              "params error");
}

}  // namespace
}  // namespace mdc::test
