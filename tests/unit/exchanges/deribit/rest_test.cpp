#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/deribit/deribit.hpp"

#include "tests/support/fixtures.hpp"

namespace mdc::test {
namespace {

using exchanges::deribit::Deribit;

Result<exchanges::InstrumentPage> parse(std::string_view body) {
    return Deribit().parse_instruments({}, body);
}

std::vector<Instrument> listed() {
    return parse(fixture("deribit", "instruments.list")).value().instruments;
}

TEST(DeribitInstruments, OneRequestAsksForAll) {
    for (const auto& tickers : {std::vector<std::string>{}, {"BTC-PERPETUAL", "ETH-PERPETUAL"}}) {
        const auto requests = Deribit().instruments_requests(tickers);
        ASSERT_EQ(requests.size(), 1u);
        EXPECT_EQ(requests[0].kind, Request::Kind::rest_instruments);
        EXPECT_EQ(requests[0].target, "/api/v2/public/get_instruments?currency=any&expired=false");
        EXPECT_EQ(Deribit().facts().limits.rest_weight_per_minute / requests[0].weight, 6);
    }
}

TEST(DeribitInstruments, APerpetualCountsMoneyAndNeverExpires) {
    const auto list = listed();
    ASSERT_EQ(list.size(), 9u);
    const auto& perpetual = list[0];
    EXPECT_EQ(perpetual.exchange, ExchangeId::deribit);
    EXPECT_EQ(perpetual.ticker, "BTC-PERPETUAL");
    EXPECT_EQ(perpetual.type, InstrumentType::perpetual);
    EXPECT_EQ(perpetual.status, "open");
    EXPECT_TRUE(perpetual.is_trading);
    EXPECT_EQ(perpetual.base, "BTC");
    EXPECT_EQ(perpetual.quote, "USD");
    EXPECT_EQ(perpetual.underlying, "btc_usd");
    EXPECT_EQ(perpetual.contract_value, 10);
    EXPECT_EQ(perpetual.contract_unit, "USD");
    EXPECT_EQ(perpetual.tick_size, 0.5);
    EXPECT_EQ(perpetual.lot_size, 10);
    EXPECT_TRUE(is_null(perpetual.expiry));
    EXPECT_TRUE(is_null(perpetual.known_depth));
}

TEST(DeribitInstruments, DatedFuturesExpire) {
    const auto future = listed()[1];
    EXPECT_EQ(future.type, InstrumentType::future);
    EXPECT_EQ(future.expiry, 1'798'185'600'000'000);
    EXPECT_EQ(future.contract_unit, "USD");
}

TEST(DeribitInstruments, LinearFuturesAndOptionsCountCoins) {
    const auto list = listed();
    EXPECT_EQ(list[2].type, InstrumentType::perpetual);
    EXPECT_EQ(list[2].contract_unit, "BTC");
    EXPECT_EQ(list[2].contract_value, 0.0001);
    EXPECT_EQ(list[2].underlying, "btc_usdc");
    EXPECT_EQ(list[3].type, InstrumentType::option);
    EXPECT_EQ(list[3].contract_unit, "BTC");
    EXPECT_EQ(list[3].tick_size, 0.0001);
    EXPECT_EQ(list[3].quote, "BTC");
    EXPECT_EQ(list[4].ticker, "XRP_USDC-25DEC26-0d625-P");
    EXPECT_EQ(list[4].contract_unit, "XRP");
    EXPECT_EQ(list[4].tick_size, 0.0001);
}

TEST(DeribitInstruments, SpotHasNoContract) {
    const auto spot = listed()[5];
    EXPECT_EQ(spot.type, InstrumentType::spot);
    EXPECT_EQ(spot.contract_unit, "");
    EXPECT_TRUE(is_null(spot.contract_value));
    EXPECT_TRUE(is_null(spot.expiry));
    EXPECT_EQ(spot.lot_size, 0.0001);
}

TEST(DeribitInstruments, CombinationsAreOfAnotherType) {
    const auto list = listed();
    EXPECT_EQ(list[6].type, InstrumentType::other);
    EXPECT_EQ(list[6].contract_unit, "USD");
    EXPECT_EQ(list[7].type, InstrumentType::other);
    EXPECT_EQ(list[7].contract_unit, "BTC");
}

TEST(DeribitInstruments, APauseIsNoEnd) {
    const auto list = listed();
    EXPECT_EQ(list[4].status, "settlement");
    EXPECT_TRUE(list[4].is_trading);
    EXPECT_EQ(list[8].status, "inactive");
    EXPECT_FALSE(list[8].is_trading);
}

TEST(DeribitInstruments, TheListAndTheNameSayTheSameType) {
    for (const auto& instrument : listed()) {
        EXPECT_EQ(Deribit().instrument_of(instrument.ticker).type, instrument.type)
            << instrument.ticker;
    }
}

// As lists were before there was a type of the contract in them.
TEST(DeribitInstruments, ListsOf2021AreRead) {
    const auto page =
        parse(R"({"jsonrpc":"2.0","result":[{"tick_size":0.05,"settlement_period":"perpetual",)"
              R"("quote_currency":"USD","min_trade_amount":1,"kind":"future","is_active":true,)"
              R"("instrument_name":"ETH-PERPETUAL","expiration_timestamp":32503708800000,)"
              R"("contract_size":1.0,"base_currency":"ETH"},{"tick_size":0.001,"kind":"future",)"
              R"("settlement_period":"perpetual","quote_currency":"USDC","future_type":"linear",)"
              R"("instrument_name":"UNI_USDC-PERPETUAL","contract_size":1,"base_currency":"UNI",)"
              R"("is_active":false}],"testnet":false})");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->instruments[0].contract_unit, "USD");
    EXPECT_EQ(page->instruments[0].status, "");
    EXPECT_TRUE(page->instruments[0].is_trading);
    EXPECT_EQ(page->instruments[1].contract_unit, "UNI");
    EXPECT_FALSE(page->instruments[1].is_trading);
}

TEST(DeribitInstruments, WhatIsNoListIsAnErrorThatMayPass) {
    for (const auto* body :
         {"", "{}", "[]", "<html>", R"({"result":5})", R"({"result":{}})", R"({"result":[5]})",
          R"({"result":[{"kind":"spot"}]})", R"({"result":[{"instrument_name":5}]})",
          R"({"result":[{"instrument_name":"A","tick_size":"0.5"}]})", R"({"error":"no"})",
          R"({"error":{"message":"no code"}})"}) {
        const auto list = parse(body);
        ASSERT_FALSE(list) << body;
        EXPECT_EQ(list.error().kind, ErrorKind::malformed) << body;
        EXPECT_TRUE(list.error().is_retryable) << body;
        EXPECT_TRUE(list.error().message.ends_with(".")) << body;
    }
    const auto none = parse(R"({"jsonrpc":"2.0","result":[]})");
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->instruments.empty());
    EXPECT_FALSE(none->next);
}

TEST(DeribitInstruments, AnErrorInTheBodyIsNoList) {
    const auto limited =
        parse(R"({"jsonrpc":"2.0","error":{"message":"too_many_requests","code":10028},"usIn":1})");
    ASSERT_FALSE(limited);
    EXPECT_EQ(limited.error().kind, ErrorKind::rate_limited);
    EXPECT_TRUE(limited.error().is_retryable);
    const auto closed = parse(R"({"error":{"message":"system_maintenance","code":11051}})");
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().kind, ErrorKind::refused);
    EXPECT_TRUE(closed.error().is_retryable);
    const auto wrong = parse(
        R"({"error":{"message":"Invalid params","data":{"reason":"unknown currency"},"code":-32602}})");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind, ErrorKind::refused);
    EXPECT_FALSE(wrong.error().is_retryable);
    EXPECT_NE(wrong.error().message.find("Invalid params: unknown currency (-32602)."),
              std::string::npos);
}

TEST(DeribitRefusal, LimitsAreToldByStatusAndByCode) {
    const auto connections = Deribit().rest_refusal(429, "<html>");
    EXPECT_EQ(connections.kind, ControlKind::rate_limited);
    EXPECT_TRUE(connections.is_retryable);
    EXPECT_EQ(connections.text.view(), "HTTP 429");
    const auto credits =
        Deribit().rest_refusal(400, R"({"error":{"message":"too_many_requests","code":10028}})");
    EXPECT_EQ(credits.kind, ControlKind::rate_limited);
    EXPECT_EQ(credits.code, 10028);
    EXPECT_TRUE(credits.is_retryable);
}

TEST(DeribitRefusal, WhatMayPassIsAskedAgain) {
    const auto is_retryable = [](int status, std::string_view body) {
        const auto event = Deribit().rest_refusal(status, body);
        EXPECT_EQ(event.kind, ControlKind::refused);
        EXPECT_FALSE(event.text.empty());
        return event.is_retryable;
    };
    EXPECT_TRUE(is_retryable(502, "<html>"));
    EXPECT_TRUE(is_retryable(403, "<html>"));
    EXPECT_TRUE(is_retryable(400, R"({"error":{"message":"unavailable","code":13503}})"));
    EXPECT_FALSE(is_retryable(400, R"({"error":{"message":"Invalid params","code":-32602}})"));
    EXPECT_FALSE(is_retryable(403, R"({"error":{"message":"country_is_banned","code":12005}})"));
    EXPECT_FALSE(is_retryable(404, ""));
    EXPECT_FALSE(is_retryable(451, ""));
}

}  // namespace
}  // namespace mdc::test
