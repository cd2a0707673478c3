#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/binance_play.hpp"
#include "tests/unit/sim/recording_peer.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class BinanceUsdmSession : public testing::Test {
  protected:
    void open(std::string_view path, std::vector<std::pair<std::string, std::string>> query = {}) {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        request.query = std::move(query);
        request.address = "127.0.0.1";
        peer_ = {};
        refused_ = 0;
        auto opened = play_.venue().open(request, 1, peer_, now_);
        if (auto* reply = std::get_if<HttpReply>(&opened)) {
            refused_ = reply->status;
        } else {
            session_ = std::move(std::get<std::unique_ptr<Session>>(opened));
        }
    }
    std::string ask(std::string_view text) {
        now_ = now_ + 1s;
        const auto before = peer_.replies.size();
        session_->on_frame(ClientFrame::text, text, now_);
        return peer_.replies.size() > before ? peer_.replies.back() : "";
    }
    [[nodiscard]] Names subscribed() { return peer_.names(play_.venue()); }

    BinancePlay play_{futures()};
    RecordingPeer peer_;
    std::unique_ptr<Session> session_;
    int refused_ = 0;
    UnixMicros now_ = BinancePlay::kStart;

  private:
    static SimulatorOptions futures() {
        auto options = BinancePlay::small();
        options.venue = "binance_usdm";
        return options;
    }
};

TEST_F(BinanceUsdmSession, EachRouteServesItsStreams) {
    open("/public/stream", {{"streams", "btcusdt@depth@100ms/btcusdt@aggTrade/ethusdt@trade"}});
    EXPECT_TRUE(peer_.is_wrapped);
    EXPECT_EQ(subscribed(), (Names{"btcusdt@depth@100ms", "ethusdt@trade"}));
    open("/market/ws/btcusdt@aggTrade/btcusdt@bookTicker/btcusdt@markPrice@1s");
    EXPECT_FALSE(peer_.is_wrapped);
    EXPECT_EQ(subscribed(), (Names{"btcusdt@aggTrade", "btcusdt@markPrice@1s"}));
}

TEST_F(BinanceUsdmSession, OnTheWrongRouteAStreamIsAckedAndSilent) {
    open("/market/stream");
    EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1})"),
              R"({"result":null,"id":1})");
    EXPECT_TRUE(peer_.topics.empty());
    EXPECT_EQ(ask(R"({"method":"LIST_SUBSCRIPTIONS","id":2})"),
              R"({"result":["btcusdt@depth@100ms"],"id":2})");
    EXPECT_EQ(ask(R"({"method":"UNSUBSCRIBE","params":["btcusdt@depth@100ms"],"id":3})"),
              R"({"result":null,"id":3})");
}

TEST_F(BinanceUsdmSession, AWrongSpeedIsAckedAndSilent) {
    open("/public/stream");
    EXPECT_EQ(ask(R"({"method":"SUBSCRIBE","params":["btcusdt@depth@1000ms","x@trade"],"id":1})"),
              R"({"result":null,"id":1})");
    EXPECT_TRUE(peer_.topics.empty());
}

TEST_F(BinanceUsdmSession, OtherPathsAndMicrosecondsAreRefused) {
    for (const auto* path :
         {"/stream", "/ws/btcusdt@trade", "/private/ws", "/public", "/public/other"}) {
        open(path);
        EXPECT_EQ(refused_, 404) << path;
    }
    open("/public/stream", {{"timeUnit", "MICROSECOND"}});
    EXPECT_EQ(refused_, 400);
}

TEST_F(BinanceUsdmSession, IdsAreWholeNumbers) {
    open("/public/stream");
    for (const auto* id : {R"("a1")", "null", "-1", "1.5"}) {
        const auto text = R"({"method":"LIST_SUBSCRIPTIONS","id":)" + std::string(id) + "}";
        EXPECT_EQ(ask(text), R"({"error":{"code":2,"msg":"Invalid request: request ID must be an )"
                             R"(unsigned integer"}})")
            << id;
    }
    EXPECT_EQ(ask(R"({"method":"GET_PROPERTY","params":["x"],"id":4})"),
              R"({"error":{"code":0,"msg":"Unknown property"},"id":4})");
}

TEST_F(BinanceUsdmSession, NonsenseEndsTheConnection) {
    open("/public/ws");
    EXPECT_EQ(ask("nonsense"),
              R"({"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}})");
    EXPECT_NE(peer_.close_code, 0);
}

TEST_F(BinanceUsdmSession, TenFramesASecondAreAllowed) {
    open("/public/ws");
    for (int frame = 0; frame < 10; ++frame) session_->on_frame(ClientFrame::pong, "", now_);
    EXPECT_EQ(peer_.close_code, 0);
    session_->on_frame(ClientFrame::pong, "", now_);
    EXPECT_EQ(peer_.close_code, 1008);
}

TEST_F(BinanceUsdmSession, APingEachThreeMinutesWantsAnAnswerWithinTen) {
    open("/public/ws");
    session_->on_time(now_ + 179s);
    EXPECT_TRUE(peer_.pings.empty());
    session_->on_time(now_ + 180s);
    EXPECT_EQ(peer_.pings.size(), 1U);
    session_->on_time(now_ + 180s + 600s);
    EXPECT_EQ(peer_.close_code, 0);
    session_->on_time(now_ + 180s + 601s);
    EXPECT_EQ(peer_.close_code, 1008);
}

TEST_F(BinanceUsdmSession, AShutdownComesWithoutNotice) {
    open("/public/ws");
    session_->announce_shutdown(now_);
    EXPECT_TRUE(peer_.replies.empty());
}

std::string header(const HttpReply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) return value;
    }
    return "";
}

TEST_F(BinanceUsdmSession, DepthHasOnlyTheListedLimits) {
    for (const std::size_t limit : {5U, 10U, 20U, 50U, 100U}) {
        const auto reply =
            play_.get("/fapi/v1/depth", {{"symbol", "BTCUSDT"}, {"limit", std::to_string(limit)}});
        simdjson::dom::parser parser;
        EXPECT_EQ(simdjson::dom::array(parser.parse(reply.body)["bids"]).size(), limit);
    }
    for (const auto* limit : {"1", "17", "5000", "0"}) {
        const auto reply = play_.get("/fapi/v1/depth", {{"symbol", "BTCUSDT"}, {"limit", limit}});
        EXPECT_EQ(reply.status, 400);
        EXPECT_EQ(reply.body, R"({"code":-4021,"msg":"')" + std::string(limit) +
                                  R"(' is not valid depth limit."})");
    }
    EXPECT_EQ(play_.get("/fapi/v1/depth", {{"symbol", "NOSUCH"}}).body,
              R"({"code":-1121,"msg":"Invalid symbol."})");
    EXPECT_EQ(play_.get("/api/v3/depth", {{"symbol", "BTCUSDT"}}).status, 404);
}

TEST_F(BinanceUsdmSession, WeightsAddUpAndRefusalsSayNoTime) {
    const auto ask_depth = [&](const char* limit) {
        return play_.get("/fapi/v1/depth", {{"symbol", "BTCUSDT"}, {"limit", limit}});
    };
    EXPECT_EQ(header(ask_depth("5"), "x-mbx-used-weight-1m"), "2");
    EXPECT_EQ(header(ask_depth("1000"), "x-mbx-used-weight-1m"), "22");
    EXPECT_EQ(header(play_.get("/fapi/v1/exchangeInfo"), "x-mbx-used-weight-1m"), "23");
    for (int more = 0; more < 118; ++more) ask_depth("1000");
    const auto refused = ask_depth("1000");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "");
    EXPECT_NE(refused.body.find("current limit is 2400 requests per minute"), std::string::npos);
    for (int more = 0; more < 9; ++more) EXPECT_EQ(ask_depth("1000").status, 429);
    const auto banned = ask_depth("1000");
    EXPECT_EQ(banned.status, 418);
    EXPECT_EQ(header(banned, "Retry-After"), "");
    EXPECT_NE(banned.body.find("IP banned until 1795620120000."), std::string::npos) << banned.body;
}

TEST_F(BinanceUsdmSession, TheListSaysContractsAndSteps) {
    const auto reply = play_.get("/fapi/v1/exchangeInfo");
    simdjson::dom::parser parser;
    const auto symbols = parser.parse(reply.body)["symbols"];
    EXPECT_EQ(simdjson::dom::array(symbols).size(), 2U);
    const auto symbol = symbols.at(0);
    EXPECT_EQ(std::string_view(symbol["contractType"]), "PERPETUAL");
    EXPECT_EQ(std::string_view(symbol["marginAsset"]), "USDT");
    EXPECT_EQ(std::int64_t(symbol["deliveryDate"]), 4'133'404'800'000);
    EXPECT_EQ(std::string_view(symbol["filters"].at(0)["tickSize"]), "0.01");
    EXPECT_EQ(std::string_view(symbol["filters"].at(1)["stepSize"]), "0.001");
}

TEST(BinanceUsdmRest, ADatedFutureIsDeliveredInTheMorningOfItsDay) {
    auto options = BinancePlay::small();
    options.venue = "binance_usdm";
    options.symbols = {"BTCUSDT_261225"};
    BinancePlay play(options);
    simdjson::dom::parser parser;
    const auto reply = play.get("/fapi/v1/exchangeInfo");
    const auto symbol = parser.parse(reply.body)["symbols"].at(0);
    EXPECT_EQ(std::string_view(symbol["contractType"]), "CURRENT_QUARTER");
    EXPECT_EQ(std::string_view(symbol["pair"]), "BTCUSDT");
    EXPECT_EQ(std::int64_t(symbol["deliveryDate"]), 1'798'185'600'000);
}

}  // namespace
}  // namespace mdc::sim
