#include <gtest/gtest.h>

#include "tests/unit/sim/okx_play.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string code_of(const Texts& replies) {
    if (replies.size() != 1) return std::to_string(replies.size()) + " replies";
    const auto at = replies[0].find(R"("code":")");
    return at == std::string::npos ? replies[0] : replies[0].substr(at + 8, 5);
}

TEST(OkxSession, APingIsAWordAndSoIsItsAnswer) {
    OkxPlay play;
    auto& client = play.connect();
    EXPECT_EQ(client.say("ping"), Texts{"pong"});
}

TEST(OkxSession, EachArgumentIsAcknowledgedAndThenShown) {
    OkxPlay play;
    auto& client = play.connect();
    client.say(R"({"id":"1512","op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"},)"
               R"({"channel":"bbo-tbt","instId":"BTC-USDT"}]})");
    ASSERT_EQ(client.all.size(), 4U);
    EXPECT_EQ(client.all[0], R"({"id":"1512","event":"subscribe","arg":{"channel":"books",)"
                             R"("instId":"BTC-USDT"},"connId":"a4d30001"})");
    EXPECT_TRUE(contains(client.all[1], R"("action":"snapshot")"));
    EXPECT_TRUE(contains(client.all[2], R"("arg":{"channel":"bbo-tbt")"));
    EXPECT_TRUE(contains(client.all[3], R"({"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},)"));
}

TEST(OkxSession, WithoutAnIdNoneIsEchoed) {
    OkxPlay play;
    auto& client = play.connect();
    EXPECT_EQ(client.subscribe("trades", "BTC-USDT"),
              Texts{R"({"event":"subscribe","arg":{"channel":"trades","instId":"BTC-USDT"},)"
                    R"("connId":"a4d30001"})"});
}

TEST(OkxSession, ASecondSubscriptionIsShownAgain) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("books", "BTC-USDT");
    play.run(1s);
    const auto before = client.frames.size();
    EXPECT_EQ(client.subscribe("books", "BTC-USDT").size(), 1U);
    ASSERT_EQ(client.frames.size(), before + 1);
    EXPECT_TRUE(client.frames.back().is_picture);
    EXPECT_EQ(client.frames.back().last_id, client.frames[before - 1].last_id);
}

TEST(OkxSession, AfterUnsubscribeNothingComes) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("books", "BTC-USDT");
    play.run(500ms);
    EXPECT_EQ(
        client.say(R"({"op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT"}]})"),
        Texts{R"({"event":"unsubscribe","arg":{"channel":"books","instId":"BTC-USDT"},)"
              R"("connId":"a4d30001"})"});
    const auto before = client.frames.size();
    EXPECT_GT(before, 2U);
    play.run(500ms);
    EXPECT_EQ(client.frames.size(), before);
}

TEST(OkxSession, OneWrongArgumentDoesNotSpoilTheOthers) {
    OkxPlay play;
    auto& client = play.connect();
    const auto replies =
        client.say(R"({"id":"7","op":"subscribe","args":[{"channel":"books","instId":"NO-SUCH"},)"
                   R"({"channel":"trades","instId":"BTC-USDT"}]})");
    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(replies[0],
              R"({"id":"7","event":"error","code":"60018","msg":"Wrong URL or channel:books,)"
              R"(instId:NO-SUCH doesn't exist. Please use the correct URL, channel and parameters )"
              R"(referring to API document.","connId":"a4d30001"})");
    EXPECT_TRUE(contains(replies[1], R"("event":"subscribe")"));
}

TEST(OkxSession, WhatIsWrongHasItsCode) {
    OkxPlay play;
    auto& client = play.connect();
    EXPECT_EQ(code_of(client.say("nonsense")), "60012");
    EXPECT_EQ(code_of(client.say(R"({"op":"subscribe")")), "60012");
    EXPECT_EQ(code_of(client.say(R"({"op":"swim","args":[]})")), "60019");
    EXPECT_EQ(code_of(client.say(R"({"op":"subscribe"})")), "60013");
    EXPECT_EQ(code_of(client.say(R"({"op":"subscribe","args":[]})")), "60013");
    EXPECT_EQ(code_of(client.say(R"({"op":"subscribe","args":["books"]})")), "60012");
    EXPECT_EQ(code_of(client.say(R"({"id":"a-b","op":"subscribe","args":[]})")), "60033");
    EXPECT_EQ(code_of(client.say(R"({"id":5,"op":"subscribe","args":[]})")), "60033");
    EXPECT_EQ(code_of(client.say(std::string(70'000, ' '))), "60012");
    EXPECT_EQ(code_of(client.subscribe("no-such", "BTC-USDT")), "60018");
    EXPECT_EQ(code_of(client.subscribe("funding-rate", "BTC-USDT")), "60018") << "spot has none";
    EXPECT_EQ(code_of(client.subscribe("opt-summary", "BTC-USDT")), "60018");
    EXPECT_EQ(code_of(client.subscribe("trades-all", "BTC-USDT")), "64001");
    EXPECT_EQ(code_of(client.subscribe("candle1m", "BTC-USDT")), "64001");
    EXPECT_EQ(code_of(client.say(
                  R"({"op":"subscribe","args":[{"channel":"opt-summary","uly":"BTC-USD"}]})")),
              "64000");
    EXPECT_EQ(code_of(play.connect("/ws/v5/business").subscribe("books", "BTC-USDT")), "64002");
}

TEST(OkxSession, AnErrorQuotesTheRequest) {
    OkxPlay play;
    EXPECT_EQ(play.connect().say(R"({"op":"a\b)"),
              Texts{R"({"event":"error","code":"60012","msg":"Invalid request: {\"op\":\"a\\b",)"
                    R"("connId":"a4d30001"})"});
}

TEST(OkxSession, KnownChannelsThatAreNotPlayedAreSilent) {
    OkxPlay play;
    auto& client = play.connect();
    const auto replies =
        client.say(R"({"id":"status","op":"subscribe","args":[{"channel":"status"},)"
                   R"({"channel":"instruments","instType":"SWAP"}]})");
    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(
        replies[0],
        R"({"id":"status","event":"subscribe","arg":{"channel":"status"},"connId":"a4d30001"})");
    EXPECT_TRUE(contains(play.connect("/ws/v5/business").subscribe("candle1m", "BTC-USDT").at(0),
                         R"("event":"subscribe")"));
}

TEST(OkxSession, OtherPathsAreNotThere) {
    OkxPlay play;
    EXPECT_EQ(play.connect("/ws/v5/private").refused, 404);
    EXPECT_EQ(play.connect("/ws/v5/public/").refused, 404);
    EXPECT_EQ(play.connect("/").refused, 404);
}

TEST(OkxSession, ThreeConnectionsASecondAndAddress) {
    OkxPlay play;
    for (int count = 0; count < 3; ++count) EXPECT_EQ(play.connect().refused, 0);
    EXPECT_EQ(play.connect().refused, 429);
    EXPECT_EQ(play.connect("/ws/v5/public", "10.0.0.1").refused, 0);
    play.run(999ms);
    EXPECT_EQ(play.connect().refused, 429);
    play.run(1ms);
    EXPECT_EQ(play.connect().refused, 0);
}

TEST(OkxSession, FourHundredEightyRequestsAnHour) {
    auto options = OkxPlay::market();
    options.symbols = {"BTC-USDT"};
    options.rate = 1;
    OkxPlay play(options);
    auto& client = play.connect();
    for (int count = 0; count < 480; ++count) {
        ASSERT_TRUE(contains(client.subscribe("trades", "BTC-USDT").at(0), "subscribe")) << count;
    }
    EXPECT_EQ(code_of(client.subscribe("trades", "BTC-USDT")), "60014");
    EXPECT_EQ(client.say("ping"), Texts{"pong"}) << "is no request";
    EXPECT_TRUE(contains(play.connect().subscribe("trades", "BTC-USDT").at(0), "subscribe"));
    for (int minute = 0; minute < 60; ++minute) {
        for (int third = 0; third < 3; ++third) {
            play.run(20s);
            client.say("ping");  // lest it be closed for its silence
        }
    }
    EXPECT_TRUE(contains(client.subscribe("trades", "BTC-USDT").at(0), "subscribe"));
}

TEST(OkxSession, SilenceForHalfAMinuteEndsTheConnection) {
    OkxPlay play;
    auto& silent = play.connect();
    auto& pinging = play.connect();
    auto& listening = play.connect();
    listening.subscribe("bbo-tbt", "BTC-USDT");
    for (int second = 0; second < 30; ++second) {
        if (second % 20 == 19) pinging.say("ping");
        play.run(1s);
    }
    EXPECT_EQ(silent.close_code, 0);
    play.run(1s);
    EXPECT_EQ(silent.close_code, 4004);
    play.run(10s);
    EXPECT_EQ(pinging.close_code, 0);
    EXPECT_EQ(listening.close_code, 0);
    play.run(15s);
    EXPECT_EQ(pinging.close_code, 4004);
    EXPECT_EQ(listening.close_code, 0);
}

TEST(OkxSession, AShutdownIsAnnounced) {
    OkxPlay play;
    auto& client = play.connect();
    client.session->announce_shutdown(play.now());
    EXPECT_EQ(client.replies.back(),
              R"({"event":"notice","code":"64008","msg":"The connection will soon be closed for a )"
              R"(service upgrade. Please reconnect.","connId":"a4d30001"})");
}

TEST(OkxSession, LimitsMayBeGiven) {
    auto options = OkxPlay::market();
    options.limits.streams_per_connection = 2;
    options.limits.lifetime = 5s;
    options.limits.connects_per_5_minutes = 1;
    OkxPlay play(options);
    auto& client = play.connect();
    play.run(2s);
    EXPECT_EQ(play.connect().refused, 429);
    client.subscribe("trades", "BTC-USDT");
    client.subscribe("books", "BTC-USDT");
    client.subscribe("books", "BTC-USDT");
    EXPECT_EQ(client.close_code, 0);
    client.subscribe("bbo-tbt", "BTC-USDT");
    EXPECT_EQ(client.close_code, 4009);
    auto& old = play.connect("/ws/v5/public", "10.0.0.1");
    play.run(4s);
    EXPECT_EQ(old.close_code, 0);
    play.run(2s);
    EXPECT_EQ(old.close_code, 1001);
}

class OkxLoginTest : public testing::Test {
  protected:
    std::string seconds(std::int64_t ago = 0) {
        return std::to_string(play_.now().value / kMicrosPerSecond - ago);
    }
    Texts log_in(const OkxLogin& login) { return okx_log_in(client_, login); }
    Texts log_in() { return log_in({seconds()}); }

    OkxPlay play_;
    OkxPlay::Client& client_ = play_.connect();
};

TEST_F(OkxLoginTest, BooksOfTenMillisecondsNeedIt) {
    EXPECT_EQ(code_of(client_.subscribe("books-l2-tbt", "BTC-USDT")), "60011");
    EXPECT_EQ(code_of(client_.subscribe("books50-l2-tbt", "BTC-USDT")), "60011");
    EXPECT_EQ(log_in(), Texts{R"({"event":"login","code":"0","msg":"","connId":"a4d30001"})"});
    client_.subscribe("books50-l2-tbt", "BTC-USDT");
    ASSERT_EQ(client_.frames.size(), 1U);
    EXPECT_TRUE(client_.frames[0].is_picture);
    EXPECT_EQ(code_of(log_in()), "60031");
}

TEST_F(OkxLoginTest, WhatIsWrongWithItIsSaid) {
    EXPECT_EQ(code_of(log_in({seconds(), "other"})), "60005");
    EXPECT_EQ(code_of(log_in({seconds(), "key", "secret", "other"})), "60024");
    EXPECT_EQ(code_of(log_in({"now"})), "60004");
    EXPECT_EQ(code_of(log_in({seconds(31)})), "60006");
    EXPECT_EQ(code_of(log_in({seconds(), "key", "other"})), "60007");
    EXPECT_EQ(code_of(client_.say(R"({"op":"login","args":[1]})")), "60013");
    EXPECT_EQ(code_of(client_.subscribe("books-l2-tbt", "BTC-USDT")), "60011");
    EXPECT_TRUE(contains(log_in({seconds(29)}).at(0), R"("event":"login","code":"0")"));
}

TEST_F(OkxLoginTest, TheDeepestBookSuffersNoOther) {
    log_in();
    client_.subscribe("books", "BTC-USDT");
    EXPECT_EQ(code_of(client_.subscribe("books-l2-tbt", "BTC-USDT")), "64004");
    EXPECT_TRUE(contains(client_.subscribe("books-l2-tbt", "BTC-USDT-SWAP").at(0), "subscribe"));
    EXPECT_EQ(code_of(client_.subscribe("books50-l2-tbt", "BTC-USDT-SWAP")), "64004");
    EXPECT_EQ(code_of(client_.subscribe("books", "BTC-USDT-SWAP")), "64004");
    EXPECT_TRUE(contains(client_.subscribe("books50-l2-tbt", "BTC-USDT").at(0), "subscribe"));
}

}  // namespace
}  // namespace mdc::sim
