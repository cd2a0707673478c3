#include "mdc/journal/stream_ends.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "mdc/model/tables/row.hpp"

#include "tests/support/batches.hpp"

namespace mdc::journal {
namespace {

constexpr auto kSpot = ExchangeId::binance_spot;

/// Until when the stream BTCUSDT of Binance Spot is recorded; 0 not at all.
std::int64_t btc(const StreamEnds& ends, Feed feed) {
    return ends.of(kSpot, feed, "BTCUSDT").value_or(UnixMicros{}).value;
}

TEST(StreamEnds, IsTheLatestRowOfTheStreamWhereverItStands) {
    StreamEnds ends;
    ends.add(*test::trades({{"BTCUSDT", 5}, {"ETHUSDT", 9}, {"BTCUSDT", 7}, {"BTCUSDT", 6}}));
    ends.add(*test::trades({{"BTCUSDT", 3}}));
    ends.add(*test::trades({{"BTCUSDT", 8}}, ExchangeId::okx));
    EXPECT_EQ(btc(ends, Feed::trades), 7);
    EXPECT_EQ(ends.of(kSpot, Feed::trades, "ETHUSDT"), UnixMicros{9});
    EXPECT_EQ(ends.of(ExchangeId::okx, Feed::trades, "BTCUSDT"), UnixMicros{8});
    EXPECT_EQ(ends.of(kSpot, Feed::bbo, "BTCUSDT"), std::nullopt);
    EXPECT_EQ(ends.of(kSpot, Feed::trades, "XRPUSDT"), std::nullopt);
}

TEST(StreamEnds, EveryFeedIsKnownByItsTable) {
    StreamEnds ends;
    std::int64_t at = 1;
    for (const auto feed : kAllFeeds) {
        ends.add(*test::rows_of(parse_table(to_string(feed)).value(), 1, at));
        EXPECT_EQ(btc(ends, feed), at++);
    }
}

TEST(StreamEnds, ClearAndCheckpointRowsAreOurOwnWord) {
    OrderbookRow update;
    update.head = test::head(5);
    update.level = {1.5, 2, Action::update, Side::bid};
    auto clear = update;
    clear.head = test::head(6);
    clear.level = {kNullDouble, 0, Action::delete_level, Side::unknown};
    auto checkpoint = update;
    checkpoint.head = test::head(7);
    checkpoint.is_checkpoint = true;
    StreamEnds ends;
    Batch own(Table::orderbook_l2, kSpot);
    append_row(own, clear, "BTCUSDT");
    append_row(own, checkpoint, "BTCUSDT");
    ends.add(own);
    EXPECT_TRUE(ends.empty());
    append_row(own, update, "BTCUSDT");
    ends.add(own);
    EXPECT_EQ(btc(ends, Feed::orderbook_l2), 5);
}

TEST(StreamEnds, ACrashThatWasToldSpeaksForItsSpanAndNoOtherHoleDoes) {
    GapRow crash;
    crash.feed = Feed::bbo;
    crash.cause = GapCause::crash;
    crash.head = test::head(1);
    crash.to_timestamp = 8;
    auto other = crash;
    other.cause = GapCause::disconnect;
    other.to_timestamp = 9;
    auto open = crash;
    open.to_timestamp = kNullInt64;
    Batch gaps(Table::gaps, kSpot);
    for (const auto& row : {other, crash, open}) append_row(gaps, row, "BTCUSDT");
    StreamEnds ends;
    ends.add(gaps);
    EXPECT_EQ(btc(ends, Feed::bbo), 8);
    EXPECT_EQ(btc(ends, Feed::trades), 0);
}

TEST(StreamEnds, RaisingKeepsTheLaterOfBoth) {
    StreamEnds a, b;
    a.raise(kSpot, Feed::bbo, "BTCUSDT", {5});
    a.raise(kSpot, Feed::trades, "BTCUSDT", {6});
    b.raise(kSpot, Feed::bbo, "BTCUSDT", {7});
    b.raise(kSpot, Feed::trades, "BTCUSDT", {4});
    a.raise(b);
    EXPECT_EQ(btc(a, Feed::bbo), 7);
    EXPECT_EQ(btc(a, Feed::trades), 6);
}

TEST(StreamEnds, TextIsReadBack) {
    StreamEnds ends;
    EXPECT_EQ(ends.to_text(), "0\n");
    ends.raise(ExchangeId::deribit, Feed::bbo, "BTC-PERPETUAL", {18});
    ends.raise(kSpot, Feed::trades, "BTCUSDT", {17});
    EXPECT_EQ(ends.to_text(), "2\nbinance_spot trades 17 BTCUSDT\nderibit bbo 18 BTC-PERPETUAL\n");
    std::istringstream in(ends.to_text());
    EXPECT_EQ(StreamEnds::parse(in), ends);
}

}  // namespace
}  // namespace mdc::journal
