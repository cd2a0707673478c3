#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/deribit/venue.hpp"

namespace mdc::test {
namespace {

std::string notification(std::string_view channel, std::string_view data) {
    return R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":")" +
           std::string(channel) + R"(","data":)" + std::string(data) + "}}";
}

TEST(DeribitIdentify, ASnapshotHasALastIdOnly) {
    const Venue venue;
    const auto key = venue.identify_fixture("book.100ms.snapshot");
    EXPECT_EQ(key.kind, KeyKind::snapshot);
    EXPECT_EQ(key.stream, venue.stream("book.BTC-PERPETUAL.100ms").id);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 118'850'001'000);
    EXPECT_EQ(key.time, 1'795'625'247'123'000);
    EXPECT_EQ(key.fingerprint, 0u);
}

TEST(DeribitIdentify, AChangeFollowsThePictureThatItChanges) {
    const Venue venue;
    const auto key = venue.identify_fixture("book.100ms.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.prev, 118'850'001'000);
    EXPECT_EQ(key.last, 118'850'001'043);
    EXPECT_EQ(key.time, 1'795'625'247'223'000);
}

TEST(DeribitIdentify, OlderFormsHaveTheSameKeys) {
    const Venue venue;
    EXPECT_EQ(venue.identify_fixture("book.odd.key_order"),
              venue.identify_fixture("book.100ms.update"));
    EXPECT_EQ(venue.identify_fixture("book.odd.white_space"),
              venue.identify_fixture("book.100ms.update"));
    EXPECT_EQ(venue.identify_fixture("book.odd.of_2020_snapshot").kind, KeyKind::snapshot);
    const auto change = venue.identify_fixture("book.odd.of_2020_update");
    EXPECT_EQ(change.kind, KeyKind::data);
    EXPECT_EQ(change.prev, 4'095'200'325);
    EXPECT_EQ(change.last, 4'095'200'460);
}

TEST(DeribitIdentify, AChangeOfNothingIsAWholeBook) {
    const Venue venue;
    for (const auto* name : {"book.odd.change_of_nothing", "book.odd.change_of_nothing_of_2021"}) {
        const auto key = venue.identify_fixture(name);
        EXPECT_EQ(key.kind, KeyKind::snapshot) << name;
        EXPECT_TRUE(is_null(key.prev)) << name;
    }
    const auto untouched = venue.identify_fixture("book.odd.never_touched");
    EXPECT_EQ(untouched.kind, KeyKind::snapshot);
    EXPECT_EQ(untouched.last, 0);
    EXPECT_TRUE(is_null(venue.identify_fixture("book.odd.snapshot_with_prev").prev));
}

TEST(DeribitIdentify, TradesBringAllTheirNumbersInWhateverOrder) {
    const Venue venue;
    const auto several = venue.identify_fixture("trades.100ms.several");
    EXPECT_EQ(several.kind, KeyKind::data);
    EXPECT_EQ(several.prev, 140'200'855);
    EXPECT_EQ(several.last, 140'200'858);
    EXPECT_EQ(several.time, 1'795'625'247'994'000);
    const auto unordered = venue.identify_fixture("trades.odd.unordered");
    EXPECT_EQ(unordered.prev, 140'200'859);
    EXPECT_EQ(unordered.last, 140'200'862);
}

TEST(DeribitIdentify, TheLegsOfACombinationAreNotItsTrades) {
    const Venue venue;
    const auto inside = venue.identify_fixture("trades.odd.combination");
    EXPECT_EQ(inside.prev, 16);
    EXPECT_EQ(inside.last, 17);
    const auto behind = venue.identify_fixture("trades.odd.combination_legs_last");
    EXPECT_EQ(behind.prev, 17);
    EXPECT_EQ(behind.last, 18);
}

TEST(DeribitIdentify, NoTradesAreASignOfLife) {
    const Venue venue;
    const auto key = venue.identify_fixture("trades.other.empty");
    EXPECT_EQ(key.kind, KeyKind::repeat);
    EXPECT_EQ(key.stream, venue.stream("trades.BTC-PERPETUAL.100ms").id);
    EXPECT_EQ(venue.parse_fixture("trades.other.empty").status, ParseStatus::repeat);
}

TEST(DeribitIdentify, AQuoteIsItsValuesAndItsTime) {
    const Venue venue;
    const auto key = venue.identify_fixture("quote.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_TRUE(is_null(key.last));
    EXPECT_EQ(key.time, 1'795'625'247'149'000);
    EXPECT_NE(key.fingerprint, 0u);
    // The same numbers written otherwise, in another order.
    EXPECT_EQ(venue.identify_fixture("quote.odd.key_order"), key);
    EXPECT_EQ(venue.identify_fixture("quote.odd.extra_keys"), key);
}

TEST(DeribitIdentify, AnyOtherValueIsAnotherQuote) {
    const Venue venue;
    const auto usual = fixture("deribit", "quote.update");
    const auto key = venue.identify(usual);
    for (const auto& [from, to] :
         {std::pair{"86123.0", "86123.5"}, std::pair{"1250300.0", "1250310.0"},
          std::pair{"86123.5,", "86124.0,"}, std::pair{":20.0", ":30.0"},
          std::pair{"247149", "247150"}}) {
        auto text = usual;
        text.replace(text.find(from), std::string_view(from).size(), to);
        const auto other = venue.identify(text);
        EXPECT_EQ(other.kind, KeyKind::data) << to;
        EXPECT_NE(other.fingerprint, key.fingerprint) << to;
    }
    // Whether nothing is written as null or as zero is the same.
    auto zero = fixture("deribit", "quote.odd.no_ask");
    const auto null = venue.identify(zero);
    zero.replace(zero.find("null"), 4, "0.0");
    zero.replace(zero.find("null"), 4, "0.0");
    EXPECT_EQ(venue.identify(zero), null);
}

TEST(DeribitIdentify, ATickerHasATimeOnly) {
    const Venue venue;
    for (const auto* name : {"ticker.100ms.perpetual", "ticker.raw.option"}) {
        const auto key = venue.identify_fixture(name);
        EXPECT_EQ(key.kind, KeyKind::data) << name;
        EXPECT_TRUE(is_null(key.last)) << name;
        EXPECT_GT(key.time, 1'795'625'248'000'000) << name;
        EXPECT_EQ(key.fingerprint, 0u) << name;
    }
}

// What identify is for: a losing duplicate is told from its head and end, what stands between them
// is never looked at.
TEST(DeribitIdentify, LooksAtHeadAndEndOnly) {
    const Venue venue;
    for (const auto& text :
         {notification("book.BTC-PERPETUAL.100ms",
                       R"({"timestamp":1795625247123,"type":"snapshot","change_id":5,anything})"),
          notification("book.BTC-PERPETUAL.100ms",
                       R"({"timestamp":1795625247123,"type":"change","change_id":5,anything],)"
                       R"("prev_change_id":4})"),
          notification("trades.BTC-PERPETUAL.100ms",
                       R"([{"timestamp":1795625247123,anything"trade_seq":5,anything}])"),
          notification("ticker.BTC-PERPETUAL.100ms", R"({"timestamp":1795625247123,anything})")}) {
        EXPECT_NE(venue.identify(text).kind, KeyKind::unknown) << text;
        EXPECT_EQ(venue.parse(text).status, ParseStatus::malformed) << text;
    }
}

// A frame whose end contradicts what stands in it is refused: the race has judged by the end.
TEST(DeribitIdentify, AContradictionIsMalformed) {
    const Venue venue;
    EXPECT_EQ(venue.identify_fixture("book.bad.end_says_otherwise").prev, 118'850'000'999);
    EXPECT_EQ(venue.parse_fixture("book.bad.end_says_otherwise").status, ParseStatus::malformed);
}

TEST(DeribitIdentify, ControlAndUnknownAreOfNoStream) {
    const Venue venue;
    EXPECT_EQ(venue.identify_fixture("control.acked").kind, KeyKind::control);
    EXPECT_EQ(venue.identify_fixture("control.heartbeat.question").kind, KeyKind::control);
    for (const auto* name : {"other.empty_object", "other.bad.text", "other.unknown_instrument",
                             "other.price_index", "book.bad.unknown_type"}) {
        EXPECT_EQ(venue.identify_fixture(name), FrameKey{}) << name;
    }
}

TEST(DeribitDiscover, AFrameNamesItsChannelWhichNamesTheInstrument) {
    const Venue venue;
    const auto discovered = [&](std::string_view name) {
        const PaddedText text(fixture("deribit", name));
        Frame frame;
        frame.payload = text.view();
        return venue.exchange().discover(frame);
    };
    const auto book = discovered("book.odd.key_order");
    ASSERT_TRUE(book);
    ASSERT_EQ(book->streams.size(), 1u);
    EXPECT_EQ(book->streams[0].channel, "book.BTC-PERPETUAL.100ms");
    EXPECT_EQ(book->streams[0].ticker, "BTC-PERPETUAL");
    EXPECT_EQ(book->streams[0].feed, Feed::orderbook_l2);
    EXPECT_EQ(book->streams[0].rule, ArrivalRule::per_leg);
    EXPECT_EQ(book->time_unit, TimeUnit::milliseconds);
    EXPECT_EQ(discovered("quote.odd.combination")->streams[0].ticker, "BTC-FS-25DEC26_PERP");
    EXPECT_EQ(discovered("trades.agg2.option")->streams[0].channel,
              "trades.BTC-25DEC26-100000-C.agg2");
    EXPECT_EQ(discovered("ticker.odd.spot")->streams[0].ticker, "BTC_USDC");
    for (const auto* name :
         {"other.grouped_book", "other.unknown_interval", "other.no_interval", "other.no_ticker",
          "other.quote_with_interval", "other.escaped_channel", "other.instrument_state",
          "trades.other.of_a_kind", "control.acked", "control.platform.closes", "other.bad.no_data",
          "other.bad.text"}) {
        EXPECT_FALSE(discovered(name)) << name;
    }
}

}  // namespace
}  // namespace mdc::test
