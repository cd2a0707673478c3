#include "mdc/net/dial.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "mdc/net/url.hpp"
#include "mdc/net/websocket/handshake.hpp"

#include "tests/unit/net/support/client.hpp"
#include "tests/unit/net/support/frames.hpp"
#include "tests/unit/net/support/server.hpp"

namespace mdc::net {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using std::chrono::milliseconds;

Server::Options websocket_server(std::optional<Certificate> tls = {}) {
    return {.tls = std::move(tls),
            .on_websocket = [](WebSocketPeer& peer) { peer.receive(); },
            .on_raw = {}};
}

Server::Options raw_server(std::function<void(RawPeer&)> answer,
                           std::optional<Certificate> tls = {}) {
    return {.tls = std::move(tls), .on_websocket = {}, .on_raw = std::move(answer)};
}

Server::Options answering(std::string reply) {
    return raw_server([reply](RawPeer& peer) {
        peer.read_request();
        peer.write(reply);
    });
}

NetError dial_error(const DialOptions& options, const TlsContext& tls = tls_context()) {
    auto dialled = dial(options, tls);
    EXPECT_FALSE(dialled.has_value());
    return dialled ? NetError{} : dialled.error();
}

bool says(const Error& error, std::string_view text) {
    return error.message.find(text) != std::string::npos;
}

TEST(Dial, PlainConnectionIsDescribed) {
    Server server(websocket_server());
    const auto dialled = dial(dial_options(server.url("ws")), tls_context());
    ASSERT_TRUE(dialled.has_value());
    EXPECT_EQ(dialled->remote, "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_TRUE(dialled->local.starts_with("127.0.0.1:"));
    EXPECT_EQ(dialled->tls_version, "");
    EXPECT_GT(dialled->times.upgrade.count(), 0);
}

TEST(Dial, TlsConnectionIsVerifiedByNameOrAddress) {
    const TestCa ca;
    Server server(websocket_server(ca.issue("DNS:localhost,IP:127.0.0.1")));
    const auto by_name = dial(dial_options(server.url("wss")), tls_context(ca.file()));
    ASSERT_TRUE(by_name.has_value()) << by_name.error().message;
    EXPECT_EQ(by_name->tls_version, "TLSv1.3");
    EXPECT_GT(by_name->times.tls.count(), 0);
}

TEST(Dial, LiteralAddressMustStandInTheCertificate) {
    const TestCa ca;
    const auto url = [](const Server& s) { return "wss://127.0.0.1:" + std::to_string(s.port()); };
    Server with_address(websocket_server(ca.issue("DNS:localhost,IP:127.0.0.1")));
    EXPECT_TRUE(dial(dial_options(url(with_address)), tls_context(ca.file())).has_value());
    Server with_name(websocket_server(ca.issue("DNS:localhost")));
    const auto error = dial_error(dial_options(url(with_name)), tls_context(ca.file()));
    EXPECT_EQ(error.kind, ErrorKind::refused);
    EXPECT_TRUE(says(error, "IP address mismatch")) << error.message;
}

TEST(Dial, CertificateOfAnUnknownCaIsRefused) {
    const TestCa ca;
    Server server(websocket_server(ca.issue("DNS:localhost")));
    const auto error = dial_error(dial_options(server.url("wss")));
    EXPECT_EQ(error.kind, ErrorKind::refused);
    EXPECT_FALSE(error.is_retryable);
    EXPECT_TRUE(says(error, "certificate of localhost does not verify")) << error.message;
    EXPECT_TRUE(says(error, "unable to get local issuer certificate")) << error.message;
    EXPECT_TRUE(says(error, "its CA is not among those trusted")) << error.message;
    // Another CA of the same name proves nothing either.
    const TestCa other;
    EXPECT_EQ(dial_error(dial_options(server.url("wss")), tls_context(other.file())).kind,
              ErrorKind::refused);
}

TEST(Dial, CertificateForAnotherHostIsRefused) {
    const TestCa ca;
    Server server(websocket_server(ca.issue("DNS:example.com,DNS:*.local")));
    const auto error = dial_error(dial_options(server.url("wss")), tls_context(ca.file()));
    EXPECT_EQ(error.kind, ErrorKind::refused);
    EXPECT_TRUE(says(error, "localhost")) << error.message;
    EXPECT_TRUE(says(error, "hostname mismatch")) << error.message;
}

TEST(Dial, ExpiredCertificateIsRefused) {
    const TestCa ca;
    Server server(websocket_server(ca.issue("DNS:localhost", -1)));
    const auto error = dial_error(dial_options(server.url("wss")), tls_context(ca.file()));
    EXPECT_EQ(error.kind, ErrorKind::refused);
    EXPECT_TRUE(says(error, "expired")) << error.message;
}

TEST(Dial, ServerThatSpeaksNoTlsIsANetworkError) {
    Server server(answering("HTTP/1.1 400 Bad Request\r\n\r\n"));
    auto options = dial_options(server.url("wss"));
    options.handshake_timeout = milliseconds{200};  // the server waits for a blank line for ever
    const auto error = dial_error(options);
    EXPECT_EQ(error.kind, ErrorKind::network);
    EXPECT_TRUE(error.is_retryable);
}

TEST(Dial, RefusedPortIsRetryable) {
    const auto port = closed_port();
    const auto error = dial_error(dial_options("ws://localhost:" + std::to_string(port)));
    EXPECT_EQ(error.kind, ErrorKind::network);
    EXPECT_TRUE(error.is_retryable);
    EXPECT_TRUE(says(error, "127.0.0.1:" + std::to_string(port))) << error.message;
    EXPECT_TRUE(says(error, "Connection refused")) << error.message;
    EXPECT_EQ(error.status, 0);
}

TEST(Dial, NextAddressIsTriedWhenOneRefuses) {
    Server server(websocket_server());
    auto options = dial_options(server.url("ws"));
    options.resolve["localhost"] = {"127.0.0.9", "127.0.0.1"};  // nobody listens on .9
    const auto dialled = dial(options, tls_context());
    ASSERT_TRUE(dialled.has_value()) << dialled.error().message;
    EXPECT_TRUE(dialled->remote.starts_with("127.0.0.1:"));
}

TEST(Dial, FirstAddressChoosesAmongSeveral) {
    auto options = dial_options("ws://localhost:" + std::to_string(closed_port()));
    options.resolve["localhost"] = {"127.0.0.1", "127.0.0.2", "127.0.0.3"};
    // The last one tried is named, and the order goes round.
    options.first_address = 4;
    EXPECT_TRUE(says(dial_error(options), "127.0.0.1:"));
    options.first_address = 0;
    EXPECT_TRUE(says(dial_error(options), "127.0.0.3:"));
}

TEST(Dial, LocalAddressIsUsed) {
    Server server(websocket_server());
    auto options = dial_options(server.url("ws"));
    options.socket.local_ip = "127.0.0.5";
    options.socket.rcvbuf_bytes = 1 << 20;
    options.socket.busy_poll_us = 50;
    const auto dialled = dial(options, tls_context());
    ASSERT_TRUE(dialled.has_value()) << dialled.error().message;
    EXPECT_TRUE(dialled->local.starts_with("127.0.0.5:")) << dialled->local;
    int bytes = 0;
    socklen_t size = sizeof bytes;
    ::getsockopt(dialled->transport.fd(), SOL_SOCKET, SO_RCVBUF, &bytes, &size);
    EXPECT_GE(bytes, 212'992);  // net.core.rmem_max may cap it
    options.socket.local_ip = "192.0.2.1";
    EXPECT_EQ(dial_error(options).kind, ErrorKind::usage);
}

TEST(Dial, LocalAddressChoosesTheFamily) {
    Server server(websocket_server());
    auto options = dial_options(server.url("ws"));
    options.resolve["localhost"] = {"::1", "127.0.0.1"};
    options.socket.local_ip = "127.0.0.5";
    const auto dialled = dial(options, tls_context());
    ASSERT_TRUE(dialled.has_value()) << dialled.error().message;
    options.resolve["localhost"] = {"::1"};
    const auto error = dial_error(options);
    EXPECT_EQ(error.kind, ErrorKind::usage);
    EXPECT_TRUE(says(error, "127.0.0.5")) << error.message;
}

TEST(Dial, RateLimitKeepsStatusAndRetryAfter) {
    const TestCa ca;
    Server server(raw_server(
        [](RawPeer& peer) {
            peer.read_request();
            peer.write("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 17\r\n\r\n");
        },
        ca.issue("DNS:localhost")));
    const auto error = dial_error(dial_options(server.url("wss")), tls_context(ca.file()));
    EXPECT_EQ(error.kind, ErrorKind::rate_limited);
    EXPECT_TRUE(error.is_retryable);
    EXPECT_EQ(error.status, 429);
    EXPECT_EQ(error.retry_after, std::chrono::seconds{17});
}

TEST(Dial, ForbiddenIsAPauseAndKeepsItsStatus) {
    Server server(answering("HTTP/1.1 403 Forbidden\r\n\r\nyour region"));
    const auto error = dial_error(dial_options(server.url("ws")));
    EXPECT_EQ(error.kind, ErrorKind::rate_limited);
    EXPECT_TRUE(error.is_retryable);
    EXPECT_EQ(error.status, 403);
    EXPECT_TRUE(says(error, "your region")) << error.message;
}

TEST(Dial, SilentServerTimesOut) {
    Server server(raw_server([](RawPeer& peer) { peer.wait_for_end(); }));
    for (const char* scheme : {"ws", "wss"}) {
        auto options = dial_options(server.url(scheme));
        options.handshake_timeout = milliseconds{50};
        const auto error = dial_error(options);
        EXPECT_EQ(error.kind, ErrorKind::network);
        EXPECT_TRUE(error.is_retryable);
        EXPECT_TRUE(says(error, "time")) << error.message;
    }
}

TEST(Dial, ServerThatHangsUpIsANetworkError) {
    Server server(raw_server([](RawPeer& peer) { peer.read_request(); }));
    const auto error = dial_error(dial_options(server.url("ws")));
    EXPECT_EQ(error.kind, ErrorKind::network);
    EXPECT_TRUE(says(error, "closed the connection")) << error.message;
}

TEST(Dial, AnswerThatIsNoUpgradeIsAProtocolError) {
    Server server(
        answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n"));
    EXPECT_EQ(dial_error(dial_options(server.url("ws"))).kind, ErrorKind::protocol);
}

TEST(Dial, BadOptionsAreUsageErrors) {
    EXPECT_EQ(dial_error(dial_options("https://localhost/")).kind, ErrorKind::usage);
    EXPECT_EQ(dial_error(dial_options("localhost")).kind, ErrorKind::usage);
    auto options = dial_options("ws://localhost:1/");
    options.headers = {"a: b\r\nc: d"};
    EXPECT_EQ(dial_error(options).kind, ErrorKind::usage);
    options = dial_options("ws://localhost:1/");
    options.resolve["localhost"] = {"not an address"};
    EXPECT_EQ(dial_error(options).kind, ErrorKind::usage);
}

TEST(Dial, FramesBehindTheReplyAreDeliveredByTheFirstPump) {
    std::string request;
    Server server(raw_server([&](RawPeer& peer) {
        request = peer.read_request();
        // Answers as RFC 6455 section 4.2.2 asks, with two and a half messages in the same segment.
        const auto at = request.find("Sec-WebSocket-Key: ") + 19;
        peer.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: " +
            accept_of_key(request.substr(at, 24)) + "\r\n\r\n" + frame(kText, "one") +
            frame(kText, "two") + frame(kText, "three").substr(0, 4));
        peer.read_request();
    }));
    auto dialled = dial(dial_options(server.url("ws", "/x?y=1")), tls_context());
    ASSERT_TRUE(dialled.has_value()) << dialled.error().message;
    EXPECT_TRUE(request.starts_with("GET /x?y=1 HTTP/1.1\r\nHost: localhost:")) << request;
    Link link(std::move(dialled->transport));
    Collector got;
    EXPECT_EQ(link.pump(got), LinkOutcome::progressed);
    ASSERT_EQ(got.messages.size(), 2U);
    EXPECT_EQ(got.messages[1].payload, "two");
    EXPECT_TRUE(got.messages[0].is_first_of_read);
    EXPECT_FALSE(got.messages[1].is_first_of_read);
    EXPECT_TRUE(got.messages[0].stamps.has_kernel_stamp());
    EXPECT_EQ(link.pump(got), LinkOutcome::idle);
}

TEST(TlsContext, CaFileThatCannotBeReadIsAUsageError) {
    EXPECT_EQ(TlsContext::create("/no/such/file.pem").error().kind, ErrorKind::usage);
    const std::string path = testing::TempDir() + "mdc_net_no_certificate.pem";
    std::ofstream(path) << "not a certificate\n";
    const auto context = TlsContext::create(path);
    EXPECT_EQ(context.error().kind, ErrorKind::usage);
    EXPECT_TRUE(says(context.error(), path)) << context.error().message;
}

TEST(Resolve, LiteralAddressesAndLocalhostResolve) {
    EXPECT_EQ(resolve("192.0.2.7", milliseconds{1}).value(), std::vector<std::string>{"192.0.2.7"});
    EXPECT_EQ(resolve("2001:db8::1", milliseconds{1}).value(),
              std::vector<std::string>{"2001:db8::1"});
    const auto ips = resolve("localhost", milliseconds{10'000});
    ASSERT_TRUE(ips.has_value()) << ips.error().message;
    EXPECT_FALSE(ips->empty());
}

TEST(Resolve, UnknownNameIsARetryableNetworkError) {
    // ".invalid" never exists (RFC 2606); without a network the resolver may also give no answer.
    const auto ips = resolve("no-such-host.invalid", milliseconds{10'000});
    ASSERT_FALSE(ips.has_value());
    EXPECT_EQ(ips.error().kind, ErrorKind::network);
    EXPECT_TRUE(ips.error().is_retryable);
    EXPECT_TRUE(says(ips.error(), "no-such-host.invalid"));
}

}  // namespace
}  // namespace mdc::net
