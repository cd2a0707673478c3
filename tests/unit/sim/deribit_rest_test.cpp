#include <map>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/deribit_play.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;
using Query = std::vector<std::pair<std::string, std::string>>;
constexpr auto* kList = "/api/v2/public/get_instruments";

/// The list's elements by name, values as JSON.
std::map<std::string, std::map<std::string, std::string>> list(const Query& query) {
    auto options = DeribitPlay::market();
    options.symbols.emplace_back("XRP_USDC-9JAN27-0d625-P");
    DeribitPlay play(options);
    const auto reply = play.get(kList, query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    simdjson::dom::parser parser;
    std::map<std::string, std::map<std::string, std::string>> elements;
    const simdjson::dom::array array = parser.parse(reply.body)["result"];
    for (const auto element : array) {
        auto& keys = elements[std::string(std::string_view(element["instrument_name"]))];
        for (const auto [key, value] : simdjson::dom::object(element)) {
            keys[std::string(key)] =
                value.is_string() ? std::string(std::string_view(value)) : simdjson::minify(value);
        }
    }
    return elements;
}

TEST(DeribitRest, TheListIsOfACurrencyAndAKind) {
    EXPECT_EQ(list({{"currency", "any"}, {"expired", "false"}}).size(), 6U);
    EXPECT_EQ(list({{"currency", "any"}, {"expired", "true"}}).size(), 0U);
    EXPECT_EQ(list({{"currency", "any"}, {"kind", "future"}}).size(), 3U);
    EXPECT_EQ(list({{"currency", "any"}, {"kind", "option"}}).size(), 2U);
    EXPECT_EQ(list({{"currency", "any"}, {"kind", "spot"}}).size(), 1U);
    EXPECT_EQ(list({{"currency", "any"}, {"kind", "future_combo"}}).size(), 0U);
    EXPECT_EQ(list({{"currency", "BTC"}}).size(), 4U) << "with the spot pair";
    EXPECT_EQ(list({{"currency", "USDC"}}).size(), 3U);
    EXPECT_EQ(list({{"currency", "ETH"}}).size(), 0U);
}

TEST(DeribitRest, StepsAndContractsAreThoseOfTheMarket) {
    const auto all = list({{"currency", "any"}});
    const auto& inverse = all.at("BTC-PERPETUAL");
    EXPECT_EQ(inverse.at("tick_size"), "0.1");
    EXPECT_EQ(inverse.at("min_trade_amount"), "1.0");
    EXPECT_EQ(inverse.at("contract_size"), "1.0");
    EXPECT_EQ(inverse.at("instrument_type"), "reversed");
    EXPECT_EQ(inverse.at("quote_currency"), "USD");
    EXPECT_EQ(inverse.at("settlement_currency"), "BTC");
    EXPECT_EQ(inverse.at("settlement_period"), "perpetual");
    EXPECT_EQ(inverse.at("expiration_timestamp"), "32503708800000");
    const auto& linear = all.at("ETH_USDC-PERPETUAL");
    EXPECT_EQ(linear.at("min_trade_amount"), "0.0001");
    EXPECT_EQ(linear.at("contract_size"), "0.0001");
    EXPECT_EQ(linear.at("instrument_type"), "linear");
    EXPECT_EQ(linear.at("quote_currency"), "USDC");
    EXPECT_EQ(linear.at("price_index"), "eth_usdc");
    const auto& dated = all.at("BTC-25DEC26");
    EXPECT_EQ(dated.at("expiration_timestamp"), "1798185600000");
    EXPECT_EQ(dated.at("settlement_period"), "month");
    const auto& option = all.at("BTC-25DEC26-70000-C");
    EXPECT_EQ(option.at("quote_currency"), "BTC");
    EXPECT_EQ(option.at("counter_currency"), "USD");
    EXPECT_EQ(option.at("strike"), "70000.0");
    EXPECT_EQ(option.at("option_type"), "call");
    EXPECT_EQ(option.at("contract_size"), "1.0");
    EXPECT_EQ(option.at("tick_size"), "0.0001");
    const auto& put = all.at("XRP_USDC-9JAN27-0d625-P");
    EXPECT_EQ(put.at("strike"), "0.625");
    EXPECT_EQ(put.at("option_type"), "put");
    EXPECT_EQ(put.at("settlement_currency"), "USDC");
    EXPECT_EQ(put.at("expiration_timestamp"), "1799481600000");
    const auto& spot = all.at("BTC_USDC");
    EXPECT_EQ(spot.at("kind"), "spot");
    EXPECT_EQ(std::stod(spot.at("min_trade_amount")), 0.00001);
    EXPECT_FALSE(spot.contains("settlement_period"));
    EXPECT_FALSE(spot.contains("settlement_currency"));
}

TEST(DeribitRest, WhatIsMissingOrWrongHasItsCode) {
    DeribitPlay play;
    const auto error_of = [&](const Query& query) {
        const auto reply = play.get(kList, query);
        EXPECT_EQ(reply.status, 400);
        return reply.body.substr(17, reply.body.find(R"(,"usIn")") - 17);
    };
    EXPECT_EQ(error_of({}), R"("error":{"code":-32602,"data":{"reason":"missing",)"
                            R"("param":"currency"},"message":"Invalid params"})");
    EXPECT_NE(error_of({{"currency", "XYZ"}}).find("invalid value"), std::string::npos);
    EXPECT_NE(error_of({{"currency", "BTC"}, {"kind", "swap"}}).find("kind"), std::string::npos);
    EXPECT_NE(error_of({{"currency", "BTC"}, {"expired", "1"}}).find("expired"), std::string::npos);
    EXPECT_EQ(play.get("/api/v2/public/no_such").status, 400);
    EXPECT_NE(play.get("/api/v2/public/no_such").body.find("-32601"), std::string::npos);
    EXPECT_NE(play.get("/api/v2/private/get_positions").body.find("13009"), std::string::npos);
    EXPECT_EQ(play.get("/api/v5/public/time").status, 404);
}

TEST(DeribitRest, FiveListsAtOnceAndOneInTenSeconds) {
    DeribitPlay play;
    const auto status = [&] { return play.get(kList, {{"currency", "any"}}).status; };
    for (int count = 0; count < 5; ++count) ASSERT_EQ(status(), 200);
    EXPECT_EQ(status(), 429);
    EXPECT_NE(play.get(kList, {{"currency", "any"}}).body.find("10028"), std::string::npos);
    EXPECT_EQ(play.get("/api/v2/public/get_time").status, 200);
    play.run(9900ms);
    EXPECT_EQ(status(), 429);
    play.run(100ms);
    EXPECT_EQ(status(), 200);
    EXPECT_EQ(status(), 429);
}

TEST(DeribitRest, FaultsSpeakItsLanguage) {
    DeribitPlay play;
    Fault fault;
    fault.code = 429;
    EXPECT_NE(play.venue().refusal(fault, play.now()).body.find(R"("code":10028)"),
              std::string::npos);
    fault.code = 503;
    EXPECT_NE(play.venue().refusal(fault, play.now()).body.find(R"("code":11051)"),
              std::string::npos);
    fault.code = 403;
    EXPECT_EQ(play.venue().refusal(fault, play.now()).body.find("jsonrpc"), std::string::npos);
}

}  // namespace
}  // namespace mdc::sim
