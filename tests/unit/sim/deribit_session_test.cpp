#include <gtest/gtest.h>

#include "tests/unit/sim/deribit_play.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// The code of an error, or all of it.
std::string code_of(const std::string& reply) {
    const auto at = reply.find(R"("error":{"code":)");
    if (at == std::string::npos) return reply;
    const auto begin = at + 16;
    return reply.substr(begin, reply.find_first_of(",}", begin) - begin);
}

constexpr std::string_view kTail =
    R"(,"usIn":1795620000000345,"usOut":1795620000000424,"usDiff":79,"testnet":false})";

TEST(DeribitSession, TheAnswerIsWhatExistsInAnotherOrder) {
    DeribitPlay play;
    auto& client = play.connect();
    EXPECT_EQ(client.subscribe({"book.BTC-PERPETUAL.100ms", "quote.NO-SUCH", "book.BTC_USDC.200ms",
                                "trades.BTC_USDC.100ms", "nonsense", "quote.BTC_USDC"}),
              R"({"jsonrpc":"2.0","id":7,"result":["quote.BTC_USDC","trades.BTC_USDC.100ms",)"
              R"("book.BTC-PERPETUAL.100ms"])" +
                  std::string(kTail));
    ASSERT_EQ(client.all.size(), 2U);
    EXPECT_TRUE(contains(client.all[1], R"("type":"snapshot")")) << "after the answer";
    EXPECT_EQ(client.subscribe({"quote.NO-SUCH"}),
              R"({"jsonrpc":"2.0","id":7,"result":[])" + std::string(kTail));
}

TEST(DeribitSession, AnIdIsEchoedAsItIsOrNotAtAll) {
    DeribitPlay play;
    auto& client = play.connect();
    const auto reply = [&](const char* id) {
        return client.say(std::string("{") + id + R"("method":"public/get_time"})").at(0);
    };
    EXPECT_EQ(reply(R"("id":"a\"b",)"),
              R"({"jsonrpc":"2.0","id":"a\"b","result":1795620000000)" + std::string(kTail));
    EXPECT_EQ(reply(R"("id":9000001,)"),
              R"({"jsonrpc":"2.0","id":9000001,"result":1795620000000)" + std::string(kTail));
    EXPECT_EQ(reply(""), R"({"jsonrpc":"2.0","result":1795620000000)" + std::string(kTail));
}

TEST(DeribitSession, WhatIsWrongHasItsCode) {
    DeribitPlay play;
    auto& client = play.connect();
    EXPECT_EQ(client.say("nonsense").at(0),
              R"({"jsonrpc":"2.0","error":{"code":11050,"data":"invalid json",)"
              R"("message":"bad_request"})" +
                  std::string(kTail));
    EXPECT_EQ(client.close_code, 0);
    EXPECT_EQ(code_of(client.say(std::string(33'000, ' ')).at(0)), "-32600");
    EXPECT_EQ(code_of(client.say("[]").at(0)), "-32600");
    EXPECT_EQ(code_of(client.say(R"({"id":7})").at(0)), "-32600");
    EXPECT_EQ(code_of(client.call("public/no_such")), "-32601");
    EXPECT_EQ(code_of(client.call("public/subscribe")), "-32000");
    EXPECT_EQ(code_of(client.call("public/subscribe", "[]")), "-32602");
    EXPECT_EQ(code_of(client.call("public/subscribe", R"({"channels":"quote.BTC_USDC"})")),
              "-32602");
    EXPECT_EQ(code_of(client.call("public/subscribe", R"({"channels":[7]})")), "-32602");
    EXPECT_EQ(code_of(client.subscribe(std::vector<std::string>(501, "quote.BTC_USDC"))), "-32602");
    EXPECT_EQ(client.subscribe({"quote.BTC_USDC"}, "private/subscribe"),
              R"({"jsonrpc":"2.0","id":7,"error":{"code":13009,"data":{"reason":"invalid_token"},)"
              R"("message":"unauthorized"})" +
                  std::string(kTail));
    EXPECT_TRUE(client.frames.empty());
}

TEST(DeribitSession, WithoutALoginOneRawChannelSpoilsTheWholeCall) {
    DeribitPlay play;
    auto& client = play.connect();
    for (const auto* raw : {"book.BTC_USDC.raw", "trades.BTC_USDC.raw", "ticker.BTC_USDC.raw",
                            "trades.future.BTC.raw", "perpetual.BTC-PERPETUAL.raw"}) {
        EXPECT_EQ(client.subscribe({"book.BTC_USDC.100ms", raw}),
                  R"({"jsonrpc":"2.0","id":7,"error":{"code":13778,"message":)"
                  R"("raw_subscriptions_not_available_for_unauthorized"})" +
                      std::string(kTail));
    }
    EXPECT_TRUE(client.frames.empty());
    EXPECT_EQ(code_of(client.call("public/auth", R"({"grant_type":"client_credentials",)"
                                                 R"("client_id":"key","client_secret":"other"})")),
              "13004");
    EXPECT_EQ(code_of(client.call("public/auth", R"({"grant_type":"refresh_token"})")), "-32602");
    EXPECT_EQ(code_of(client.subscribe({"book.BTC_USDC.raw"})), "13778");
    EXPECT_TRUE(contains(client.log_in(), R"("token_type":"bearer"})"));
    EXPECT_TRUE(contains(client.subscribe({"book.BTC_USDC.raw"}), R"("book.BTC_USDC.raw")"));
    EXPECT_TRUE(contains(client.subscribe({"quote.BTC_USDC"}, "private/subscribe"), "quote"));
    EXPECT_EQ(client.frames.size(), 1U);
    EXPECT_EQ(code_of(play.connect().subscribe({"book.BTC_USDC.raw"})), "13778") << "another's";
}

TEST(DeribitSession, LeavingIsAnsweredByWhatWasCarried) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"quote.BTC_USDC", "trades.BTC_USDC.100ms", "book.BTC_USDC.100ms"});
    EXPECT_TRUE(
        contains(client.subscribe({"quote.BTC_USDC", "quote.BTC-PERPETUAL"}, "public/unsubscribe"),
                 R"("result":["quote.BTC_USDC"])"));
    play.run(500ms);
    EXPECT_TRUE(client.of("quote.BTC_USDC").empty());
    EXPECT_FALSE(client.of("trades.BTC_USDC.100ms").empty());
    EXPECT_TRUE(contains(client.call("public/unsubscribe_all"), R"("result":"ok")"));
    const auto before = client.frames.size();
    play.run(500ms);
    EXPECT_EQ(client.frames.size(), before);
}

TEST(DeribitSession, ChannelsThatAreNotPlayedAreSilent) {
    DeribitPlay play;
    auto& client = play.connect();
    for (const auto* channel : {"deribit_price_index.btc_usd", "instrument.state.any.any",
                                "announcements", "book.BTC-PERPETUAL.none.10.100ms",
                                "incremental_ticker.BTC-PERPETUAL", "perpetual.BTC-PERPETUAL.100ms",
                                "trades.future.any.100ms", "platform_state.public_methods_state"}) {
        EXPECT_TRUE(contains(client.subscribe({channel}), channel));
        play.run(300ms);
    }
    for (const auto* channel :
         {"deribit_price_index", "book.BTC-PERPETUAL.none.11.100ms", "trades.no.any.100ms",
          "book.NO-SUCH.none.10.100ms", "incremental_ticker.NO-SUCH", "quote"}) {
        EXPECT_TRUE(contains(client.subscribe({channel}), R"("result":[])")) << channel;
        play.run(300ms);
    }
    EXPECT_TRUE(client.frames.empty());
}

TEST(DeribitSession, HelloAndTest) {
    DeribitPlay play;
    auto& client = play.connect();
    const auto* version = R"("result":{"version":"1.2.26"})";
    EXPECT_TRUE(contains(client.call("public/hello", R"({"client_name":"a","client_version":"1"})"),
                         version));
    EXPECT_TRUE(contains(client.call("public/test"), version));
    EXPECT_TRUE(contains(client.call("public/status"), R"("locked":false)"));
    EXPECT_TRUE(contains(client.call("public/get_instruments", R"({"currency":"any"})"),
                         R"("instrument_name":"BTC_USDC")"));
}

/// A market in which nearly nothing happens.
SimulatorOptions quiet() {
    auto options = DeribitPlay::market();
    options.symbols = {"BTC-PERPETUAL"};
    options.rate = 1;
    return options;
}

TEST(DeribitSession, AfterAHeartbeatIsSetQuestionsComeAndMustBeAnswered) {
    DeribitPlay play(quiet());
    auto& client = play.connect();
    const std::string question =
        R"({"params":{"type":"test_request"},"method":"heartbeat","jsonrpc":"2.0"})";
    const std::string sign =
        R"({"params":{"type":"heartbeat"},"method":"heartbeat","jsonrpc":"2.0"})";
    EXPECT_EQ(client.call("public/set_heartbeat", R"({"interval":9})"),
              R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"data":{"reason":)"
              R"("value must be >= 10","param":"interval"},"message":"Invalid params"})" +
                  std::string(kTail));
    EXPECT_EQ(code_of(client.call("public/set_heartbeat", R"({"interval":"x"})")), "-32602");
    EXPECT_TRUE(contains(client.call("public/set_heartbeat", R"({"interval":10})"), "\"ok\""));
    client.replies.clear();
    play.run(11'900ms);
    EXPECT_EQ(client.replies, std::vector<std::string>{sign}) << "nothing else was sent";
    play.run(100ms);
    EXPECT_EQ(client.replies.back(), question);
    play.run(9'000ms);
    client.call("public/test");
    client.replies.clear();
    play.run(1'600ms);
    EXPECT_TRUE(client.replies.empty());
    play.run(100ms);
    EXPECT_EQ(client.replies, std::vector<std::string>{question});
    play.run(9'900ms);
    client.call("public/get_time");
    EXPECT_EQ(client.close_code, 0);
    play.run(100ms);
    EXPECT_EQ(client.close_code, 4000) << "that was no answer";
}

TEST(DeribitSession, ABusyConnectionGetsQuestionsOnly) {
    DeribitPlay play;
    auto& client = play.connect();
    client.call("public/set_heartbeat", R"({"interval":10})");
    client.subscribe({"quote.BTC_USDC"});
    client.replies.clear();
    play.run(12s);
    ASSERT_EQ(client.replies.size(), 1U);
    EXPECT_TRUE(contains(client.replies[0], "test_request"));
    client.call("public/disable_heartbeat");
    client.replies.clear();
    play.run(30s);
    EXPECT_TRUE(client.replies.empty());
    EXPECT_EQ(client.close_code, 0);
}

TEST(DeribitSession, WithoutChannelsAndHeartbeatItIsClosedAfterAMinute) {
    DeribitPlay play(quiet());
    auto& silent = play.connect();
    auto& listening = play.connect();
    auto& beating = play.connect();
    listening.subscribe({"announcements"});
    beating.call("public/set_heartbeat", R"({"interval":100})");
    play.run(60'500ms);
    EXPECT_EQ(silent.close_code, 0);
    play.run(100ms);
    EXPECT_EQ(silent.close_code, 1005);
    play.run(40s);
    EXPECT_EQ(listening.close_code, 0);
    EXPECT_EQ(beating.close_code, 0);
}

TEST(DeribitSession, TenSubscribesAtOnceAndTenInThreeSeconds) {
    DeribitPlay play(quiet());
    auto& client = play.connect();
    for (int count = 0; count < 10; ++count) {
        ASSERT_TRUE(contains(client.subscribe({"announcements"}), "result")) << count;
    }
    play.run(300ms);
    EXPECT_TRUE(contains(client.subscribe({"announcements"}), "result"));
    EXPECT_EQ(client.close_code, 0);
    EXPECT_EQ(
        client.subscribe({"announcements"}).substr(0, 82),
        R"({"jsonrpc":"2.0","id":7,"error":{"code":10028,"message":"too_many_requests"},"usIn)");
    EXPECT_NE(client.close_code, 0);
    auto& other = play.connect();
    for (int count = 0; count < 100; ++count) {
        ASSERT_TRUE(contains(other.call("public/test"), "result")) << count;
    }
    EXPECT_EQ(code_of(other.call("public/test")), "10028");
}

TEST(DeribitSession, ThirtyTwoConnectionsOfAnAddress) {
    DeribitPlay play(quiet());
    std::vector<DeribitPlay::Client*> clients;
    for (int count = 0; count < 32; ++count) {
        clients.push_back(&play.connect());
        ASSERT_EQ(clients.back()->refused, 0);
    }
    EXPECT_EQ(play.connect().refused, 429);
    EXPECT_EQ(play.connect("/ws/api/v2", "10.0.0.1").refused, 0);
    clients[5]->session.reset();
    EXPECT_EQ(play.connect().refused, 0);
    EXPECT_EQ(play.connect().refused, 429);
}

TEST(DeribitSession, OtherPathsAreNotThere) {
    DeribitPlay play(quiet());
    EXPECT_EQ(play.connect("/ws/api/v1").refused, 404);
    EXPECT_EQ(play.connect("/").refused, 404);
}

TEST(DeribitSession, LimitsMayBeGiven) {
    auto options = quiet();
    options.limits.ping_every = 1s;
    options.limits.pong_within = 500ms;
    options.limits.streams_per_connection = 1;
    options.limits.connects_per_5_minutes = 3;
    options.limits.client_frames_per_second = 2;
    options.limits.lifetime = 20s;
    DeribitPlay play(options);
    auto& client = play.connect();
    EXPECT_TRUE(contains(client.subscribe({"announcements", "quote.BTC-PERPETUAL"}),
                         R"("result":["quote.BTC-PERPETUAL"])"));
    client.call("public/set_heartbeat", R"({"interval":10})");
    play.run(3'400ms);
    EXPECT_EQ(client.close_code, 0);
    play.run(100ms);
    EXPECT_EQ(client.close_code, 4000);
    auto& hasty = play.connect();
    hasty.call("public/test");
    hasty.call("public/test");
    EXPECT_EQ(code_of(hasty.call("public/test")), "10028");
    auto& old = play.connect();
    EXPECT_EQ(play.connect().refused, 429);
    play.run(20'100ms);
    EXPECT_EQ(old.close_code, 1001);
}

TEST(DeribitSession, AShutdownIsNotAnnounced) {
    DeribitPlay play(quiet());
    auto& client = play.connect();
    client.session->announce_shutdown(play.now());
    EXPECT_TRUE(client.replies.empty());
}

}  // namespace
}  // namespace mdc::sim
