#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/binance_play.hpp"

namespace mdc::sim {
namespace {

std::string header(const HttpReply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) return value;
    }
    return "";
}

TEST(BinanceRest, PingAndTime) {
    BinancePlay play;
    EXPECT_EQ(play.get("/api/v3/ping").body, "{}");
    EXPECT_EQ(play.get("/api/v3/time").body, R"({"serverTime":1795620000000})");
    EXPECT_EQ(play.get("/api/v3/other").status, 404);
}

TEST(BinanceRest, DepthHasAsManyLevelsAsAsked) {
    BinancePlay play;
    for (const std::size_t limit : {1U, 5U, 100U}) {
        const auto reply =
            play.get("/api/v3/depth", {{"symbol", "BTCUSDT"}, {"limit", std::to_string(limit)}});
        simdjson::dom::parser parser;
        const auto body = parser.parse(reply.body).value();
        EXPECT_EQ(simdjson::dom::array(body["bids"]).size(), limit);
        EXPECT_EQ(simdjson::dom::array(body["asks"]).size(), limit);
    }
    simdjson::dom::parser parser;
    const auto usual = play.get("/api/v3/depth", {{"symbol", "ETHUSDT"}});
    EXPECT_EQ(simdjson::dom::array(parser.parse(usual.body)["bids"]).size(), 100U);
}

TEST(BinanceRest, RefusesInTheVenuesWords) {
    BinancePlay play;
    const auto depth = [&](std::vector<std::pair<std::string, std::string>> query) {
        const auto reply = play.get("/api/v3/depth", std::move(query));
        EXPECT_EQ(reply.status, 400);
        return reply.body;
    };
    EXPECT_EQ(depth({{"symbol", "NOSUCH"}}), R"({"code":-1121,"msg":"Invalid symbol."})");
    EXPECT_EQ(depth({{"symbol", "btcusdt"}}), R"({"code":-1121,"msg":"Invalid symbol."})");
    EXPECT_EQ(depth({}), R"({"code":-1102,"msg":"Mandatory parameter 'symbol' was not sent, was )"
                         R"(empty/null, or malformed."})");
    EXPECT_NE(depth({{"symbol", "BTCUSDT"}, {"limit", "many"}}).find("-1100"), std::string::npos);
    EXPECT_NE(depth({{"symbol", "BTCUSDT"}, {"limit", "0"}}).find("-1130"), std::string::npos);
    EXPECT_EQ(
        depth({{"symbol", "BTCUSDT"}, {"x", "1"}}),
        R"({"code":-1104,"msg":"Not all sent parameters were read; read '1' parameter(s) but )"
        R"(was sent '2'."})");
    EXPECT_EQ(play.get("/api/v3/exchangeInfo", {{"symbols", R"(["BTCUSDT","X"])"}}).body,
              R"({"code":-1121,"msg":"Invalid symbol."})");
    EXPECT_NE(play.get("/api/v3/exchangeInfo", {{"symbols", "BTCUSDT"}}).body.find("-1100"),
              std::string::npos);
}

TEST(BinanceRest, ExchangeInfoListsWhatWasAskedFor) {
    BinancePlay play;
    simdjson::dom::parser parser;
    const auto count = [&](std::vector<std::pair<std::string, std::string>> query) {
        const auto reply = play.get("/api/v3/exchangeInfo", std::move(query));
        return simdjson::dom::array(parser.parse(reply.body)["symbols"]).size();
    };
    EXPECT_EQ(count({}), 2U);
    EXPECT_EQ(count({{"symbol", "ETHUSDT"}}), 1U);
    EXPECT_EQ(count({{"symbols", R"(["BTCUSDT","ETHUSDT"])"}}), 2U);
    const auto reply = play.get("/api/v3/exchangeInfo", {{"symbol", "BTCUSDT"}});
    const auto symbol = parser.parse(reply.body)["symbols"].at(0);
    EXPECT_EQ(std::string_view(symbol["status"]), "TRADING");
    EXPECT_EQ(std::string_view(symbol["filters"].at(0)["tickSize"]), "0.01000000");
    EXPECT_EQ(std::string_view(symbol["filters"].at(1)["stepSize"]), "0.00001000");
}

TEST(BinanceRest, WeightsAddUpThen429Then418) {
    auto options = BinancePlay::small();
    options.limits.rest_weight_per_minute = 275;
    BinancePlay play(options);
    const auto ask = [&](const char* limit) {
        return play.get("/api/v3/depth", {{"symbol", "BTCUSDT"}, {"limit", limit}});
    };
    EXPECT_EQ(header(ask("1000"), "x-mbx-used-weight-1m"), "50");
    EXPECT_EQ(header(ask("500"), "x-mbx-used-weight-1m"), "75");
    EXPECT_EQ(header(ask("100"), "x-mbx-used-weight-1m"), "80");
    play.run(std::chrono::seconds(10));
    const auto refused = ask("5000");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "50") << "until the minute ends";
    EXPECT_NE(refused.body.find("Too much request weight used; current limit is 275"),
              std::string::npos);
    for (int more = 0; more < 9; ++more) EXPECT_EQ(ask("5000").status, 429);
    const auto banned = ask("5000");
    EXPECT_EQ(banned.status, 418);
    EXPECT_EQ(header(banned, "Retry-After"), "120");
    EXPECT_NE(banned.body.find("IP banned until 1795620130000."), std::string::npos) << banned.body;
    play.run(std::chrono::seconds(60));
    EXPECT_EQ(ask("5").status, 418) << "a new minute does not end a ban";
    play.run(std::chrono::seconds(61));
    EXPECT_EQ(ask("5").status, 200);
}

TEST(BinanceRest, FaultsAreRefusedInTheVenuesWords) {
    BinancePlay play;
    Fault fault;
    fault.kind = FaultKind::rest;
    fault.retry_after = std::chrono::seconds(7);
    fault.code = 418;
    const auto banned = play.venue().refusal(fault, play.now());
    EXPECT_EQ(banned.status, 418);
    EXPECT_EQ(header(banned, "Retry-After"), "7");
    EXPECT_NE(banned.body.find("IP banned until 1795620007000"), std::string::npos);
    fault.code = 429;
    EXPECT_NE(play.venue().refusal(fault, play.now()).body.find("-1003"), std::string::npos);
    fault.code = 403;
    EXPECT_EQ(play.venue().refusal(fault, play.now()).status, 403);
}

}  // namespace
}  // namespace mdc::sim
