#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

const exchanges::Exchange& usdm() { return *exchanges::find(ExchangeId::binance_usdm); }

std::vector<Instrument> listed() {
    return usdm()
        .parse_instruments({}, fixture("binance_usdm", "instruments.list"))
        .value()
        .instruments;
}

TEST(BinanceUsdmInstruments, APerpetualIsOneUnitOfItsBase) {
    const auto bitcoin = listed().at(0);
    EXPECT_EQ(bitcoin.exchange, ExchangeId::binance_usdm);
    EXPECT_EQ(bitcoin.ticker, "BTCUSDT");
    EXPECT_EQ(bitcoin.type, InstrumentType::perpetual);
    EXPECT_EQ(bitcoin.underlying, "BTCUSDT");
    EXPECT_EQ(bitcoin.base, "BTC");
    EXPECT_EQ(bitcoin.quote, "USDT");
    EXPECT_EQ(bitcoin.tick_size, 0.1);
    EXPECT_EQ(bitcoin.lot_size, 0.001);  // not that of market orders
    EXPECT_EQ(bitcoin.contract_value, 1);
    EXPECT_EQ(bitcoin.contract_unit, "BTC");
    EXPECT_TRUE(bitcoin.is_trading);
    EXPECT_TRUE(is_null(bitcoin.expiry));
}

TEST(BinanceUsdmInstruments, ADatedFutureExpires) {
    const auto dated = listed().at(1);
    EXPECT_EQ(dated.ticker, "BTCUSDT_261225");
    EXPECT_EQ(dated.type, InstrumentType::future);
    EXPECT_EQ(dated.underlying, "BTCUSDT");
    EXPECT_EQ(dated.expiry, 1'798'185'600'000'000);
}

TEST(BinanceUsdmInstruments, WhatIsTradedOfStocksIsAPerpetualLikeAnyOther) {
    const auto stock = listed().at(2);
    EXPECT_EQ(stock.ticker, "TSLAUSDT");
    EXPECT_EQ(stock.type, InstrumentType::perpetual);
}

TEST(BinanceUsdmInstruments, ADelistedOneDoesNotTradeAndAnUnfinishedOneIsTolerated) {
    const auto settling = listed().at(3);
    EXPECT_EQ(settling.status, "SETTLING");
    EXPECT_FALSE(settling.is_trading);
    EXPECT_TRUE(is_null(settling.expiry));
    const auto pending = listed().at(4);
    EXPECT_EQ(pending.ticker, "BTCSTUSDT");
    EXPECT_EQ(pending.type, InstrumentType::perpetual);
    EXPECT_FALSE(pending.is_trading);
}

TEST(BinanceUsdmInstruments, TheCoinMarginedMarketsAreLeftOut) {
    const auto list = listed();
    EXPECT_EQ(list.size(), 6u);
    for (const auto& instrument : list) EXPECT_NE(instrument.ticker, "BTCUSD_PERP");
}

TEST(BinanceUsdmInstruments, AnAbsurdDateIsNone) {
    const auto page = usdm().parse_instruments(
        {}, R"({"symbols":[{"symbol":"A_1","deliveryDate":9223372036854775807},)"
            R"({"symbol":"A_2","deliveryDate":-1},{"symbol":"A_3","deliveryDate":"x"}]})");
    ASSERT_TRUE(page);
    ASSERT_EQ(page->instruments.size(), 3u);
    for (const auto& instrument : page->instruments) EXPECT_TRUE(is_null(instrument.expiry));
}

TEST(BinanceUsdmRefusal, ABanIsReadFromTheTextAlone) {
    const auto banned = usdm().rest_refusal(
        418, R"({"code":-1003,"msg":"Way too many requests; IP banned until 1795625300123. )"
             R"(Please use the websocket for live updates to avoid bans."})");
    EXPECT_EQ(banned.kind, ControlKind::rate_limited);
    EXPECT_EQ(banned.until.value, 1'795'625'300'123'000);
    const auto absurd =
        usdm().rest_refusal(418, R"({"code":-1003,"msg":"IP banned until 9223372036854775807."})");
    EXPECT_EQ(absurd.kind, ControlKind::rate_limited);
    EXPECT_EQ(absurd.until.value, 0);
}

TEST(BinanceUsdmRefusal, AWrongDepthIsForGood) {
    const auto event =
        usdm().rest_refusal(400, R"({"code":-4021,"msg":"'17' is not valid depth limit."})");
    EXPECT_EQ(event.kind, ControlKind::refused);
    EXPECT_EQ(event.code, -4021);
    EXPECT_FALSE(event.is_retryable);
}

}  // namespace
}  // namespace mdc::test
