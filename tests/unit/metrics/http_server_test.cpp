#include "mdc/metrics/http_server.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "raw_client.hpp"

namespace mdc::metrics {
namespace {

using test::ask;
using test::get;
using test::RawClient;

class HttpServerTest : public testing::Test {
  protected:
    void start(HttpServerOptions options = {}) {
        options.host = "127.0.0.1";
        server = HttpServer::listen(options).value();
        server->start({[this] { return "mdc_calls " + std::to_string(++calls) + "\n"; },
                       [this]() -> std::optional<std::string> {
                           if (is_well) return std::nullopt;
                           return "1 of 3 connections not open.";
                       }});
    }

    std::atomic<int> calls{0};
    std::atomic<bool> is_well{true};
    std::unique_ptr<HttpServer> server;  // ends before what it reads
};

constexpr std::string_view kGetMetrics = "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n";

bool starts(const std::string& answer, std::string_view status) {
    return answer.starts_with("HTTP/1.1 " + std::string(status) + " ");
}

TEST_F(HttpServerTest, ServesMetricsAsPrometheusText) {
    start();
    const auto answer = get(server->port(), "/metrics");
    EXPECT_TRUE(starts(answer, "200")) << answer;
    EXPECT_NE(answer.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"),
              std::string::npos)
        << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nmdc_calls 1\n")) << answer;
    EXPECT_TRUE(get(server->port(), "/metrics?now").ends_with("mdc_calls 2\n"));
}

TEST_F(HttpServerTest, HealthFollowsTheProgram) {
    start();
    EXPECT_TRUE(starts(get(server->port(), "/health"), "200"));
    is_well = false;
    const auto answer = get(server->port(), "/health");
    EXPECT_TRUE(starts(answer, "503")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n1 of 3 connections not open.\n")) << answer;
    is_well = true;
    EXPECT_TRUE(starts(get(server->port(), "/health"), "200"));
}

TEST_F(HttpServerTest, TheFrontPageLinksBoth) {
    start();
    const auto answer = get(server->port(), "/");
    EXPECT_TRUE(starts(answer, "200")) << answer;
    EXPECT_NE(answer.find("href=\"/metrics\""), std::string::npos);
    EXPECT_NE(answer.find("href=\"/health\""), std::string::npos);
}

TEST_F(HttpServerTest, ElseThereIsNothing) {
    start();
    EXPECT_TRUE(starts(get(server->port(), "/metric"), "404"));
    EXPECT_TRUE(starts(get(server->port(), "/metrics/"), "404"));
    EXPECT_TRUE(starts(get(server->port(), "/../etc/passwd"), "404"));
}

TEST_F(HttpServerTest, OtherMethodsAreRefusedAndTheConnectionGoesOn) {
    start();
    RawClient client(server->port());
    client.send("POST /metrics HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nbody");
    const auto answer = client.answer();
    EXPECT_TRUE(starts(answer, "405")) << answer;
    EXPECT_NE(answer.find("Allow: GET, HEAD\r\n"), std::string::npos) << answer;
    EXPECT_EQ(calls, 0);
    client.send(kGetMetrics);
    EXPECT_TRUE(client.answer().ends_with("mdc_calls 1\n"));
}

TEST_F(HttpServerTest, HeadHasTheLengthButNoBody) {
    start();
    RawClient client(server->port());
    client.send("HEAD /metrics HTTP/1.1\r\nHost: here\r\n\r\n");
    const auto answer = client.answer(false);
    EXPECT_NE(answer.find("Content-Length: 12\r\n"), std::string::npos) << answer;
    client.send(kGetMetrics);  // what follows is the next answer, not a body
    EXPECT_TRUE(starts(client.answer(), "200"));
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
    start();
    RawClient client(server->port());
    client.send(std::string(kGetMetrics) + std::string(kGetMetrics));
    EXPECT_TRUE(client.answer().ends_with("mdc_calls 1\n"));
    EXPECT_TRUE(client.answer().ends_with("mdc_calls 2\n"));
}

TEST_F(HttpServerTest, OldClientsAreClosedAfterTheAnswer) {
    start();
    RawClient client(server->port());
    client.send("GET /metrics HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(client.answer().ends_with("mdc_calls 1\n"));
    EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(HttpServerTest, GarbageIsRefused) {
    start();
    EXPECT_TRUE(starts(ask(server->port(), "\x16\x03\x01 this is TLS\r\n\r\n"), "400"));
    EXPECT_TRUE(starts(ask(server->port(), "GET /metrics HTTP/9.9\r\n\r\n"), "400"));
    EXPECT_EQ(calls, 0);
    EXPECT_TRUE(starts(get(server->port(), "/metrics"), "200"));
}

TEST_F(HttpServerTest, LargeRequestsAreRefused) {
    start({.request_bytes_most = 1024});
    const std::string large(100'000, 'x');
    EXPECT_TRUE(starts(ask(server->port(), "GET /metrics HTTP/1.1\r\nCookie: " + large), "431"));
    EXPECT_TRUE(starts(get(server->port(), "/" + large), "431"));
    const auto post = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + large;
    EXPECT_TRUE(starts(ask(server->port(), post), "413"));
    EXPECT_TRUE(starts(get(server->port(), "/metrics"), "200"));
}

TEST_F(HttpServerTest, WhoSaysNothingIsClosed) {
    start({.patience = std::chrono::milliseconds(20)});
    RawClient silent(server->port());
    RawClient slow(server->port());
    slow.send("GET /metr");
    EXPECT_TRUE(silent.is_closed_by_server());
    EXPECT_TRUE(slow.is_closed_by_server());
}

TEST_F(HttpServerTest, BeyondTheLimitConnectionsWaitForAnotherToEnd) {
    start({.connections_most = 1});
    std::optional<RawClient> first(std::in_place, server->port());
    first->send(kGetMetrics);
    EXPECT_TRUE(first->answer().ends_with("mdc_calls 1\n"));
    RawClient second(server->port());
    second.send(kGetMetrics);
    first->send(kGetMetrics);
    EXPECT_TRUE(first->answer().ends_with("mdc_calls 2\n"));  // not the second's
    first.reset();
    EXPECT_TRUE(second.answer().ends_with("mdc_calls 3\n"));
}

TEST_F(HttpServerTest, ServesSeveralAtOnce) {
    start();
    std::vector<std::thread> clients;
    std::atomic<int> good{0};
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            for (int j = 0; j < 25; ++j) good += starts(get(server->port(), "/metrics"), "200");
        });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(good, 100);
    EXPECT_EQ(calls, 100);
}

TEST_F(HttpServerTest, EndsAtOnceWithConnectionsOpen) {
    start();
    RawClient idle(server->port());
    RawClient busy(server->port());
    busy.send(kGetMetrics);
    EXPECT_TRUE(starts(busy.answer(), "200"));
    server.reset();
    EXPECT_TRUE(idle.is_closed_by_server());
    EXPECT_TRUE(busy.is_closed_by_server());
}

TEST_F(HttpServerTest, WithoutStartNobodyIsAnswered) {
    auto listening = HttpServer::listen({.host = "127.0.0.1"}).value();
    RawClient client(listening->port());
    client.send(kGetMetrics);
    listening.reset();
    EXPECT_EQ(client.answer(), "");
}

TEST_F(HttpServerTest, APortInUseIsOneSentence) {
    start();
    const auto second = HttpServer::listen({.host = "127.0.0.1", .port = server->port()});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::target);
    EXPECT_EQ(second.error().message,
              "Metrics cannot be served on 127.0.0.1:" + std::to_string(server->port()) +
                  ": the port is in use; choose another one.");
}

TEST_F(HttpServerTest, AnAddressThatIsNotOursIsOneSentence) {
    const auto foreign = HttpServer::listen({.host = "2001:db8::1", .port = 9100});
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().kind, ErrorKind::target);
    const auto& message = foreign.error().message;
    EXPECT_TRUE(message.starts_with("Metrics cannot be served on [2001:db8::1]:9100: ")) << message;
}

}  // namespace
}  // namespace mdc::metrics
