#include "mdc/net/http.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/net/support/server.hpp"

namespace mdc::net {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

std::string reply(std::string_view status, std::string_view headers, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(headers) +
           "\r\n" + std::string(body);
}

/// Answers every request of every connection with the same reply; keeps the requests.
class HttpTest : public testing::Test {
  protected:
    void serve(std::string answer, std::optional<Certificate> tls = {}) {
        server_ = std::make_unique<Server>(Server::Options{
            .tls = std::move(tls), .on_websocket = {}, .on_raw = [this, answer](RawPeer& peer) {
                for (std::string r = peer.read_request(); !r.empty(); r = peer.read_request()) {
                    requests_.push_back(r);
                    peer.write(answer);
                }
            }});
    }

    static HttpOptions options(std::string ca_file = {}) {
        HttpOptions made;
        made.ca_file = std::move(ca_file);
        made.resolve = {{"localhost", {"127.0.0.1"}}};
        return made;
    }

    /// The server has written its answer, so it no longer touches the requests.
    [[nodiscard]] const std::string& request(std::size_t i) const { return requests_.at(i); }

    std::vector<std::string> requests_;
    std::unique_ptr<Server> server_;
};

TEST_F(HttpTest, WhoeverNoLongerWaitsIsNotHeldUp) {
    std::stop_source nobody_waits;
    server_ = std::make_unique<Server>(
        Server::Options{.tls = {}, .on_websocket = {}, .on_raw = [&](RawPeer& peer) {
                            (void)peer.read_request();
                            nobody_waits.request_stop();
                            peer.wait_for_end();
                        }});
    auto patient = options();
    patient.timeout = std::chrono::hours{1};
    patient.cancel = nobody_waits.get_token();
    HttpClient client(patient);
    EXPECT_FALSE(client.is_cancelled());
    const auto got = client.get(server_->url("http"));
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().kind, ErrorKind::network);
    EXPECT_TRUE(client.is_cancelled());
}

TEST_F(HttpTest, ReplyCarriesStatusBodyAndHeaders) {
    serve(
        reply("200 OK", "X-MBX-Used-Weight-1m:  42 \r\nContent-Type: application/json\r\n", "{}"));
    HttpClient client(options());
    const auto got = client.get(server_->url("http", "/api?x=1"), {"X-MBX-TIME-UNIT: MICROSECOND"});
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->body, "{}");
    EXPECT_EQ(got->header("x-mbx-used-weight-1m"), "42");
    EXPECT_EQ(got->header("content-type"), "application/json");
    EXPECT_EQ(got->header("absent"), "");
    EXPECT_FALSE(got->retry_after.has_value());
    EXPECT_TRUE(request(0).starts_with("GET /api?x=1 HTTP/1.1\r\n")) << request(0);
    EXPECT_NE(request(0).find("\r\nX-MBX-TIME-UNIT: MICROSECOND\r\n"), std::string::npos);
    EXPECT_NE(request(0).find("\r\nUser-Agent: mdc\r\n"), std::string::npos);
    EXPECT_NE(request(0).find("gzip"), std::string::npos);
}

TEST_F(HttpTest, ConnectionIsKeptForTheNextRequest) {
    serve(reply("200 OK", "", "body"));
    HttpClient client(options());
    for (int i = 0; i < 5; ++i) {
        const auto got = client.get(server_->url("http"));
        ASSERT_TRUE(got.has_value()) << got.error().message;
        EXPECT_EQ(got->body, "body");
    }
    HttpClient moved = std::move(client);
    EXPECT_TRUE(moved.get(server_->url("http")).has_value());
    EXPECT_EQ(server_->accepted(), 1);
    EXPECT_EQ(requests_.size(), 6U);
}

TEST_F(HttpTest, JsonIsPostedAndTheNextRequestIsAGetAgain) {
    serve(reply("200 OK", "", "ok"));
    HttpClient client(options());
    ASSERT_TRUE(client.post_json(server_->url("http", "/send"), R"({"text":"hi"})").has_value());
    ASSERT_TRUE(client.get(server_->url("http", "/next")).has_value());
    EXPECT_TRUE(request(0).starts_with("POST /send HTTP/1.1\r\n"));
    EXPECT_NE(request(0).find("\r\nContent-Type: application/json\r\n"), std::string::npos);
    EXPECT_TRUE(request(0).ends_with("\r\n\r\n{\"text\":\"hi\"}"));
    EXPECT_TRUE(request(1).starts_with("GET /next HTTP/1.1\r\n"));
}

TEST_F(HttpTest, RateLimitIsAReplyWithRetryAfter) {
    serve(reply("429 Too Many Requests", "Retry-After: 60\r\n", R"({"code":-1003})"));
    HttpClient client(options());
    const auto got = client.get(server_->url("http"));
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->status, 429);
    EXPECT_EQ(got->retry_after, std::chrono::seconds{60});
    EXPECT_EQ(got->body, R"({"code":-1003})");
}

TEST_F(HttpTest, CompressedBodyIsDecoded) {
    // printf hello | gzip -n
    const std::string gzip(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00"
        "\x86\xa6\x10\x36\x05\x00\x00\x00",
        25);
    serve(reply("200 OK", "Content-Encoding: gzip\r\n", gzip));
    HttpClient client(options());
    EXPECT_EQ(client.get(server_->url("http")).value().body, "hello");
}

TEST_F(HttpTest, BodyOverTheLimitIsAnError) {
    serve(reply("200 OK", "", std::string(1001, 'x')));
    auto limited = options();
    limited.body_bytes_max = 1000;
    HttpClient client(limited);
    const auto got = client.get(server_->url("http"));
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().kind, ErrorKind::malformed);
    limited.body_bytes_max = 1001;
    EXPECT_EQ(HttpClient(limited).get(server_->url("http")).value().body.size(), 1001U);
}

TEST_F(HttpTest, HeadersAreBounded) {
    std::string many;
    for (int i = 0; i < 100; ++i) many += "X-" + std::to_string(i) + ": v\r\n";
    serve(reply("200 OK", many + "X-Long: " + std::string(5000, 'l') + "\r\n", "ok"));
    HttpClient client(options());
    const auto got = client.get(server_->url("http"));
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->headers.size(), 64U);
    EXPECT_EQ(got->body, "ok");
}

TEST_F(HttpTest, TlsIsVerified) {
    const TestCa ca;
    serve(reply("200 OK", "", "secret"), ca.issue("DNS:localhost"));
    const auto got = HttpClient(options(ca.file())).get(server_->url("https"));
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(got->body, "secret");

    const auto unknown = HttpClient(options()).get(server_->url("https"));
    ASSERT_FALSE(unknown.has_value());
    EXPECT_EQ(unknown.error().kind, ErrorKind::refused);
    EXPECT_FALSE(unknown.error().is_retryable);
    EXPECT_NE(unknown.error().message.find("certificate of localhost"), std::string::npos);

    const auto missing = HttpClient(options("/no/such/file.pem")).get(server_->url("https"));
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().kind, ErrorKind::usage);
}

TEST_F(HttpTest, CertificateForAnotherHostIsRefused) {
    const TestCa ca;
    serve(reply("200 OK", "", "secret"), ca.issue("DNS:example.com"));
    const auto got = HttpClient(options(ca.file())).get(server_->url("https"));
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().kind, ErrorKind::refused);
    EXPECT_NE(got.error().message.find("localhost"), std::string::npos) << got.error().message;
}

TEST_F(HttpTest, RefusedPortAndTimeOutAreRetryable) {
    const auto refused =
        HttpClient(options()).get("http://localhost:" + std::to_string(closed_port()));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::network);
    EXPECT_TRUE(refused.error().is_retryable);

    Server silent({.tls = {}, .on_websocket = {}, .on_raw = [](RawPeer& p) { p.wait_for_end(); }});
    auto hasty = options();
    hasty.timeout = std::chrono::milliseconds{50};
    const auto late = HttpClient(hasty).get(silent.url("http"));
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().kind, ErrorKind::network);
    EXPECT_TRUE(late.error().is_retryable);
}

TEST_F(HttpTest, LocalAddressMustBeOurs) {
    serve(reply("200 OK", "", "ok"));
    auto local = options();
    local.local_ip = "127.0.0.6";
    EXPECT_TRUE(HttpClient(local).get(server_->url("http")).has_value());
    local.local_ip = "192.0.2.1";
    const auto got = HttpClient(local).get(server_->url("http"));
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().kind, ErrorKind::usage) << got.error().message;
}

TEST_F(HttpTest, WhatIsNoHttpAddressIsAUsageError) {
    HttpClient client;
    EXPECT_EQ(client.get("ws://localhost/").error().kind, ErrorKind::usage);
    EXPECT_EQ(client.get("localhost").error().kind, ErrorKind::usage);
}

TEST_F(HttpTest, RedirectsAreNotFollowed) {
    serve(reply("302 Found", "Location: http://localhost:1/\r\n", ""));
    EXPECT_EQ(HttpClient(options()).get(server_->url("http")).value().status, 302);
}

}  // namespace
}  // namespace mdc::net
