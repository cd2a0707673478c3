#include "mdc/net/url.hpp"

#include <gtest/gtest.h>

namespace mdc::net {
namespace {

TEST(Url, PartsOfAnAddressAreFound) {
    const auto url = parse_url("WSS://Stream.Example.com:9443/stream?a=B&c");
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->scheme, "wss");
    EXPECT_EQ(url->host, "stream.example.com");
    EXPECT_EQ(url->port, 9443);
    EXPECT_EQ(url->target, "/stream?a=B&c");
    EXPECT_TRUE(url->is_tls());
    EXPECT_EQ(url->authority(), "stream.example.com:9443");
    EXPECT_EQ(url->text(), "wss://stream.example.com:9443/stream?a=B&c");
}

TEST(Url, SchemeGivesThePortAndEmptyTargetIsTheRoot) {
    EXPECT_EQ(parse_url("ws://h")->port, 80);
    EXPECT_EQ(parse_url("wss://h")->port, 443);
    EXPECT_EQ(parse_url("http://h")->port, 80);
    EXPECT_EQ(parse_url("https://h")->port, 443);
    EXPECT_EQ(parse_url("https://h")->target, "/");
    EXPECT_EQ(parse_url("https://h?x=1")->target, "/?x=1");
    EXPECT_EQ(parse_url("https://h:443/x")->authority(), "h");
}

TEST(Url, LiteralIpv6HostStandsInBrackets) {
    const auto url = parse_url("ws://[::1]:8080/x");
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->port, 8080);
    EXPECT_EQ(url->authority(), "[::1]:8080");
    EXPECT_EQ(parse_url("ws://[::1]")->port, 80);
}

TEST(Url, SymbolsBeyondAsciiArePercentEncoded) {
    EXPECT_EQ(parse_url("wss://h/ws/\xE5\xB8\x81@trade")->target, "/ws/%E5%B8%81@trade");
}

TEST(Url, WhatIsNoAddressIsRefusedWithASentence) {
    for (const char* bad : {"", "h", "h:80", "ftp://h", "ws://", "ws:///x", "ws://:80", "ws://h:",
                            "ws://h:0", "ws://h:65536", "ws://h:80x/", "ws://u@h/", "ws://h/a b",
                            "ws://h/#f", "ws://[::1", "ws://[::1]x", "ws://h/\r\nX: y"}) {
        const auto url = parse_url(bad);
        ASSERT_FALSE(url.has_value()) << bad;
        EXPECT_EQ(url.error().kind, ErrorKind::usage);
        EXPECT_FALSE(url.error().message.empty());
    }
}

TEST(Url, RouteAndQueryAreAppendedToABase) {
    EXPECT_EQ(join_url("wss://h:9443", "/stream?a=1"), "wss://h:9443/stream?a=1");
    EXPECT_EQ(join_url("wss://h:9443/", "/stream?a=1"), "wss://h:9443/stream?a=1");
    EXPECT_EQ(join_url("wss://h/base/", "/stream"), "wss://h/base/stream");
    EXPECT_EQ(join_url("wss://h/base", "stream"), "wss://h/base/stream");
    EXPECT_EQ(join_url("wss://h/base?token=t", "/stream?a=1"), "wss://h/base/stream?token=t&a=1");
    EXPECT_EQ(join_url("wss://h/base?token=t", "/stream"), "wss://h/base/stream?token=t");
    EXPECT_EQ(join_url("wss://h", "?a=1"), "wss://h?a=1");
    EXPECT_EQ(join_url("wss://h", ""), "wss://h");
}

}  // namespace
}  // namespace mdc::net
