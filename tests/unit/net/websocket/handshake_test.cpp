#include "mdc/net/websocket/handshake.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mdc::net {
namespace {

constexpr UnixMicros kNow{1'732'550'400'000'000};  // 2024-11-25T16:00:00Z

/// A request whose answer is known: the key of RFC 6455 section 1.3 gives this.
UpgradeRequest rfc_request() { return {"", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "example.com"}; }

std::string good_reply(std::string more = {}) {
    return "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive, "
           "Upgrade\r\n"
           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" +
           std::move(more) + "\r\n";
}

NetError refusal(std::string_view reply) {
    const auto checked = check_upgrade_reply(reply, rfc_request(), kNow);
    EXPECT_FALSE(checked.has_value()) << reply;
    return checked.error();
}

TEST(Handshake, RequestNamesHostTargetAndKey) {
    const auto url = parse_url("wss://stream.example.com:9443/stream?streams=a/b");
    const auto request = make_upgrade_request(*url, "mdc/1", {"X-Key: 7"});
    ASSERT_TRUE(request.has_value());
    EXPECT_TRUE(request->text.starts_with(
        "GET /stream?streams=a/b HTTP/1.1\r\nHost: stream.example.com:9443\r\n"));
    for (const char* line :
         {"\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n",
          "\r\nSec-WebSocket-Version: 13\r\n", "\r\nUser-Agent: mdc/1\r\n", "\r\nX-Key: 7\r\n"}) {
        EXPECT_NE(request->text.find(line), std::string::npos) << line;
    }
    EXPECT_TRUE(request->text.ends_with("\r\n\r\n"));
    EXPECT_EQ(request->text.find("Extensions"), std::string::npos);
    const auto key = request->text.find("Sec-WebSocket-Key: ") + 19;
    EXPECT_EQ(request->text.find("\r\n", key) - key, 24U);  // 16 bytes in base64
    EXPECT_EQ(request->accept.size(), 28U);
    EXPECT_NE(make_upgrade_request(*url, "", {})->accept, request->accept);
}

TEST(Handshake, KeyOfTheRfcGivesItsAnswer) {
    EXPECT_EQ(accept_of_key("dGhlIHNhbXBsZSBub25jZQ=="), rfc_request().accept);
}

TEST(Handshake, LineBreaksInHeadersAreRefused) {
    const auto url = parse_url("ws://h/");
    EXPECT_EQ(make_upgrade_request(*url, "a\r\nb: c", {}).error().kind, ErrorKind::usage);
    EXPECT_EQ(make_upgrade_request(*url, "a", {"b: c\nd: e"}).error().kind, ErrorKind::usage);
}

TEST(Handshake, WhatStandsBehindAGoodReplyIsLeftOver) {
    const std::string reply = good_reply();
    const auto checked = check_upgrade_reply(reply + "\x81\x02hi", rfc_request(), kNow);
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(*checked, reply.size());
}

TEST(Handshake, IncompleteReplyAsksForMore) {
    const std::string reply = good_reply();
    for (std::size_t size = 0; size < reply.size(); ++size) {
        const auto checked = check_upgrade_reply(reply.substr(0, size), rfc_request(), kNow);
        ASSERT_TRUE(checked.has_value()) << size;
        ASSERT_FALSE(checked->has_value()) << size;
    }
    EXPECT_EQ(refusal("HTTP/1.1 101 X\r\n" + std::string(20'000, 'a')).kind, ErrorKind::protocol);
}

TEST(Handshake, RepliesThatProveNothingAreRefused) {
    const auto without = [](std::string_view line) {
        std::string reply = good_reply();
        return reply.erase(reply.find(line), line.size());
    };
    EXPECT_EQ(refusal(without("upgrade: WebSocket\r\n")).kind, ErrorKind::protocol);
    EXPECT_EQ(refusal(without("Connection: keep-alive, Upgrade\r\n")).kind, ErrorKind::protocol);
    EXPECT_EQ(refusal(without("s3pP")).kind, ErrorKind::protocol);
    EXPECT_EQ(refusal(good_reply("Sec-WebSocket-Extensions: permessage-deflate\r\n")).kind,
              ErrorKind::protocol);
    EXPECT_EQ(refusal(good_reply("Sec-WebSocket-Protocol: chat\r\n")).kind, ErrorKind::protocol);
    for (const char* line :
         {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 1x1 OK\r\n\r\n", "HTTP/1.1\r\n\r\n"}) {
        EXPECT_EQ(refusal(line).kind, ErrorKind::protocol) << line;
    }
}

TEST(Handshake, RateLimitKeepsStatusAndRetryAfter) {
    for (const int status : {429, 418}) {
        const auto error = refusal("HTTP/1.1 " + std::to_string(status) +
                                   " Slow\r\nretry-after: 120\r\n\r\n{\"code\":-1003}");
        EXPECT_EQ(error.kind, ErrorKind::rate_limited);
        EXPECT_TRUE(error.is_retryable);
        EXPECT_EQ(error.status, status);
        EXPECT_EQ(error.retry_after, std::chrono::seconds{120});
        EXPECT_NE(error.message.find("-1003"), std::string::npos);
        EXPECT_NE(error.message.find("example.com"), std::string::npos);
    }
}

TEST(Handshake, StatusDecidesTheKindOfError) {
    const auto of = [](int status) {
        return refusal("HTTP/1.1 " + std::to_string(status) + " X\r\n\r\n");
    };
    EXPECT_EQ(of(403).kind, ErrorKind::rate_limited);
    EXPECT_TRUE(of(403).is_retryable);
    EXPECT_EQ(of(401).kind, ErrorKind::refused);
    EXPECT_FALSE(of(451).is_retryable);
    EXPECT_EQ(of(403).status, 403);
    EXPECT_EQ(of(502).kind, ErrorKind::network);
    EXPECT_TRUE(of(503).is_retryable);
    EXPECT_EQ(of(200).kind, ErrorKind::protocol);
    EXPECT_EQ(of(404).status, 404);
    EXPECT_FALSE(of(404).retry_after.has_value());
}

TEST(RetryAfter, SecondsAndDatesAreRead) {
    EXPECT_EQ(parse_retry_after("0", kNow), std::chrono::seconds{0});
    EXPECT_EQ(parse_retry_after("37", kNow), std::chrono::seconds{37});
    EXPECT_EQ(parse_retry_after("Mon, 25 Nov 2024 16:02:00 GMT", kNow), std::chrono::seconds{120});
    EXPECT_EQ(parse_retry_after("Mon, 25 Nov 2024 15:00:00 GMT", kNow), std::chrono::seconds{0});
    EXPECT_EQ(parse_retry_after("99999999999999999999999", kNow), std::chrono::hours{24});
    EXPECT_EQ(parse_retry_after("1000000", kNow), std::chrono::hours{24});
    for (const char* bad : {"", "soon", "-1", "5 minutes"}) {
        EXPECT_FALSE(parse_retry_after(bad, kNow).has_value()) << bad;
    }
}

}  // namespace
}  // namespace mdc::net
