#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/bybit_play.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;
using Query = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kList = "/v5/market/instruments-info";
constexpr std::string_view kBook = "/v5/market/orderbook";

struct Page {
    std::vector<std::string> symbols;
    std::string cursor;
    std::int64_t code = 0;
};

Page page(BybitPlay& play, const Query& query) {
    simdjson::dom::parser parser;
    const auto reply = play.get(kList, query);
    EXPECT_EQ(reply.status, 200);
    const auto body = parser.parse(reply.body).value();
    Page read;
    read.code = body["retCode"];
    if (read.code != 0) return read;
    for (const auto one : simdjson::dom::array(body["result"]["list"])) {
        read.symbols.emplace_back(std::string_view(one["symbol"]));
    }
    std::string_view cursor;
    if (!body["result"]["nextPageCursor"].get(cursor)) read.cursor = cursor;
    return read;
}

std::string decoded(const std::string& cursor) {
    const auto at = cursor.find("%3D");
    return at == std::string::npos ? cursor : std::string(cursor).replace(at, 3, "=");
}

TEST(BybitRest, ListsComeInPages) {
    auto options = BybitPlay::market("linear");
    options.symbols = {"BTCUSDT", "ETHUSDT", "BTCPERP", "BTCUSDT-25DEC26", "BTC-25DEC26"};
    BybitPlay play(options);
    std::vector<std::string> all;
    Query query = {{"category", "linear"}, {"limit", "2"}};
    for (int pages = 1;; ++pages) {
        const auto read = page(play, query);
        all.insert(all.end(), read.symbols.begin(), read.symbols.end());
        if (read.cursor.empty()) {
            EXPECT_EQ(pages, 3);
            break;
        }
        query = {{"category", "linear"}, {"limit", "2"}, {"cursor", decoded(read.cursor)}};
    }
    EXPECT_EQ(all, options.symbols);
    EXPECT_EQ(page(play, {{"category", "linear"}}).symbols.size(), 5U);
    EXPECT_EQ(page(play, {{"category", "linear"}, {"symbol", "BTCPERP"}}).symbols,
              std::vector<std::string>{"BTCPERP"});
    EXPECT_TRUE(page(play, {{"category", "linear"}, {"status", "PreLaunch"}}).symbols.empty());
    EXPECT_TRUE(page(play, {{"category", "inverse"}}).symbols.empty());
}

TEST(BybitRest, SpotHasNoPages) {
    BybitPlay play("spot");
    const auto read = page(play, {{"category", "spot"}, {"limit", "1"}});
    EXPECT_EQ(read.symbols.size(), 2U);
    EXPECT_EQ(play.get(kList, {{"category", "spot"}}).body.find("nextPageCursor"),
              std::string::npos);
}

TEST(BybitRest, OptionsAreListedByCoin) {
    auto options = BybitPlay::market("option");
    options.symbols = {"BTC-25DEC26-70000-C-USDT", "ETH-25DEC26-3000-P", "BTC-3JAN27-90000-P"};
    BybitPlay play(options);
    EXPECT_EQ(page(play, {{"category", "option"}}).symbols.size(), 2U);
    EXPECT_EQ(page(play, {{"category", "option"}, {"baseCoin", "ETH"}}).symbols.size(), 1U);
    EXPECT_TRUE(page(play, {{"category", "option"}, {"baseCoin", "SOL"}}).symbols.empty());
}

TEST(BybitRest, WhatIsWrongIsSaidWithACode) {
    BybitPlay play("linear");
    EXPECT_EQ(page(play, {}).code, 10001);
    EXPECT_EQ(page(play, {{"category", "futures"}}).code, 10001);
    EXPECT_EQ(page(play, {{"category", "linear"}, {"limit", "1001"}}).code, 10001);
    EXPECT_EQ(page(play, {{"category", "linear"}, {"limit", "x"}}).code, 10001);
    EXPECT_EQ(page(play, {{"category", "linear"}, {"symbol", "NONE"}}).code, 10001);
    EXPECT_EQ(play.get("/v5/market/nothing").status, 404);
}

/// Of the list, what one instrument says under a key of its filters.
std::string filter(BybitPlay& play, std::size_t index, const char* group, const char* key) {
    simdjson::dom::parser parser;
    for (const auto* one : {"spot", "linear", "inverse", "option"}) {
        const auto reply = play.get(kList, {{"category", one}});
        const auto list = parser.parse(reply.body)["result"]["list"];
        if (simdjson::dom::array(list).size() == 0) continue;
        const auto of = list.at(index);
        const auto value = *group == '\0' ? of[key] : of[group][key];
        return std::string(std::string_view(value));
    }
    return "";
}

TEST(BybitRest, StepsAndContractsAgreeWithTheMarket) {
    BybitPlay spot("spot");
    EXPECT_EQ(filter(spot, 0, "priceFilter", "tickSize"), "0.01");
    EXPECT_EQ(filter(spot, 0, "lotSizeFilter", "basePrecision"), "0.00001");
    BybitPlay linear("linear");
    EXPECT_EQ(filter(linear, 0, "lotSizeFilter", "qtyStep"), "0.001");
    EXPECT_EQ(filter(linear, 0, "", "contractType"), "LinearPerpetual");
    EXPECT_EQ(filter(linear, 0, "", "deliveryTime"), "0");
    EXPECT_EQ(filter(linear, 1, "", "contractType"), "LinearFutures");
    EXPECT_EQ(filter(linear, 1, "", "deliveryTime"), "1798185600000");
    EXPECT_EQ(filter(linear, 1, "", "settleCoin"), "USDT");
    BybitPlay inverse("inverse");
    EXPECT_EQ(filter(inverse, 0, "lotSizeFilter", "qtyStep"), "1");
    EXPECT_EQ(filter(inverse, 0, "", "settleCoin"), "BTC");
    EXPECT_EQ(filter(inverse, 1, "", "contractType"), "InverseFutures");
    EXPECT_EQ(filter(inverse, 1, "", "deliveryTime"), "1798185600000") << "the last Friday";
    BybitPlay option("option");
    EXPECT_EQ(filter(option, 0, "", "optionsType"), "Call");
    EXPECT_EQ(filter(option, 1, "", "optionsType"), "Put");
    EXPECT_EQ(filter(option, 0, "priceFilter", "tickSize"), "0.1");
    EXPECT_EQ(filter(option, 0, "lotSizeFilter", "qtyStep"), "0.01");
    EXPECT_EQ(filter(option, 0, "", "deliveryTime"), "1798185600000");
}

TEST(BybitRest, SymbolsSayWhatTheyAre) {
    const auto is = [](const char* venue, const char* symbol, Type type, const char* base,
                       const char* quote) {
        const auto made = make_instrument_of(venue, symbol);
        EXPECT_EQ(made.symbol, symbol);
        EXPECT_EQ(made.type, type) << symbol;
        EXPECT_EQ(made.base, base) << symbol;
        EXPECT_EQ(made.quote, quote) << symbol;
        EXPECT_LE(made.price_decimals + made.qty_decimals, 8) << symbol;
        EXPECT_GT(made.start_price, 0) << symbol;
    };
    is("bybit_spot", "ETHUSDC", Type::spot, "ETH", "USDC");
    is("bybit_linear", "ETHUSDT", Type::perpetual, "ETH", "USDT");
    is("bybit_linear", "ETHPERP", Type::perpetual, "ETH", "USDC");
    is("bybit_linear", "ETHUSDT-3JAN27", Type::future, "ETH", "USDT");
    is("bybit_linear", "ETH-26DEC25", Type::future, "ETH", "USDC");
    is("bybit_linear", "ETHUSDT-OTHER", Type::perpetual, "ETH", "USDT");
    is("bybit_linear", "ETHUSDT-31FEB27", Type::perpetual, "ETH", "USDT");
    is("bybit_inverse", "ETHUSD", Type::perpetual, "ETH", "USD");
    is("bybit_inverse", "ETHUSDH27", Type::future, "ETH", "USD");
    is("bybit_option", "ETH-3JAN27-3000-P", Type::option, "ETH", "USDC");
    is("bybit_option", "SOL-3JAN27-180-C-USDT", Type::option, "SOL", "USDT");
    const auto known = make_instrument("BTCUSDT");
    EXPECT_EQ(make_instrument_of("bybit_inverse", "BTCUSDZ26").start_price, known.start_price);
    EXPECT_EQ(make_instrument_of("bybit_linear", "BTCPERP").start_price, known.start_price);
}

TEST(BybitRest, ABookHasAsManyLevelsAsAsked) {
    BybitPlay play("linear");
    simdjson::dom::parser parser;
    const auto size = [&](const Query& query, const char* side) {
        const auto reply = play.get(kBook, query);
        return simdjson::dom::array(parser.parse(reply.body)["result"][side]).size();
    };
    const Query usual = {{"category", "linear"}, {"symbol", "BTCUSDT"}};
    EXPECT_EQ(size(usual, "b"), 25U);
    for (const std::size_t limit : {1U, 50U, 500U}) {
        auto query = usual;
        query.emplace_back("limit", std::to_string(limit));
        EXPECT_EQ(size(query, "b"), limit);
        EXPECT_EQ(size(query, "a"), limit);
    }
    auto& client = play.connect();
    client.subscribe({"orderbook.1000.BTCUSDT"});
    const auto body = play.get(kBook, usual).body;
    const auto result = parser.parse(body)["result"];
    EXPECT_EQ(std::int64_t(result["u"]), client.frames.back().last_id);
    EXPECT_EQ(std::int64_t(result["seq"]), play.book(0).update_id);
    EXPECT_NE(play.get(kBook, {{"category", "linear"}, {"symbol", "NONE"}}).body.find("10001"),
              std::string::npos);
}

TEST(BybitRest, WhoAsksTooOftenIsForbiddenForTenMinutes) {
    BybitPlay play("spot");
    for (int request = 0; request < 600; ++request) {
        ASSERT_EQ(play.get("/v5/market/time").status, 200);
    }
    const auto refused = play.get("/v5/market/time");
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(refused.body.find("access too frequent"), std::string::npos);
    play.run(599s);
    EXPECT_EQ(play.get("/v5/market/time").status, 403);
    play.run(2s);
    EXPECT_EQ(play.get("/v5/market/time").status, 200);
    for (int second = 0; second < 20; ++second) {
        for (int request = 0; request < 100; ++request) {
            ASSERT_EQ(play.get("/v5/market/time").status, 200);
        }
        play.run(1s);
    }
}

TEST(BybitRest, FaultsRefuseInTheVenuesWords) {
    BybitPlay play("linear");
    Fault fault;
    fault.kind = FaultKind::rest;
    fault.retry_after = 3s;
    fault.code = 403;
    EXPECT_EQ(play.venue().refusal(fault, play.now()).body, "access too frequent");
    for (const int code : {429, 10006}) {
        fault.code = code;
        const auto reply = play.venue().refusal(fault, play.now());
        EXPECT_EQ(reply.status, code == 429 ? 429 : 200);
        EXPECT_EQ(reply.body,
                  R"({"retCode":10006,"retMsg":"Too many visits!","result":{},"retExtInfo":{},)"
                  R"("time":1795620000000})");
        EXPECT_EQ(reply.headers.back().second, "1795620003000");
    }
    fault.code = 503;
    EXPECT_EQ(play.venue().refusal(fault, play.now()).status, 503);
}

}  // namespace
}  // namespace mdc::sim
