#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/bybit/bybit_frames.hpp"

namespace mdc::test {
namespace {

ControlEvent only_event(const BybitFrames& market, std::string_view name) {
    const auto [status, out] = market.parse_fixture(name);
    EXPECT_EQ(status, ParseStatus::control) << name;
    EXPECT_EQ(out.key.kind, KeyKind::control) << name;
    EXPECT_EQ(out.controls.size(), 1u) << name;
    return out.controls.empty() ? ControlEvent{} : out.controls.front();
}

TEST(BybitControl, AnAnswerIsOfItsRequest) {
    for (const auto* market : {&bybit_spot(), &bybit_linear(), &bybit_inverse()}) {
        const auto event = only_event(*market, "control.acked");
        EXPECT_EQ(event.kind, ControlKind::acked);
        EXPECT_EQ(event.request, 4711);
        EXPECT_EQ(event.stream, kNoStream);
    }
    EXPECT_TRUE(is_null(only_event(bybit_spot(), "control.acked.no_number").request));
}

TEST(BybitControl, OptionsAnswerTopicByTopic) {
    const auto [status, out] = bybit_option().parse_fixture("control.acked.some");
    ASSERT_EQ(status, ParseStatus::control);
    ASSERT_EQ(out.controls.size(), 2u);
    EXPECT_EQ(out.controls[0].kind, ControlKind::refused);
    EXPECT_EQ(out.controls[0].stream, bybit_option().stream("tickers.BTC-26MAR27-90000-C-USDT").id);
    EXPECT_FALSE(out.controls[0].spoils_request);
    EXPECT_TRUE(out.controls[0].is_retryable) << "why it failed is not said";
    EXPECT_EQ(out.controls[1].kind, ControlKind::acked);
    EXPECT_EQ(out.controls[1].stream, bybit_option().stream("publicTrade.BTC").id);
    EXPECT_EQ(only_event(bybit_option(), "control.acked.nothing").kind, ControlKind::notice);
    EXPECT_EQ(only_event(bybit_option(), "control.refused.other_topic").request, 4711);
}

TEST(BybitControl, AGreetingIsAnsweredToNobody) {
    const auto greeted = only_event(bybit_linear(), "control.greeted");
    EXPECT_EQ(greeted.kind, ControlKind::notice);
    EXPECT_EQ(greeted.text.view(), "subscribe") << "an answer without words says what it answers";
    for (const auto text : bybit_linear().exchange().facts().status_greeting) {
        EXPECT_NE(text.find(R"("req_id":"status")"), text.npos);
    }
}

TEST(BybitControl, AnyPongIsASignOfLife) {
    for (const auto* market : {&bybit_spot(), &bybit_linear(), &bybit_inverse(), &bybit_option()}) {
        EXPECT_EQ(only_event(*market, "control.pong").kind, ControlKind::alive) << market->name();
    }
    EXPECT_EQ(only_event(bybit_linear(), "control.pong.own_op").kind, ControlKind::alive);
}

TEST(BybitControl, OneBadTopicRefusesTheWholeRequest) {
    for (const auto* name : {"control.refused.no_such_topic", "control.refused.invalid_symbol"}) {
        const auto event = only_event(bybit_spot(), name);
        EXPECT_EQ(event.kind, ControlKind::refused) << name;
        EXPECT_EQ(event.stream, bybit_spot().stream("orderbook.50.BTCUSDT").id) << name;
        EXPECT_TRUE(event.spoils_request) << name;
        EXPECT_FALSE(event.is_retryable) << name;
    }
}

TEST(BybitControl, WhatIsSubscribedAlreadyRefusesItsRequestForNow) {
    const auto event = only_event(bybit_linear(), "control.refused.subscribed");
    EXPECT_EQ(event.kind, ControlKind::refused);
    EXPECT_EQ(event.stream, bybit_linear().stream("publicTrade.BTCUSDT").id);
    EXPECT_EQ(event.request, 4711);
    EXPECT_TRUE(event.spoils_request);
    EXPECT_TRUE(event.is_retryable);
}

TEST(BybitControl, ARefusalWithoutATopicIsOfTheWholeRequest) {
    const auto event = only_event(bybit_spot(), "control.refused.too_many");
    EXPECT_EQ(event.kind, ControlKind::refused);
    EXPECT_EQ(event.request, 4711);
    EXPECT_EQ(event.stream, kNoStream);
    EXPECT_FALSE(event.spoils_request);
    EXPECT_FALSE(event.is_retryable);
    const auto left = only_event(bybit_linear(), "control.refused.other_topic");
    EXPECT_EQ(left.stream, kNoStream);
    EXPECT_TRUE(left.is_retryable) << "the topic is not carried any more";
    const auto limit = only_event(bybit_linear(), "control.refused.code");
    EXPECT_EQ(limit.code, 10006);
    EXPECT_TRUE(limit.is_retryable);
    EXPECT_FALSE(only_event(bybit_linear(), "control.refused.no_reason").text.empty());
}

TEST(BybitControl, WhatFailsAndIsNoSubscriptionIsANotice) {
    for (const auto* name : {"control.notice.no_op", "control.notice.undecodable"}) {
        EXPECT_EQ(only_event(bybit_linear(), name).kind, ControlKind::notice) << name;
    }
}

TEST(BybitControl, MaintenanceOfMarketDataIsAStateOfTheVenue) {
    for (const auto* market : {&bybit_spot(), &bybit_linear(), &bybit_inverse(), &bybit_option()}) {
        const auto begun = only_event(*market, "control.status.ongoing");
        EXPECT_EQ(begun.kind, ControlKind::venue_state);
        EXPECT_FALSE(begun.is_open);
        EXPECT_EQ(begun.until.value, 1'795'629'600'000'000);
        EXPECT_EQ(begun.text.view(), "Upgrade of the matching engine");
        const auto ended = only_event(*market, "control.status.completed");
        EXPECT_EQ(ended.kind, ControlKind::venue_state);
        EXPECT_TRUE(ended.is_open);
    }
    EXPECT_TRUE(only_event(bybit_linear(), "control.status.canceled").is_open);
    EXPECT_EQ(only_event(bybit_linear(), "control.status.scheduled").kind, ControlKind::notice);
    EXPECT_FALSE(only_event(bybit_linear(), "control.status.everything").is_open);
    EXPECT_EQ(bybit_linear().parse_fixture("control.status.several").out.controls.size(), 2u);
}

TEST(BybitControl, MaintenanceOfSomethingElseIsIgnored) {
    for (const auto* name : {"other.status.other_product", "other.status.trading_only",
                             "other.status.demo", "other.status.nothing"}) {
        EXPECT_EQ(bybit_linear().parse_fixture(name).status, ParseStatus::ignored) << name;
    }
}

}  // namespace
}  // namespace mdc::test
