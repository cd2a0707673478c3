#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/bybit_play.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* kCall = "BTC-25DEC26-70000-C-USDT";

/// A reply without the name of its connection, which differs.
std::string plain(std::string reply) {
    const auto at = reply.find(R"("conn_id":")");
    if (at == std::string::npos) return reply;
    return reply.erase(at, reply.find(',', at) + 1 - at);
}

TEST(BybitSession, EachCategoryHasItsPathAndItsAnswer) {
    BybitPlay spot("spot");
    EXPECT_EQ(plain(spot.connect().subscribe({"tickers.BTCUSDT"})),
              R"({"success":true,"ret_msg":"subscribe","req_id":"7","op":"subscribe"})");
    for (const auto* category : {"linear", "inverse"}) {
        BybitPlay play(category);
        EXPECT_EQ(plain(play.connect().subscribe({"tickers." + play.instrument(0).symbol})),
                  R"({"success":true,"ret_msg":"","req_id":"7","op":"subscribe"})");
        EXPECT_EQ(play.connect("/v5/public/spot").refused, 404);
        EXPECT_EQ(play.connect("/v5/public").refused, 404);
    }
    BybitPlay option("option");
    EXPECT_EQ(plain(option.connect().subscribe({"publicTrade.BTC"})),
              R"({"success":true,"data":{"failTopics":[],"successTopics":["publicTrade.BTC"]},)"
              R"("type":"COMMAND_RESP"})");
}

TEST(BybitSession, PongsHaveTheShapeOfTheirCategory) {
    BybitPlay spot("spot");
    EXPECT_EQ(plain(spot.connect().ask(R"({"op":"ping"})")),
              R"({"success":true,"ret_msg":"pong","op":"ping"})");
    BybitPlay linear("linear");
    EXPECT_EQ(plain(linear.connect().ask(R"({"op":"ping"})")),
              R"({"success":true,"ret_msg":"pong","req_id":"","op":"ping"})");
    EXPECT_EQ(plain(linear.connect().ask(R"({"req_id":"a","op":"ping"})")),
              R"({"success":true,"ret_msg":"pong","req_id":"a","op":"ping"})");
    BybitPlay option("option");
    EXPECT_EQ(option.connect().ask(R"({"op":"ping"})"),
              R"({"args":["1795620000000"],"op":"pong"})");
}

TEST(BybitSession, OneBadTopicRefusesAllOfItsRequest) {
    BybitPlay play("linear");
    auto& client = play.connect();
    for (const auto* bad : {"orderbook.500.BTCUSDT", "orderbook.50.btcusdt", "orderbook.50.BTCUSD",
                            "trade.BTCUSDT"}) {
        EXPECT_EQ(plain(client.subscribe({"orderbook.50.BTCUSDT", bad})),
                  R"({"success":false,"ret_msg":"error:handler not found,topic:)" +
                      std::string(bad) + R"(","req_id":"7","op":"subscribe"})");
    }
    EXPECT_EQ(client.topic_count(), 0U);
    EXPECT_TRUE(client.frames.empty());
}

TEST(BybitSession, ATopicTwiceRefusesItsRequestAndTheOldOneGoesOn) {
    BybitPlay play("inverse");
    auto& client = play.connect();
    client.subscribe({"orderbook.50.BTCUSD"});
    const std::string already =
        R"({"success":false,"ret_msg":"error:already subscribed,topic:orderbook.50.BTCUSD",)"
        R"("req_id":"7","op":"subscribe"})";
    EXPECT_EQ(plain(client.subscribe({"tickers.BTCUSD", "orderbook.50.BTCUSD"})), already);
    EXPECT_EQ(client.topic_count(), 1U);
    const auto before = client.frames.size();
    play.run(1s);
    EXPECT_GT(client.frames.size(), before);
    auto& other = play.connect();
    EXPECT_EQ(plain(other.subscribe({"orderbook.50.BTCUSD", "orderbook.50.BTCUSD"})), already);
}

TEST(BybitSession, SpotTakesTenTopicsAtOnce) {
    auto options = BybitPlay::market("spot");
    options.symbols = {"BTCUSDT", "ETHUSDT", "SOLUSDT"};
    BybitPlay play(options);
    std::vector<std::string> names;
    for (const auto& symbol : options.symbols) {
        for (const auto* channel : {"orderbook.1.", "orderbook.50.", "publicTrade.", "tickers."}) {
            names.push_back(channel + symbol);
        }
    }
    names.resize(11);
    auto& client = play.connect();
    EXPECT_EQ(plain(client.subscribe(names)),
              R"({"success":false,"ret_msg":"args size >10","req_id":"7","op":"subscribe"})");
    names.resize(10);
    client.subscribe(names);
    EXPECT_EQ(client.topic_count(), 10U);
}

TEST(BybitSession, OptionsAnswerForEachTopic) {
    BybitPlay play("option");
    auto& client = play.connect();
    const auto book = std::string("orderbook.25.") + kCall;
    EXPECT_EQ(plain(client.subscribe({book, "orderbook.50.X", book, "publicTrade.ETH"})),
              R"({"success":true,"data":{"failTopics":["orderbook.50.X",")" + book +
                  R"(","publicTrade.ETH"],"successTopics":[")" + book +
                  R"("]},"type":"COMMAND_RESP"})");
    EXPECT_EQ(client.topic_count(), 1U);
    EXPECT_EQ(client.frames.size(), 1U);
    EXPECT_EQ(plain(client.subscribe({"nothing"})),
              R"({"success":false,"data":{"failTopics":["nothing"],"successTopics":[]},)"
              R"("type":"COMMAND_RESP"})");
}

TEST(BybitSession, AConnectionHasRoomForSoManyCharacters) {
    auto options = BybitPlay::market("linear");
    options.symbols.clear();
    options.levels = 60;
    options.rate = 1;
    for (int one = 0; one < 200; ++one) {
        options.symbols.push_back("COIN" + std::to_string(1000 + one) + "USDT");
    }
    BybitPlay play(options);
    std::vector<std::string> names;  // of 27 characters, with what stands around them
    for (const auto& symbol : options.symbols) names.push_back("publicTrade." + symbol);
    auto& client = play.connect();
    client.subscribe(names);
    EXPECT_EQ(client.topic_count(), 200U);
    for (auto& name : names) name.replace(0, 12, "orderbook.50.");
    client.subscribe(names);
    for (auto& name : names) name.replace(0, 12, "orderbook.200");
    client.subscribe(names);
    EXPECT_EQ(client.topic_count(), 600U) << "16,400 characters";
    for (auto& name : names) name.replace(0, 13, "orderbook.1000");
    EXPECT_EQ(plain(client.subscribe(names)),
              R"({"success":false,"ret_msg":"error:too many args","req_id":"7","op":"subscribe"})");
    names.resize(100);
    client.subscribe(names);
    EXPECT_EQ(client.topic_count(), 700U);
}

TEST(BybitSession, WhatNobodyUnderstandsIsRefusedAndTheConnectionStays) {
    BybitPlay play("linear");
    auto& client = play.connect();
    EXPECT_EQ(plain(client.ask("nonsense")),
              R"({"success":false,"ret_msg":"Failed to decode incoming data: invalid character",)"
              R"("req_id":"","op":""})");
    EXPECT_EQ(plain(client.ask(R"({"req_id":"1","op":"auth","args":[]})")),
              R"({"success":false,"ret_msg":"error:invalid op","req_id":"1","op":""})");
    for (const auto* args :
         {"", R"(,"args":[])", R"(,"args":"tickers.BTCUSDT")", R"(,"args":[7])"}) {
        EXPECT_EQ(plain(client.ask(R"({"op":"subscribe")" + std::string(args) + "}")),
                  R"({"success":false,"ret_msg":"error:request args is empty","req_id":"",)"
                  R"("op":"subscribe"})");
    }
    // A name of theirs that needs escaping must come back so.
    const auto odd = client.ask(R"({"req_id":"\"","op":"subscribe","args":["a\"b"]})");
    simdjson::dom::parser parser;
    const auto parsed = parser.parse(odd);
    EXPECT_EQ(std::string_view(parsed["req_id"]), "\"");
    EXPECT_EQ(std::string_view(parsed["ret_msg"]), "error:handler not found,topic:a\"b");
    EXPECT_EQ(client.close_code, 0);
}

TEST(BybitSession, AnUnsubscribedTopicIsSilentAndMayComeBack) {
    BybitPlay play("linear");
    auto& client = play.connect();
    client.subscribe({"orderbook.50.BTCUSDT"});
    play.run(500ms);
    EXPECT_EQ(plain(client.ask(R"({"op":"unsubscribe","args":["orderbook.50.BTCUSDT"]})")),
              R"({"success":true,"ret_msg":"","req_id":"","op":"unsubscribe"})");
    const auto before = client.frames;
    play.run(500ms);
    EXPECT_EQ(client.frames.size(), before.size());
    client.subscribe({"orderbook.50.BTCUSDT"});
    ASSERT_EQ(client.frames.size(), before.size() + 1);
    EXPECT_TRUE(client.frames.back().is_picture);
    EXPECT_GT(client.frames.back().last_id, before.back().last_id + 5) << "it went on counting";
}

TEST(BybitSession, TheAnswerComesBeforeThePicture) {
    BybitPlay play("spot");
    auto& client = play.connect();
    client.subscribe({"orderbook.1.BTCUSDT", "orderbook.200.BTCUSDT"});
    ASSERT_EQ(client.all.size(), 3U);
    EXPECT_NE(client.all[0].find("success"), std::string::npos);
    EXPECT_NE(client.all[1].find(R"("topic":"orderbook.1.BTCUSDT")"), std::string::npos);
    EXPECT_NE(client.all[2].find(R"("topic":"orderbook.200.BTCUSDT")"), std::string::npos);
}

TEST(BybitSession, AnIdleConnectionWithoutTopicsEndsAfterTenMinutes) {
    auto options = BybitPlay::market("linear");
    options.rate = 0.1;
    BybitPlay play(options);
    auto& idle = play.connect();
    auto& alive = play.connect();
    auto& carries = play.connect();
    carries.subscribe({"orderbook.1.BTCUSDT"});
    play.run(9min);
    alive.ask(R"({"op":"ping"})");
    play.run(1min);
    EXPECT_EQ(idle.close_code, 0);
    play.run(1s);
    EXPECT_EQ(idle.close_code, 1001);
    EXPECT_EQ(alive.close_code, 0);
    play.run(10min);
    EXPECT_EQ(alive.close_code, 1001);
    EXPECT_EQ(carries.close_code, 0);
}

TEST(BybitSession, StatusIsAConnectionOfItsOwn) {
    BybitPlay play("linear");
    auto& status = play.connect("/v5/public/misc/status");
    EXPECT_EQ(plain(status.ask(R"({"req_id":"s","op":"subscribe","args":["system.status"]})")),
              R"({"success":true,"ret_msg":"","req_id":"s","op":"subscribe"})");
    EXPECT_NE(status.subscribe({"tickers.BTCUSDT"}).find("handler not found"), std::string::npos);
    EXPECT_NE(status.subscribe({"system.status"}).find("already subscribed"), std::string::npos);
    EXPECT_NE(play.connect().subscribe({"system.status"}).find("handler not found"),
              std::string::npos);
    play.run(1s);
    EXPECT_TRUE(status.frames.empty());
}

TEST(BybitSession, TooManyConnectionsOfAnAddressAreRefused) {
    auto options = BybitPlay::market("spot");
    options.limits.connects_per_5_minutes = 2;
    BybitPlay play(options);
    EXPECT_EQ(play.connect().refused, 0);
    EXPECT_EQ(play.connect().refused, 0);
    EXPECT_EQ(play.connect().refused, 429);
    EXPECT_EQ(play.connect("", "127.0.0.1").refused, 0);
    play.run(301s);
    EXPECT_EQ(play.connect().refused, 0);
}

TEST(BybitSession, ALifetimeEndsAConnectionWithoutNotice) {
    auto options = BybitPlay::market("spot");
    options.limits.lifetime = 2s;
    BybitPlay play(options);
    auto& client = play.connect();
    client.subscribe({"tickers.BTCUSDT"});
    const auto replies = client.replies.size();
    client.session->announce_shutdown(play.now());
    play.run(2s);
    EXPECT_EQ(client.close_code, 0);
    play.run(100ms);
    EXPECT_EQ(client.close_code, 1001);
    EXPECT_EQ(client.replies.size(), replies);
}

}  // namespace
}  // namespace mdc::sim
