#include "mdc/exchanges/plan.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/choice.hpp"
#include "mdc/exchanges/deribit/deribit.hpp"

#include "tests/support/make_stream.hpp"

namespace mdc::exchanges::deribit {
namespace {

const Deribit& exchange() {
    static const Deribit instance;
    return instance;
}

Stream stream(const std::string& ticker, Feed feed, std::uint32_t id = 0) {
    return test::make_stream(exchange(), ticker, feed, id);
}

TEST(DeribitPlan, AnonymousChannelsAreTheDefault) {
    EXPECT_EQ(stream("BTC-PERPETUAL", Feed::orderbook_l2).channel, "book.BTC-PERPETUAL.100ms");
    EXPECT_EQ(stream("BTC-PERPETUAL", Feed::bbo).channel, "quote.BTC-PERPETUAL");
    EXPECT_EQ(stream("XRP_USDC-30JUN27-0d625-C", Feed::trades).channel,
              "trades.XRP_USDC-30JUN27-0d625-C.100ms");
    EXPECT_EQ(stream("BTC_USDC", Feed::tickers).channel, "ticker.BTC_USDC.100ms");
    EXPECT_EQ(stream("BTC_USDC", Feed::tickers).ticker, "BTC_USDC");
}

TEST(DeribitPlan, RulesAreTheOnesOfTheDecisionRecord) {
    EXPECT_EQ(stream("BTC-PERPETUAL", Feed::orderbook_l2).rule, ArrivalRule::per_leg);
    EXPECT_EQ(stream("BTC-PERPETUAL", Feed::bbo).rule, ArrivalRule::seen);
    EXPECT_EQ(stream("BTC-PERPETUAL", Feed::trades).rule, ArrivalRule::chain);
    EXPECT_EQ(stream("BTC-PERPETUAL", Feed::tickers).rule, ArrivalRule::leader);
}

TEST(DeribitPlan, EveryChangeNeedsALogin) {
    std::set<std::uint8_t> kinds;
    for (const auto& channel : exchange().facts().channels) {
        EXPECT_EQ(channel.needs_login, channel.variant == "raw") << channel.name;
        EXPECT_TRUE(kinds.insert(channel.kind).second) << channel.name;
        EXPECT_EQ(channel.types, kAnyType) << channel.name;
        const bool is_book = channel.feed == Feed::orderbook_l2;
        EXPECT_EQ(channel.snapshot == SnapshotRule::in_band, is_book) << channel.name;
        EXPECT_EQ(channel.depth_limit, 0) << channel.name;
    }
    EXPECT_EQ(kinds.size(), 10u);
    ChannelChoice choice;
    choice.by_feed[static_cast<std::size_t>(Feed::trades)] = {"raw", "agg2"};
    const auto instrument = exchange().instrument_of("BTC-PERPETUAL");
    const auto channel = [&] {
        return choose_streams(exchange(), instrument, Feed::trades, choice).value().at(0).channel;
    };
    EXPECT_EQ(channel(), "trades.BTC-PERPETUAL.agg2");
    choice.can_log_in = true;
    EXPECT_EQ(channel(), "trades.BTC-PERPETUAL.raw");
}

TEST(DeribitPlan, ANameSaysItsType) {
    const auto type = [](std::string_view ticker) {
        return std::string(to_string(exchange().instrument_of(ticker).type));
    };
    EXPECT_EQ(type("BTC-PERPETUAL"), "perpetual");
    EXPECT_EQ(type("NVDA_USDC-PERPETUAL"), "perpetual");
    EXPECT_EQ(type("BTC-25DEC26"), "future");
    EXPECT_EQ(type("BTC-9MAY25"), "future");
    EXPECT_EQ(type("BTCDVOL_USDC-9MAY25"), "future");
    EXPECT_EQ(type("BTC-9MAY25-70000-C"), "option");
    EXPECT_EQ(type("XRP_USDC-30JUN23-0d625-P"), "option");
    EXPECT_EQ(type("BTC_USDC"), "spot");
    EXPECT_EQ(type("BTC-FS-25DEC26_PERP"), "other");
    EXPECT_EQ(type("BTC-FS-30OCT26_25DEC26"), "other");
    EXPECT_EQ(type("BTC-CS-25DEC26-100000_110000"), "other");
    EXPECT_EQ(type("BTC-25DEC26-100000"), "other");
    EXPECT_EQ(type("BTC-25DEC26--C"), "other");
    EXPECT_EQ(type("BTC-25dec26"), "other");
    EXPECT_TRUE(exchange().instrument_of("BTC-25DEC26").underlying.empty());
}

TEST(DeribitPlan, WhatCannotBeANameIsRefused) {
    for (const std::string ticker :
         {"", "A B", "A\"B", "A\\B", "A/B", "A?B", "A.B", "BTC*", "A\nB", "BTC-\xC3\xA4"}) {
        const auto stream = exchange().stream_of(exchange().facts().channels.front(),
                                                 exchange().instrument_of(ticker));
        ASSERT_FALSE(stream) << ticker;
        EXPECT_EQ(stream.error().kind, ErrorKind::unknown_symbol);
        EXPECT_FALSE(stream.error().is_retryable);
        EXPECT_TRUE(stream.error().message.ends_with("."));
    }
}

TEST(DeribitPlan, RequestsAreJsonRpcAndLeavingHasItsOwnNumbers) {
    const std::vector streams = {stream("BTC-PERPETUAL", Feed::orderbook_l2, 0),
                                 stream("BTC-PERPETUAL", Feed::bbo, 1)};
    EXPECT_EQ(exchange().subscribe_text(streams, 7),
              R"({"jsonrpc":"2.0","id":7,"method":"public/subscribe","params":{"channels":)"
              R"(["book.BTC-PERPETUAL.100ms","quote.BTC-PERPETUAL"]}})");
    EXPECT_EQ(exchange().unsubscribe_text(streams, 8),
              R"({"jsonrpc":"2.0","id":1000008,"method":"public/unsubscribe","params":{"channels":)"
              R"(["book.BTC-PERPETUAL.100ms","quote.BTC-PERPETUAL"]}})");
}

TEST(DeribitPlan, ALoginIsOneJsonObjectWhateverTheSecretHolds) {
    EXPECT_EQ(exchange().login_text(std::vector<std::string>{"id", "secret"}, {}),
              R"({"jsonrpc":"2.0","id":9000004,"method":"public/auth","params":{"grant_type":)"
              R"("client_credentials","client_id":"id","client_secret":"secret"}})");
    const auto text = exchange().login_text(std::vector<std::string>{"i\"d", "a\\\n"}, {});
    EXPECT_NE(text.find(R"("client_id":"i\u0022d","client_secret":"a\u005c\u000a")"), text.npos);
    EXPECT_EQ(exchange().login_text({}, {}), "");
    EXPECT_EQ(exchange().facts().credentials.size(), 2u);
}

TEST(DeribitPlan, TheGreetingIsNumberedApartFromTheCollectorsRequests) {
    for (const auto text : exchange().facts().greeting) {
        EXPECT_NE(text.find(R"("id":900000)"), text.npos) << text;
    }
    EXPECT_EQ(exchange().facts().greeting.size(), 2u);
    EXPECT_EQ(request_id::kLogin, 9'000'004);
}

// As many channels as one request may have, with names as long as they come, fit into 32,000 bytes.
TEST(DeribitPlan, AFullRequestIsNotTooLarge) {
    const auto& limits = exchange().facts().limits;
    std::vector<Stream> streams;
    int bytes = 0;
    while (static_cast<int>(streams.size()) < limits.streams_per_request) {
        auto each = stream("BTC_USDC-CS-25DEC26-100000_110000-AND-LONGER", Feed::orderbook_l2);
        bytes += static_cast<int>(each.channel.size());
        if (bytes > limits.bytes_per_request) break;
        streams.push_back(std::move(each));
    }
    EXPECT_LT(exchange().subscribe_text(streams, 999'999).size(), 32'000u);
}

TEST(DeribitPlan, AnonymousStreamsNeverTravelWithThoseOfALogin) {
    ChannelChoice choice;
    choice.can_log_in = true;
    choice.by_feed[static_cast<std::size_t>(Feed::orderbook_l2)] = {"raw"};
    const auto instrument = exchange().instrument_of("BTC-PERPETUAL");
    std::vector<Stream> streams;
    for (const auto feed : kAllFeeds) {
        auto stream = choose_streams(exchange(), instrument, feed, choice).value().at(0);
        stream.id = StreamId{static_cast<std::uint32_t>(streams.size())};
        streams.push_back(stream);
    }
    const auto plans = plan_connections(exchange(), streams);
    ASSERT_EQ(plans.size(), 2u);
    EXPECT_TRUE(plans[0].needs_login);
    EXPECT_EQ(plans[0].streams.size(), 1u);
    EXPECT_FALSE(plans[1].needs_login);
    EXPECT_EQ(plans[1].target, "/ws/api/v2");
}

TEST(DeribitPlan, ABookComesBackByJoiningAnew) {
    const auto request = exchange().resync(stream("BTC-PERPETUAL", Feed::orderbook_l2, 3), 1000);
    EXPECT_EQ(request.kind, Request::Kind::resubscribe);
    EXPECT_EQ(request.stream, StreamId{3});
}

}  // namespace
}  // namespace mdc::exchanges::deribit
