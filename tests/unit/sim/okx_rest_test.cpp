#include <map>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/okx_play.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;
using Query = std::vector<std::pair<std::string, std::string>>;
constexpr auto* kList = "/api/v5/public/instruments";

/// The list's elements by name.
std::map<std::string, std::map<std::string, std::string>> list(OkxPlay& play, const Query& query) {
    const auto reply = play.get(kList, query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    simdjson::dom::parser parser;
    const auto body = parser.parse(reply.body).value();
    EXPECT_EQ(std::string_view(body["code"]), "0");
    std::map<std::string, std::map<std::string, std::string>> elements;
    for (const auto element : simdjson::dom::array(body["data"])) {
        auto& keys = elements[std::string(std::string_view(element["instId"]))];
        for (const auto [key, value] : simdjson::dom::object(element)) {
            keys[std::string(key)] =
                value.is_string() ? std::string(std::string_view(value)) : simdjson::minify(value);
        }
    }
    return elements;
}

TEST(OkxRest, EachTypeHasItsList) {
    OkxPlay play;
    EXPECT_EQ(list(play, {{"instType", "SPOT"}}).size(), 1U);
    EXPECT_EQ(list(play, {{"instType", "SWAP"}}).size(), 2U);
    EXPECT_EQ(list(play, {{"instType", "FUTURES"}}).size(), 1U);
    EXPECT_EQ(list(play, {{"instType", "MARGIN"}}).size(), 0U);
    EXPECT_EQ(list(play, {{"instType", "OPTION"}, {"instFamily", "BTC-USD"}}).size(), 2U);
    EXPECT_EQ(list(play, {{"instType", "OPTION"}, {"uly", "ETH-USD"}}).size(), 0U);
    EXPECT_EQ(list(play, {{"instType", "SWAP"}, {"instFamily", "BTC-USD"}}).size(), 1U);
    EXPECT_EQ(list(play, {{"instType", "SWAP"}, {"instId", "BTC-USDT-SWAP"}}).size(), 1U);
}

TEST(OkxRest, StepsAndContractsAreThoseOfTheMarket) {
    OkxPlay play;
    const auto spot = list(play, {{"instType", "SPOT"}}).at("BTC-USDT");
    EXPECT_EQ(spot.at("tickSz"), "0.01");
    EXPECT_EQ(spot.at("lotSz"), "0.00001");
    EXPECT_EQ(spot.at("baseCcy"), "BTC");
    EXPECT_EQ(spot.at("quoteCcy"), "USDT");
    EXPECT_EQ(spot.at("ctVal"), "");
    EXPECT_EQ(spot.at("tradeQuoteCcyList"), R"(["USDT"])");
    const auto swaps = list(play, {{"instType", "SWAP"}});
    const auto& linear = swaps.at("BTC-USDT-SWAP");
    EXPECT_EQ(linear.at("lotSz"), "0.01");
    EXPECT_EQ(linear.at("ctType"), "linear");
    EXPECT_EQ(linear.at("ctValCcy"), "BTC");
    EXPECT_EQ(linear.at("settleCcy"), "USDT");
    EXPECT_EQ(linear.at("uly"), "BTC-USDT");
    EXPECT_EQ(linear.at("expTime"), "");
    const auto& inverse = swaps.at("BTC-USD-SWAP");
    EXPECT_EQ(inverse.at("lotSz"), "1");
    EXPECT_EQ(inverse.at("ctType"), "inverse");
    EXPECT_EQ(inverse.at("ctVal"), "100");
    EXPECT_EQ(inverse.at("ctValCcy"), "USD");
    EXPECT_EQ(inverse.at("settleCcy"), "BTC");
    EXPECT_NE(linear.at("instIdCode"), inverse.at("instIdCode"));
}

TEST(OkxRest, WhatIsDatedEndsInTheMorningOfItsDay) {
    OkxPlay play;
    const auto future = list(play, {{"instType", "FUTURES"}}).at("BTC-USD-261225");
    EXPECT_EQ(future.at("expTime"), "1798185600000");
    const auto options = list(play, {{"instType", "OPTION"}, {"instFamily", "BTC-USD"}});
    const auto& put = options.at("BTC-USD-261225-70000-P");
    EXPECT_EQ(put.at("expTime"), "1798185600000");
    EXPECT_EQ(put.at("stk"), "70000");
    EXPECT_EQ(put.at("optType"), "P");
    EXPECT_EQ(put.at("tickSz"), "0.0001");
    EXPECT_EQ(put.at("ctType"), "");
    EXPECT_EQ(put.at("instFamily"), "BTC-USD");
}

TEST(OkxRest, WhatIsMissingOrWrongHasItsCode) {
    OkxPlay play;
    const auto code_of = [&](const Query& query) {
        const auto reply = play.get(kList, query);
        EXPECT_EQ(reply.status, 400);
        return reply.body.substr(0, 15);
    };
    EXPECT_EQ(code_of({}), R"({"code":"50014")");
    EXPECT_EQ(code_of({{"instType", "OPTION"}}), R"({"code":"50014")");
    EXPECT_EQ(code_of({{"instType", "STOCKS"}}), R"({"code":"51000")");
    EXPECT_EQ(code_of({{"instType", "SPOT"}, {"instId", "NO-SUCH"}}), R"({"code":"51001")");
    EXPECT_EQ(play.get("/api/v5/market/no-such").status, 404);
}

TEST(OkxRest, TimeAndStatus) {
    OkxPlay play;
    EXPECT_EQ(play.get("/api/v5/public/time").body,
              R"({"code":"0","data":[{"ts":"1795620000000"}],"msg":""})");
    EXPECT_EQ(play.get("/api/v5/system/status").body, R"({"code":"0","data":[],"msg":""})");
}

TEST(OkxRest, TwentyOfAKindInTwoSeconds) {
    OkxPlay play;
    for (int count = 0; count < 20; ++count) {
        ASSERT_EQ(play.get(kList, {{"instType", "SPOT"}}).status, 200);
    }
    const auto refused = play.get(kList, {{"instType", "SPOT"}});
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.body, R"({"code":"50011","data":[],"msg":"Too Many Requests"})");
    EXPECT_TRUE(refused.headers.empty());
    EXPECT_EQ(play.get(kList, {{"instType", "SWAP"}}).status, 200) << "another kind";
    play.run(2s);
    EXPECT_EQ(play.get(kList, {{"instType", "SPOT"}}).status, 200);
}

TEST(OkxRest, FaultsSpeakItsLanguage) {
    OkxPlay play;
    Fault fault;
    fault.code = 429;
    EXPECT_EQ(play.venue().refusal(fault, play.now()).body,
              R"({"code":"50011","data":[],"msg":"Too Many Requests"})");
    fault.code = 503;
    EXPECT_NE(play.venue().refusal(fault, play.now()).body.find("50001"), std::string::npos);
    fault.code = 403;
    EXPECT_EQ(play.venue().refusal(fault, play.now()).status, 403);
}

}  // namespace
}  // namespace mdc::sim
