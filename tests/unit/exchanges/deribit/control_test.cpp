#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/deribit/venue.hpp"

namespace mdc::test {
namespace {

ControlEvent only(const Venue& venue, std::string_view name) {
    const auto [status, out] = venue.parse_fixture(name);
    EXPECT_EQ(status, ParseStatus::control) << name;
    EXPECT_EQ(out.controls.size(), 1u) << name;
    EXPECT_EQ(out.key.kind, KeyKind::control) << name;
    return out.controls.empty() ? ControlEvent{} : out.controls.front();
}

TEST(DeribitControl, EachChannelOfAnAnswerIsAcked) {
    const Venue venue;
    const auto [status, out] = venue.parse_fixture("control.acked");
    ASSERT_EQ(status, ParseStatus::control);
    ASSERT_EQ(out.controls.size(), 2u);
    EXPECT_EQ(out.controls[0].kind, ControlKind::acked);
    EXPECT_EQ(out.controls[0].stream, venue.stream("quote.BTC-PERPETUAL").id);
    EXPECT_EQ(out.controls[0].request, 3);
    EXPECT_EQ(out.controls[0].text.view(), "quote.BTC-PERPETUAL");
    EXPECT_EQ(out.controls[1].stream, venue.stream("book.BTC-PERPETUAL.100ms").id);
}

TEST(DeribitControl, WhatIsNotInTheTableIsNotAcked) {
    const Venue venue;
    const auto event = only(venue, "control.acked.some_are_unknown");
    EXPECT_EQ(event.kind, ControlKind::acked);
    EXPECT_EQ(event.stream, venue.stream("trades.BTC-PERPETUAL.100ms").id);
    // One event and no stream: nothing may be taken for acknowledged.
    for (const auto* name : {"control.nothing_acked", "control.no_list"}) {
        const auto none = only(venue, name);
        EXPECT_EQ(none.kind, ControlKind::notice) << name;
        EXPECT_EQ(none.stream, kNoStream) << name;
        EXPECT_TRUE(is_null(none.request)) << name;
    }
}

TEST(DeribitControl, AnIdThatIsNoNumberIsNoRequest) {
    const Venue venue;
    EXPECT_TRUE(is_null(only(venue, "control.acked.text_id").request));
    EXPECT_TRUE(is_null(only(venue, "control.acked.no_id").request));
    EXPECT_EQ(only(venue, "control.acked.key_order").request, 5);
    EXPECT_EQ(only(venue, "control.error_is_null").kind, ControlKind::acked);
}

// The list of what was left looks like the list of what was joined.
TEST(DeribitControl, LeavingIsNotTakenForJoining) {
    const Venue venue;
    EXPECT_EQ(only(venue, "control.unsubscribed").kind, ControlKind::notice);
    const auto refused = only(venue, "control.refused.leaving");
    EXPECT_EQ(refused.kind, ControlKind::notice);
    EXPECT_EQ(refused.code, -32602);
    EXPECT_EQ(only(venue, "control.limit.leaving").kind, ControlKind::rate_limited);
}

TEST(DeribitControl, ARefusalNamesItsRequestAndWhetherItMayPass) {
    const Venue venue;
    const auto login = only(venue, "control.refused.login_needed");
    EXPECT_EQ(login.kind, ControlKind::refused);
    EXPECT_EQ(login.code, 13778);
    EXPECT_EQ(login.request, 8);
    EXPECT_EQ(login.stream, kNoStream);
    EXPECT_FALSE(login.is_retryable);
    EXPECT_FALSE(login.spoils_request);
    EXPECT_EQ(login.text.view(), "raw_subscriptions_not_available_for_unauthorized");
    const auto reason = only(venue, "control.refused.reason");
    EXPECT_EQ(reason.code, -32602);
    EXPECT_EQ(reason.text.view(), "Invalid params: value must be a list");
    EXPECT_FALSE(reason.is_retryable);
    const auto no_json = only(venue, "control.refused.no_json");
    EXPECT_EQ(no_json.code, 11050);
    EXPECT_TRUE(is_null(no_json.request));
    EXPECT_EQ(no_json.text.view(), "bad_request: invalid json");
    EXPECT_FALSE(only(venue, "control.refused.no_method").is_retryable);
    EXPECT_TRUE(only(venue, "control.refused.for_now").is_retryable);
    EXPECT_EQ(only(venue, "control.refused.key_order").text.view(), "unauthorized: invalid_token");
}

TEST(DeribitControl, TooMuchIsALimit) {
    const Venue venue;
    const auto event = only(venue, "control.limit");
    EXPECT_EQ(event.kind, ControlKind::rate_limited);
    EXPECT_EQ(event.code, 10028);
    EXPECT_EQ(event.request, 13);
    EXPECT_TRUE(event.is_retryable);
    EXPECT_EQ(event.until.value, 0);
}

TEST(DeribitControl, AnswersToTheGreetingAckNothing) {
    const Venue venue;
    for (const auto* name :
         {"control.own.heartbeat", "control.own.platform_state", "control.own.test"}) {
        EXPECT_EQ(only(venue, name).kind, ControlKind::alive) << name;
    }
    const auto refused = only(venue, "control.own.heartbeat_refused");
    EXPECT_EQ(refused.kind, ControlKind::notice);
    EXPECT_TRUE(is_null(refused.request));
}

TEST(DeribitControl, LoginSucceedsOrIsRefusedForGood) {
    const Venue venue;
    EXPECT_EQ(only(venue, "control.own.login").kind, ControlKind::authenticated);
    const auto refused = only(venue, "control.own.login_refused");
    EXPECT_EQ(refused.kind, ControlKind::refused);
    EXPECT_EQ(refused.code, 13004);
    EXPECT_FALSE(refused.is_retryable);
}

TEST(DeribitControl, AQuestionIsAnsweredAtOnce) {
    const Venue venue;
    for (const auto* name : {"control.heartbeat.question", "control.heartbeat.key_order"}) {
        const auto event = only(venue, name);
        EXPECT_EQ(event.kind, ControlKind::reply_with);
        EXPECT_EQ(event.text.view(),
                  R"({"jsonrpc":"2.0","id":9000003,"method":"public/test","params":{}})");
    }
    EXPECT_EQ(only(venue, "control.heartbeat.sign").kind, ControlKind::alive);
}

TEST(DeribitControl, MaintenanceClosesTheVenue) {
    const Venue venue;
    const auto closes = only(venue, "control.platform.closes");
    EXPECT_EQ(closes.kind, ControlKind::venue_state);
    EXPECT_FALSE(closes.is_open);
    const auto opens = only(venue, "control.platform.opens");
    EXPECT_EQ(opens.kind, ControlKind::venue_state);
    EXPECT_TRUE(opens.is_open);
}

TEST(DeribitControl, OnlyALockIsNews) {
    const Venue venue;
    const auto locked = only(venue, "control.platform.locked");
    EXPECT_EQ(locked.kind, ControlKind::notice);
    EXPECT_EQ(locked.text.view(), "locked: sol_usdc");
    EXPECT_EQ(venue.parse_fixture("other.platform_unlocked").status, ParseStatus::ignored);
    EXPECT_EQ(venue.parse_fixture("other.platform_methods").status, ParseStatus::ignored);
}

TEST(DeribitControl, KnownChannelsThatAreNotRecordedAreIgnored) {
    const Venue venue;
    for (const auto* name :
         {"other.price_index", "other.price_ranking", "other.mark_prices", "other.estimated_price",
          "other.incremental_ticker", "other.perpetual", "other.instrument_state",
          "other.grouped_book", "trades.other.of_a_kind"}) {
        EXPECT_EQ(venue.parse_fixture(name).status, ParseStatus::ignored) << name;
    }
    for (const auto* name : {"other.unknown_instrument", "other.unknown_channel",
                             "other.unknown_interval", "other.no_interval", "other.escaped_channel",
                             "other.unknown_method", "other.empty_object", "other.no_method"}) {
        EXPECT_EQ(venue.parse_fixture(name).status, ParseStatus::unknown) << name;
    }
}

TEST(DeribitControl, AnAnswerThatIsNoneIsMalformed) {
    const Venue venue;
    for (const auto* name :
         {"control.bad.result_and_error", "control.bad.error_is_text", "control.bad.no_code",
          "control.bad.code_is_text", "control.bad.code_is_huge", "control.bad.list_of_numbers",
          "control.bad.second_is_number", "control.bad.id_twice",
          "control.bad.heartbeat_without_type", "control.bad.maintenance_is_text",
          "control.bad.locked_is_number"}) {
        const auto [status, out] = venue.parse_fixture(name);
        EXPECT_EQ(status, ParseStatus::malformed) << name;
        EXPECT_TRUE(out.controls.empty()) << name;
    }
}

TEST(DeribitControl, ALongMessageIsCut) {
    const Venue venue;
    const std::string text = R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":")" +
                             std::string(150, 'm') + R"(","data":{"reason":")" +
                             std::string(150, 'r') + R"("}}})";
    const auto [status, out] = venue.parse(text);
    ASSERT_EQ(status, ParseStatus::control);
    EXPECT_EQ(out.controls[0].text.view(), std::string(150, 'm') + ": " + std::string(48, 'r'));
}

}  // namespace
}  // namespace mdc::test
