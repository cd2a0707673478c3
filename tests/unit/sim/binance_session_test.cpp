#include <gtest/gtest.h>

#include "tests/unit/sim/binance_play.hpp"
#include "tests/unit/sim/recording_peer.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

class BinanceSession : public testing::Test {
  protected:
    void open(std::string_view path, std::vector<std::pair<std::string, std::string>> query = {}) {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        request.query = std::move(query);
        request.address = "127.0.0.1";
        auto opened = play_.venue().open(request, 1, peer_, now_);
        if (auto* reply = std::get_if<HttpReply>(&opened)) {
            refused_ = reply->status;
        } else {
            session_ = std::move(std::get<std::unique_ptr<Session>>(opened));
        }
    }
    /// Sends a text a second later, so that the limit does not bite; the last reply.
    std::string ask(std::string_view text) {
        now_ = now_ + 1s;
        const auto before = peer_.replies.size();
        session_->on_frame(ClientFrame::text, text, now_);
        return peer_.replies.size() > before ? peer_.replies.back() : "";
    }
    [[nodiscard]] std::vector<std::string> subscribed() { return peer_.names(play_.venue()); }

    BinancePlay play_{limited()};
    RecordingPeer peer_;
    std::unique_ptr<Session> session_;
    int refused_ = 0;
    UnixMicros now_ = BinancePlay::kStart;

  private:
    static SimulatorOptions limited() {
        auto options = BinancePlay::small();
        options.limits.streams_per_connection = 4;
        options.limits.connects_per_5_minutes = 3;
        return options;
    }
};

TEST_F(BinanceSession, UrlsSayStreamsWrapperAndUnit) {
    open("/stream",
         {{"streams", "btcusdt@trade/ethusdt@depth@100ms"}, {"timeUnit", "MICROSECOND"}});
    EXPECT_TRUE(peer_.is_wrapped);
    EXPECT_EQ(session_->form(), 1);
    EXPECT_EQ(subscribed(), (std::vector<std::string>{"btcusdt@trade", "ethusdt@depth@100ms"}));
    peer_ = {};
    open("/ws/btcusdt@trade");
    EXPECT_FALSE(peer_.is_wrapped);
    EXPECT_EQ(session_->form(), 0);
    EXPECT_EQ(subscribed(), (std::vector<std::string>{"btcusdt@trade"}));
}

TEST_F(BinanceSession, WrongUrlsAreRefused) {
    open("/other");
    EXPECT_EQ(refused_, 404);
    open("/stream", {{"timeUnit", "NANOSECOND"}});
    EXPECT_EQ(refused_, 400);
    open("/ws/a/b/c/d/e");
    EXPECT_EQ(refused_, 400) << "more streams than a connection may have";
    open("/ws");
    EXPECT_EQ(refused_, 429) << "more attempts than five minutes may have";
    now_ = now_ + 301s;
    refused_ = 0;
    open("/ws");
    EXPECT_EQ(refused_, 0);
}

TEST_F(BinanceSession, SubscriptionsAreAckedAndListed) {
    open("/stream");
    EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@ticker"],"id":1})"),
              R"({"result":null,"id":1})");
    EXPECT_EQ(subscribed(), (std::vector<std::string>{"btcusdt@trade", "btcusdt@ticker"}));
    EXPECT_EQ(ask(R"({"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":"a-1"})"),
              R"({"result":null,"id":"a-1"})");
    EXPECT_EQ(ask(R"({"method":"LIST_SUBSCRIPTIONS","id":null})"),
              R"({"result":["btcusdt@ticker"],"id":null})");
}

TEST_F(BinanceSession, UnknownStreamsAreAckedAndSilent) {
    open("/stream");
    for (const auto* name : {"BTCUSDT@trade", "xxxusdt@trade", "btcusdt@depth@250ms"}) {
        EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":[")" + std::string(name) + R"("],"id":1})"),
                  R"({"result":null,"id":1})");
    }
    EXPECT_TRUE(peer_.topics.empty());
    EXPECT_EQ(ask(R"({"method":"LIST_SUBSCRIPTIONS","id":2})"),
              R"({"result":["BTCUSDT@trade","xxxusdt@trade","btcusdt@depth@250ms"],"id":2})");
}

TEST_F(BinanceSession, TooManyStreamsAreRefusedAsAWhole) {
    open("/stream");
    EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":["a","b","c","d","e"],"id":19})"),
              R"({"error":{"code":4,"msg":"Too many subscriptions"},"id":19})");
    EXPECT_EQ(ask(R"({"method":"LIST_SUBSCRIPTIONS","id":2})"), R"({"result":[],"id":2})");
}

TEST_F(BinanceSession, ErrorsComeBareAndWrapped) {
    open("/ws");
    EXPECT_EQ(ask("nonsense"),
              R"({"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"})");
    EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":[]})"),
              R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})");
    EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":[],"id":1.5})"),
              R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})");
    EXPECT_EQ(
        ask(R"({"method":"SUBSCRIBE","params":[7],"id":1})"),
        R"({"error":{"code":2,"msg":"Invalid request: stream name must be a string"},"id":1})");
    EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":[],"id":1,"x":2})"),
              R"({"error":{"code":2,"msg":"Invalid request: too many parameters"},"id":1})");
    EXPECT_NE(ask(R"({"method":"subscribe","params":[],"id":1})").find("unknown variant subscribe"),
              std::string::npos);
    EXPECT_NE(ask(R"({"params":[],"id":1})").find("missing field `method`"), std::string::npos);
}

TEST_F(BinanceSession, CombinedIsAProperty) {
    open("/ws");
    EXPECT_EQ(ask(R"({"method":"GET_PROPERTY","params":["combined"],"id":1})"),
              R"({"result":false,"id":1})");
    EXPECT_EQ(ask(R"({"method":"SET_PROPERTY","params":["combined",true],"id":2})"),
              R"({"result":null,"id":2})");
    EXPECT_TRUE(peer_.is_wrapped);
    EXPECT_EQ(ask(R"({"method":"SET_PROPERTY","params":["combined",1],"id":3})"),
              R"({"error":{"code":1,"msg":"Invalid value type: expected Boolean"},"id":3})");
    EXPECT_EQ(ask(R"({"method":"GET_PROPERTY","params":["other"],"id":4})"),
              R"({"error":{"code":0,"msg":"Unknown property"},"id":4})");
}

TEST_F(BinanceSession, MoreThanFiveFramesASecondClose) {
    open("/ws");
    for (int frame = 0; frame < 5; ++frame) {
        session_->on_frame(frame % 2 == 0 ? ClientFrame::ping : ClientFrame::pong, "", now_);
        now_ = now_ + 190ms;
    }
    EXPECT_EQ(peer_.close_code, 0);
    session_->on_frame(ClientFrame::pong, "", now_);
    EXPECT_EQ(peer_.close_code, 1008);
    EXPECT_EQ(peer_.close_reason, "Too many requests");
}

TEST_F(BinanceSession, FiveFramesInEachSecondAreFine) {
    open("/ws");
    for (int frame = 0; frame < 50; ++frame) {
        session_->on_frame(ClientFrame::ping, "", now_);
        now_ = now_ + 200ms;
    }
    EXPECT_EQ(peer_.close_code, 0);
}

TEST_F(BinanceSession, PingsWantTheirPayloadBack) {
    open("/ws");
    session_->on_time(now_ + 19s);
    EXPECT_TRUE(peer_.pings.empty());
    session_->on_time(now_ + 20s);
    ASSERT_EQ(peer_.pings.size(), 1U);
    session_->on_frame(ClientFrame::pong, peer_.pings[0], now_ + 21s);
    session_->on_time(now_ + 40s);
    session_->on_frame(ClientFrame::pong, "other", now_ + 41s);
    session_->on_time(now_ + 100s);
    EXPECT_EQ(peer_.close_code, 0);
    session_->on_time(now_ + 101s);
    EXPECT_EQ(peer_.close_code, 1008);
}

TEST_F(BinanceSession, ADayIsTheLongestLife) {
    open("/ws");
    for (int span = 20; span < 86'400; span += 20) {
        const auto at = now_ + std::chrono::seconds(span);
        session_->on_time(at);
        session_->on_frame(ClientFrame::pong, peer_.pings.back(), at);
    }
    EXPECT_EQ(peer_.close_code, 0);
    session_->on_time(now_ + 24h + 1s);
    EXPECT_EQ(peer_.close_code, 1001);
}

TEST_F(BinanceSession, TheShutdownNoticeIsWrappedAsFramesAre) {
    open("/stream", {{"timeUnit", "microsecond"}});
    session_->announce_shutdown({1'770'000'000'000'123});
    EXPECT_EQ(peer_.replies.back(),
              R"({"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770000000000123}})");
    open("/ws");
    session_->announce_shutdown({1'770'000'000'000'123});
    EXPECT_EQ(peer_.replies.back(), R"({"e":"serverShutdown","E":1770000000000})");
}

}  // namespace
}  // namespace mdc::sim
