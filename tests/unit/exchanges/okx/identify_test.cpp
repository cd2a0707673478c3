#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/okx/okx.hpp"

namespace mdc::test {
namespace {

constexpr std::int64_t kTime = 1'795'625'247'123'000;

TEST(OkxIdentify, SaysWhatParseSaysOfEveryFixture) {
    const OkxVenue okx;
    for (const auto& fixture : fixtures("okx")) {
        SCOPED_TRACE(fixture.name);
        const auto parsed = okx.parse(fixture.text);
        const auto key = okx.identify(fixture.text);
        if (parsed.status == ParseStatus::malformed) {
            EXPECT_EQ(parsed.out.key, FrameKey{});
            EXPECT_TRUE(parsed.out.books.empty() && parsed.out.levels.empty() &&
                        parsed.out.trades.empty() && parsed.out.bbos.empty() &&
                        parsed.out.tickers.empty() && parsed.out.controls.empty());
        } else {
            EXPECT_EQ(key, parsed.out.key);
        }
    }
}

TEST(OkxIdentify, AnUpdateBringsTheIdsBehindItsPredecessor) {
    const OkxVenue okx;
    const auto key = okx.identify_fixture("books.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, okx.stream("books:BTC-USDT").id);
    EXPECT_EQ(key.prev, 51'000'000'102);
    EXPECT_EQ(key.last, 51'000'000'109);
    EXPECT_EQ(key.time, kTime);
    EXPECT_EQ(key.fingerprint, 0u);
}

TEST(OkxIdentify, ASnapshotHasNoPredecessor) {
    const OkxVenue okx;
    const auto key = okx.identify_fixture("books.snapshot");
    EXPECT_EQ(key.kind, KeyKind::snapshot);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 51'000'000'102);
    EXPECT_EQ(okx.identify_fixture("books.odd.late_snapshot_names_previous").prev, kNullInt64);
}

TEST(OkxIdentify, ALowerIdThanBeforeIsAReset) {
    const OkxVenue okx;
    const auto key = okx.identify_fixture("books.reset");
    EXPECT_EQ(key.kind, KeyKind::reset);
    EXPECT_EQ(key.prev, 51'000'000'115);
    EXPECT_EQ(key.last, 7);
}

TEST(OkxIdentify, TheSameIdWithoutLevelsIsASignOfLife) {
    const OkxVenue okx;
    const auto key = okx.identify_fixture("books.repeat.keep_alive");
    EXPECT_EQ(key.kind, KeyKind::repeat);
    EXPECT_EQ(key.stream, okx.stream("books:BTC-USDT").id);
    EXPECT_EQ(key.last, 51'000'000'109);
}

TEST(OkxIdentify, BooksWithoutIdsAreKnownByTheirContent) {
    const OkxVenue okx;
    const auto snapshot = okx.identify_fixture("books.unchained.snapshot");
    const auto update = okx.identify_fixture("books.unchained.update");
    EXPECT_EQ(snapshot.kind, KeyKind::snapshot);
    EXPECT_EQ(update.kind, KeyKind::data);
    EXPECT_TRUE(is_null(update.prev) && is_null(update.last));
    EXPECT_NE(update.fingerprint, 0u);
    EXPECT_NE(update.fingerprint, snapshot.fingerprint);
    EXPECT_EQ(update.time, 1'626'995'753'450'000);
}

TEST(OkxIdentify, AQuoteHasAnIdAndATime) {
    const OkxVenue okx;
    const auto key = okx.identify_fixture("bbo.update");
    EXPECT_EQ(key.kind, KeyKind::data);
    EXPECT_EQ(key.stream, okx.stream("bbo-tbt:BTC-USDT").id);
    EXPECT_TRUE(is_null(key.prev));
    EXPECT_EQ(key.last, 51'000'000'201);
    EXPECT_EQ(key.time, kTime);
}

TEST(OkxIdentify, AnAggregateBringsAllItsMatches) {
    const OkxVenue okx;
    const auto key = okx.identify_fixture("trades.aggregate");
    EXPECT_EQ(key.stream, okx.stream("trades:BTC-USDT").id);
    EXPECT_EQ(key.prev, 4'100'000'004);
    EXPECT_EQ(key.last, 4'100'000'025);
    EXPECT_EQ(okx.identify_fixture("trades.buy").prev, 4'100'000'002);
    EXPECT_EQ(okx.identify_fixture("trades.odd.old").prev, 4'100'000'002);
    EXPECT_EQ(okx.identify_fixture("trades.all.buy").prev, 4'100'000'002);
}

TEST(OkxIdentify, SeveralTradesAreOneSpanOfIds) {
    const OkxVenue okx;
    const auto key = okx.identify_fixture("trades.several");
    EXPECT_EQ(key.prev, 4'100'000'002);
    EXPECT_EQ(key.last, 4'100'000'006);
}

TEST(OkxIdentify, TickersAreKnownByTheirContent) {
    const OkxVenue okx;
    const auto spot = okx.identify_fixture("tickers.spot");
    EXPECT_EQ(spot.stream, okx.stream("tickers:BTC-USDT").id);
    EXPECT_EQ(spot.time, kTime);
    EXPECT_TRUE(is_null(spot.last));
    EXPECT_NE(spot.fingerprint, 0u);
    EXPECT_EQ(okx.identify_fixture("tickers.spot"), spot);
    EXPECT_NE(okx.identify_fixture("tickers.odd.empty_side").fingerprint, spot.fingerprint);
    EXPECT_NE(okx.identify_fixture("funding_rate.update").fingerprint,
              okx.identify_fixture("funding_rate.negative").fingerprint);
}

TEST(OkxIdentify, ASharedChannelBelongsToItsCarrier) {
    const OkxVenue okx;
    const auto& carrier = okx.stream("opt-summary:BTC-USD");
    EXPECT_TRUE(carrier.is_carrier());
    EXPECT_EQ(okx.identify_fixture("opt_summary.update").stream, carrier.id);
    EXPECT_EQ(okx.identify_fixture("opt_summary.update").kind, KeyKind::data);
    const auto others = okx.identify_fixture("opt_summary.other.not_recorded");
    EXPECT_EQ(others.stream, carrier.id);
    EXPECT_EQ(others.kind, KeyKind::repeat);
}

// What identify is for: a losing duplicate is told from its head and tail, the levels between them
// are never looked at.
TEST(OkxIdentify, LooksAtTheHeadAndTheTailOnly) {
    const OkxVenue okx;
    const std::string book =
        R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{anything],)"
        R"("ts":"1795625247123","checksum":0,"seqId":9,"prevSeqId":8}]})";
    EXPECT_EQ(okx.identify(book).last, 9);
    EXPECT_EQ(okx.parse(book).status, ParseStatus::malformed);
    const std::string ticker =
        R"({"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[{anything,"ts":"5"}]})";
    EXPECT_EQ(okx.identify(ticker).time, 5000);
    EXPECT_EQ(okx.parse(ticker).status, ParseStatus::malformed);
}

TEST(OkxIdentify, FramesInAnotherFormHaveTheSameKey) {
    const OkxVenue okx;
    const auto usual = okx.identify_fixture("books.update");
    for (const auto* name :
         {"books.odd.documented_order", "books.odd.no_checksum", "books.odd.checksum",
          "books.odd.extra_keys", "books.odd.key_order", "books.odd.wrapper_order",
          "books.odd.wrapper_extra_key", "books.odd.white_space", "books.odd.exponent"}) {
        EXPECT_EQ(okx.identify_fixture(name), usual) << name;
    }
    EXPECT_EQ(okx.identify_fixture("books.odd.time_is_zero").time, 0);
    EXPECT_EQ(okx.identify_fixture("books.odd.time_is_zero").last, usual.last);
}

TEST(OkxIdentify, ControlAndUnknownAreOfNoStream) {
    const OkxVenue okx;
    EXPECT_EQ(okx.identify_fixture("control.acked").kind, KeyKind::control);
    EXPECT_EQ(okx.identify_fixture("control.acked").stream, kNoStream);
    EXPECT_EQ(okx.identify("pong").kind, KeyKind::control);
    for (const auto* text : {"", "{}", "ping", "pong\n", R"({"arg":{"channel":"books"}})"}) {
        EXPECT_EQ(okx.identify(text), FrameKey{}) << text;
    }
}

TEST(OkxIdentify, NoBookIsAskedForByRest) {
    const OkxVenue okx;
    const PaddedText text(fixture("okx", "books.snapshot"));
    const Request request;
    auto frame = okx.frames().frame({"", ""}, text);
    frame.reply_to = &request;
    Output out;
    EXPECT_EQ(okx.exchange().identify(frame), FrameKey{});
    EXPECT_EQ(okx.exchange().parse(frame, out), ParseStatus::malformed);
    EXPECT_FALSE(okx.exchange().discover(frame));
}

}  // namespace
}  // namespace mdc::test
