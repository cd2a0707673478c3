#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/okx/okx.hpp"

namespace mdc::test {
namespace {

TEST(OkxAnswers, EachChannelIsAcknowledgedByItself) {
    const OkxVenue okx;
    const auto book = okx.control("control.acked");
    EXPECT_EQ(book.kind, ControlKind::acked);
    EXPECT_EQ(book.stream, okx.stream("books:BTC-USDT").id);
    EXPECT_TRUE(is_null(book.request));
    const auto trades = okx.control("control.acked.with_id");
    EXPECT_EQ(trades.stream, okx.stream("trades:BTC-USDT").id);
    EXPECT_EQ(trades.request, 12);
    EXPECT_EQ(okx.control("control.acked.family").stream, okx.stream("opt-summary:BTC-USD").id);
    EXPECT_EQ(okx.control("control.acked.old").stream, okx.stream("tickers:BTC-USDT").id);
}

// An acknowledgement without a stream would stand for its whole request.
TEST(OkxAnswers, WhatIsNotCarriedIsOnlyNoticed) {
    const OkxVenue okx;
    for (const auto* name : {"control.acked.status", "control.acked.unknown", "control.left",
                             "control.notice", "control.connections"}) {
        EXPECT_EQ(okx.control(name).kind, ControlKind::notice) << name;
        EXPECT_EQ(okx.control(name).stream, kNoStream) << name;
    }
    EXPECT_TRUE(is_null(okx.control("control.acked.status").request));
}

TEST(OkxAnswers, ARefusalNamesTheChannelWhereItsTextDoes) {
    const OkxVenue okx;
    const auto wrong = okx.control("control.refused.wrong_channel");
    EXPECT_EQ(wrong.kind, ControlKind::refused);
    EXPECT_EQ(wrong.code, 60018);
    EXPECT_EQ(wrong.request, 12);
    EXPECT_EQ(wrong.stream, okx.stream("books:BTC-USDT").id);
    EXPECT_FALSE(wrong.is_retryable);
    EXPECT_FALSE(wrong.spoils_request);
    EXPECT_EQ(okx.control("control.refused.family").stream, okx.stream("opt-summary:BTC-USD").id);
    EXPECT_EQ(okx.control("control.refused.msg_first").stream, kNoStream);
}

TEST(OkxAnswers, ARefusedRequestIsQuotedInTheText) {
    const OkxVenue okx;
    const auto one = okx.control("control.refused.request");
    EXPECT_EQ(one.code, 60012);
    EXPECT_EQ(one.request, 14);
    EXPECT_EQ(one.stream, okx.stream("tickers:BTC-USDT").id);
    const auto many = okx.control("control.refused.request_of_many");
    EXPECT_EQ(many.request, 14);
    EXPECT_EQ(many.stream, kNoStream);
}

TEST(OkxAnswers, WhatMayPassIsAskedAgain) {
    const OkxVenue okx;
    EXPECT_TRUE(okx.control("control.refused.too_frequent").is_retryable);
    EXPECT_TRUE(okx.control("control.refused.not_logged_in").is_retryable);
    EXPECT_FALSE(okx.control("control.refused.tier").is_retryable);
    EXPECT_EQ(okx.control("control.refused.tier").request, 12);
}

// On connections of another path the status channel does not exist.
TEST(OkxAnswers, TheGreetingMayBeRefused) {
    const OkxVenue okx;
    EXPECT_EQ(okx.control("control.refused.status").kind, ControlKind::notice);
    EXPECT_TRUE(is_null(okx.control("control.refused.status").request));
    EXPECT_NE(okx.exchange().facts().greeting.front().find(R"("id":"status")"), std::string::npos);
}

TEST(OkxAnswers, ALoginSucceedsOrNot) {
    const OkxVenue okx;
    EXPECT_EQ(okx.control("control.authenticated").kind, ControlKind::authenticated);
    for (const auto* name : {"control.refused.login", "control.refused.login_code"}) {
        const auto event = okx.control(name);
        EXPECT_EQ(event.kind, ControlKind::refused) << name;
        EXPECT_EQ(event.code, 60009) << name;
        EXPECT_FALSE(event.is_retryable) << name;
        EXPECT_EQ(event.stream, kNoStream) << name;
        EXPECT_TRUE(is_null(event.request)) << name;
    }
}

TEST(OkxAnswers, AnUpgradeClosesTheConnectionSoon) {
    const OkxVenue okx;
    const auto event = okx.control("control.closing");
    EXPECT_EQ(event.kind, ControlKind::closing_soon);
    EXPECT_EQ(event.code, 64008);
}

TEST(OkxAnswers, ABarePongIsASignOfLife) {
    const OkxVenue okx;
    EXPECT_EQ(okx.control("control.pong").kind, ControlKind::alive);
    EXPECT_EQ(okx.parse("pong ").status, ParseStatus::malformed);
}

TEST(OkxAnswers, MaintenanceClosesAndOpensTheVenue) {
    const OkxVenue okx;
    const auto ongoing = okx.control("control.status.ongoing");
    EXPECT_EQ(ongoing.kind, ControlKind::venue_state);
    EXPECT_FALSE(ongoing.is_open);
    EXPECT_EQ(ongoing.until.value, 1'795'703'600'000'000);
    EXPECT_EQ(ongoing.text.view(), "Trading upgrade");
    for (const auto* name : {"control.status.completed", "control.status.canceled"}) {
        EXPECT_EQ(okx.control(name).kind, ControlKind::venue_state) << name;
        EXPECT_TRUE(okx.control(name).is_open) << name;
        EXPECT_EQ(okx.control(name).until.value, 0) << name;
    }
    for (const auto* name : {"control.status.scheduled", "control.status.pre_open"}) {
        EXPECT_EQ(okx.control(name).kind, ControlKind::notice) << name;
    }
    EXPECT_EQ(okx.control("control.status.old").until.value, 0);
}

TEST(OkxAnswers, MaintenanceOfOtherServicesIsNotOurs) {
    const OkxVenue okx;
    EXPECT_EQ(okx.parse_fixture("control.status.other_service").status, ParseStatus::ignored);
    EXPECT_EQ(okx.parse_fixture("control.status.demo").status, ParseStatus::ignored);
    const auto out = okx.parse_fixture("control.status.several").out;
    ASSERT_EQ(out.controls.size(), 2u);
    EXPECT_FALSE(out.controls[0].is_open);
    EXPECT_TRUE(out.controls[1].is_open);
}

}  // namespace
}  // namespace mdc::test
