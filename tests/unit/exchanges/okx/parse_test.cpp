#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/okx/okx.hpp"

namespace mdc::test {
namespace {

constexpr std::int64_t kTime = 1'795'625'247'123'000;

// The name of a fixture is a promise.
TEST(OkxParse, EveryFixtureIsWhatItIsCalled) {
    const OkxVenue okx;
    for (const auto& fixture : fixtures("okx")) {
        SCOPED_TRACE(fixture.name);
        const auto status = okx.parse(fixture.text).status;
        if (fixture.is("bad")) {
            EXPECT_TRUE(status == ParseStatus::malformed || status == ParseStatus::unknown);
        } else if (fixture.group() == "control") {
            EXPECT_TRUE(status == ParseStatus::control || status == ParseStatus::ignored);
        } else if (fixture.is("other")) {
            EXPECT_TRUE(status == ParseStatus::ignored || status == ParseStatus::unknown);
        } else if (fixture.is("repeat")) {
            EXPECT_EQ(status, ParseStatus::repeat);
        } else {
            EXPECT_EQ(status, fixture.is("unchained") ? ParseStatus::unchained : ParseStatus::rows);
        }
    }
}

// Every bad frame of a stream we carry is malformed, not merely unknown.
TEST(OkxParse, BadDataIsMalformed) {
    const OkxVenue okx;
    for (const auto& fixture : fixtures("okx")) {
        if (!fixture.is("bad") || fixture.group() == "control" || fixture.is("other")) continue;
        EXPECT_EQ(okx.parse(fixture.text).status, ParseStatus::malformed) << fixture.name;
    }
}

TEST(OkxParse, AnUpdateKeepsItsLevelsInOrder) {
    const OkxVenue okx;
    const auto [status, out] = okx.parse_fixture("books.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.books.size(), 1u);
    const auto& book = out.books.front();
    EXPECT_EQ(book.stream, okx.stream("books:BTC-USDT").id);
    EXPECT_EQ(book.instrument, okx.stream("books:BTC-USDT").instrument);
    EXPECT_FALSE(book.is_snapshot);
    EXPECT_FALSE(book.is_reset);
    EXPECT_EQ(book.prev, 51'000'000'102);
    EXPECT_EQ(book.last, 51'000'000'109);
    EXPECT_TRUE(is_null(book.first_update_id));
    EXPECT_EQ(book.prev_update_id, 51'000'000'102);
    EXPECT_EQ(book.timestamp, kTime);
    EXPECT_TRUE(is_null(book.push_timestamp));
    const auto levels = out.levels_of(book);
    ASSERT_EQ(levels.size(), 3u);
    EXPECT_EQ(levels[0].price, 86123.5);
    EXPECT_EQ(levels[0].qty, 1.31);
    EXPECT_EQ(levels[0].side, Side::ask);
    EXPECT_EQ(levels[1].qty, 0);
    EXPECT_EQ(levels[2].price, 86123.4);
    EXPECT_EQ(levels[2].side, Side::bid);
}

TEST(OkxParse, ASnapshotIsTheWholeBook) {
    const OkxVenue okx;
    const auto [status, out] = okx.parse_fixture("books.snapshot");
    ASSERT_EQ(status, ParseStatus::rows);
    const auto& book = out.books.front();
    EXPECT_TRUE(book.is_snapshot);
    EXPECT_TRUE(is_null(book.prev));
    EXPECT_TRUE(is_null(book.prev_update_id));
    EXPECT_EQ(book.last, 51'000'000'102);
    EXPECT_EQ(out.levels_of(book).size(), 6u);
    EXPECT_EQ(okx.parse_fixture("books.snapshot.empty").out.books.front().last, 0);
}

TEST(OkxParse, AResetIsAppliedAndSaidToBeOne) {
    const OkxVenue okx;
    const auto [status, out] = okx.parse_fixture("books.reset");
    ASSERT_EQ(status, ParseStatus::rows);
    const auto& book = out.books.front();
    EXPECT_TRUE(book.is_reset);
    EXPECT_EQ(book.prev, 51'000'000'115);
    EXPECT_EQ(book.last, 7);
    EXPECT_EQ(out.levels_of(book).size(), 3u);
}

TEST(OkxParse, AKeepAliveHasNoUpdate) {
    const OkxVenue okx;
    const auto [status, out] = okx.parse_fixture("books.repeat.keep_alive");
    EXPECT_EQ(status, ParseStatus::repeat);
    EXPECT_TRUE(out.books.empty());
    EXPECT_EQ(okx.parse_fixture("books.both_sides_empty").out.books.size(), 1u);
}

TEST(OkxParse, MessagesWithoutIdsAreUnchained) {
    const OkxVenue okx;
    const auto [status, out] = okx.parse_fixture("books.unchained.update");
    ASSERT_EQ(status, ParseStatus::unchained);
    const auto& book = out.books.front();
    EXPECT_TRUE(is_null(book.prev) && is_null(book.last) && is_null(book.prev_update_id));
    EXPECT_EQ(out.levels_of(book).size(), 3u);
    EXPECT_TRUE(okx.parse_fixture("books.unchained.snapshot").out.books.front().is_snapshot);
}

TEST(OkxParse, ATimeOfZeroIsNone) {
    const OkxVenue okx;
    EXPECT_TRUE(is_null(okx.parse_fixture("books.odd.time_is_zero").out.books.front().timestamp));
    EXPECT_EQ(okx.parse_fixture("bbo.odd.time_is_zero").out.bbos.front().head.timestamp.value, 0);
    EXPECT_EQ(okx.parse_fixture("trades.odd.time_is_zero").out.trades.front().head.timestamp.value,
              0);
    EXPECT_EQ(
        okx.parse_fixture("tickers.odd.time_is_zero").out.tickers.front().head.timestamp.value, 0);
}

TEST(OkxParse, AQuoteIsTheBestLevelOfEachSide) {
    const OkxVenue okx;
    for (const auto* name : {"bbo.update", "bbo.odd.more_levels", "bbo.odd.key_order"}) {
        SCOPED_TRACE(name);
        const auto [status, out] = okx.parse_fixture(name);
        ASSERT_EQ(status, ParseStatus::rows);
        EXPECT_TRUE(out.levels.empty());
        const auto& row = out.bbos.front();
        EXPECT_EQ(row.head.exchange, ExchangeId::okx);
        EXPECT_EQ(row.head.instrument, okx.stream("bbo-tbt:BTC-USDT").instrument);
        EXPECT_EQ(row.head.timestamp.value, kTime);
        EXPECT_TRUE(is_null(row.head.push_timestamp));
        EXPECT_EQ(row.bid_price, 86123.4);
        EXPECT_EQ(row.bid_qty, 0.84);
        EXPECT_EQ(row.ask_price, 86123.5);
        EXPECT_EQ(row.ask_qty, 1.25);
    }
    EXPECT_EQ(okx.parse_fixture("bbo.update").out.bbos.front().update_id, 51'000'000'201);
}

TEST(OkxParse, AnEmptySideIsNull) {
    const OkxVenue okx;
    const auto no_bid = okx.parse_fixture("bbo.odd.no_bid").out.bbos.front();
    EXPECT_TRUE(is_null(no_bid.bid_price) && is_null(no_bid.bid_qty));
    EXPECT_EQ(no_bid.ask_price, 86123.5);
    const auto no_side = okx.parse_fixture("bbo.odd.no_side").out.bbos.front();
    EXPECT_TRUE(is_null(no_side.bid_price) && is_null(no_side.ask_price));
    const auto ticker = okx.parse_fixture("tickers.odd.empty_side").out.tickers.front();
    EXPECT_TRUE(is_null(ticker.bid_price) && is_null(ticker.bid_qty));
    EXPECT_EQ(ticker.ask_price, 86123.5);
}

TEST(OkxParse, ATradeBecomesOneRow) {
    const OkxVenue okx;
    const auto [status, out] = okx.parse_fixture("trades.buy");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.trades.size(), 1u);
    const auto& row = out.trades.front();
    EXPECT_EQ(row.head.instrument, okx.stream("trades:BTC-USDT").instrument);
    EXPECT_EQ(row.head.exchange, ExchangeId::okx);
    EXPECT_EQ(row.head.timestamp.value, kTime);
    EXPECT_TRUE(is_null(row.head.push_timestamp));
    EXPECT_EQ(row.price, 86123.5);
    EXPECT_EQ(row.qty, 0.0021);
    EXPECT_EQ(row.side, Side::buy);
    EXPECT_EQ(row.trade_id.view(), "4100000003");
    EXPECT_EQ(row.trade_seq, 4'100'000'003);
    EXPECT_EQ(row.trade_count, 1);
    EXPECT_EQ(row.kind, TradeKind::normal);
    EXPECT_EQ(okx.parse_fixture("trades.sell").out.trades.front().side, Side::sell);
}

TEST(OkxParse, AnAggregateSaysHowManyMatchesItHas) {
    const OkxVenue okx;
    const auto row = okx.parse_fixture("trades.aggregate").out.trades.front();
    EXPECT_EQ(row.trade_seq, 4'100'000'025);
    EXPECT_EQ(row.trade_count, 21);
}

TEST(OkxParse, TheSourceIsTheKind) {
    const OkxVenue okx;
    EXPECT_EQ(okx.parse_fixture("trades.rpi").out.trades.front().kind, TradeKind::rpi);
    EXPECT_EQ(okx.parse_fixture("trades.all.rpi").out.trades.front().kind, TradeKind::rpi);
    EXPECT_EQ(okx.parse_fixture("trades.odd.unknown_source").out.trades.front().kind,
              TradeKind::other);
    EXPECT_EQ(okx.parse_fixture("trades.odd.old").out.trades.front().kind, TradeKind::normal);
}

TEST(OkxParse, SeveralTradesAreSeveralRows) {
    const OkxVenue okx;
    const auto out = okx.parse_fixture("trades.several").out;
    ASSERT_EQ(out.trades.size(), 2u);
    EXPECT_EQ(out.trades[0].trade_seq, 4'100'000'003);
    EXPECT_EQ(out.trades[1].trade_seq, 4'100'000'006);
    EXPECT_EQ(out.trades[1].trade_count, 3);
}

TEST(OkxParse, VolumesMeanSomethingElseForSpotThanForContracts) {
    const OkxVenue okx;
    const auto spot = okx.parse_fixture("tickers.spot").out.tickers.front();
    EXPECT_EQ(spot.volume_base_24h, 18229.53692);
    EXPECT_EQ(spot.volume_quote_24h, 1574210345.1172);
    EXPECT_TRUE(is_null(spot.volume_contracts_24h));
    for (const auto* name : {"tickers.swap", "tickers.future"}) {
        const auto row = okx.parse_fixture(name).out.tickers.front();
        EXPECT_EQ(row.volume_contracts_24h, 18229.53692) << name;
        EXPECT_EQ(row.volume_base_24h, 1574210345.1172) << name;
        EXPECT_TRUE(is_null(row.volume_quote_24h)) << name;
    }
    const auto unknown = okx.parse_fixture("tickers.odd.unknown_type").out.tickers.front();
    EXPECT_TRUE(is_null(unknown.volume_base_24h) && is_null(unknown.volume_contracts_24h));
}

TEST(OkxParse, ATickerFillsWhatTheMessageSays) {
    const OkxVenue okx;
    const auto row = okx.parse_fixture("tickers.spot").out.tickers.front();
    EXPECT_EQ(row.channel, TickerChannel::ticker);
    EXPECT_EQ(row.head.timestamp.value, kTime);
    EXPECT_TRUE(is_null(row.head.push_timestamp));
    EXPECT_EQ(row.last_price, 86123.5);
    EXPECT_EQ(row.last_qty, 0.0021);
    EXPECT_EQ(row.open_24h, 86935.9);
    EXPECT_EQ(row.high_24h, 87310);
    EXPECT_EQ(row.low_24h, 85772.1);
    EXPECT_EQ(row.bid_price, 86123.4);
    EXPECT_EQ(row.bid_qty, 0.84);
    EXPECT_EQ(row.ask_price, 86123.5);
    EXPECT_EQ(row.ask_qty, 1.25);
    EXPECT_TRUE(is_null(row.mark_price));
    const auto silent = okx.parse_fixture("tickers.option.no_trade").out.tickers.front();
    EXPECT_TRUE(is_null(silent.last_price) && is_null(silent.open_24h) &&
                is_null(silent.bid_price));
    EXPECT_EQ(silent.ask_price, 0.0065);
    EXPECT_EQ(silent.volume_contracts_24h, 0);
    EXPECT_TRUE(is_null(okx.parse_fixture("tickers.odd.null_values").out.tickers[0].high_24h));
    EXPECT_EQ(okx.parse_fixture("tickers.odd.several").out.tickers.size(), 2u);
}

TEST(OkxParse, EachTickerChannelFillsItsColumns) {
    const OkxVenue okx;
    const auto row_of = [&](const char* name) {
        return okx.parse_fixture(name).out.tickers.front();
    };
    const auto mark = row_of("mark_price.update");
    EXPECT_EQ(mark.channel, TickerChannel::mark_price);
    EXPECT_EQ(mark.mark_price, 86121.7);
    const auto index = row_of("index_tickers.update");
    EXPECT_EQ(index.channel, TickerChannel::index_price);
    EXPECT_EQ(index.index_price, 86122.9);
    EXPECT_EQ(index.open_24h, 86935.9);
    EXPECT_EQ(okx.ticker_of(index.head.instrument), "BTC-USDT");
    const auto funding = row_of("funding_rate.negative");
    EXPECT_EQ(funding.channel, TickerChannel::funding_rate);
    EXPECT_EQ(funding.funding_rate, -0.000069123456789);
    EXPECT_EQ(funding.funding_time, 1'795'651'200'000'000);
    EXPECT_EQ(row_of("funding_rate.odd.old").head.timestamp.value, 0);
    const auto interest = row_of("open_interest.update");
    EXPECT_EQ(interest.channel, TickerChannel::open_interest);
    EXPECT_EQ(interest.open_interest, 2731451.83);
    EXPECT_EQ(interest.open_interest_value, 2352310482.7);
    EXPECT_TRUE(is_null(row_of("open_interest.odd.old").open_interest_value));
}

TEST(OkxParse, AnOptionSummaryIsARowForEachOptionThatIsRecorded) {
    const OkxVenue okx;
    const auto [status, out] = okx.parse_fixture("opt_summary.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.tickers.size(), 2u);
    const auto& call = out.tickers.front();
    EXPECT_EQ(okx.ticker_of(call.head.instrument), "BTC-USD-261225-90000-C");
    EXPECT_EQ(okx.ticker_of(out.tickers.back().head.instrument), "BTC-USD-261225-90000-P");
    EXPECT_EQ(call.channel, TickerChannel::option_summary);
    EXPECT_EQ(call.delta, 0.4711223344);
    EXPECT_EQ(call.gamma, 0.0000123);
    EXPECT_EQ(call.theta, -81.25);
    EXPECT_EQ(call.vega, 97.5012);
    EXPECT_EQ(call.mark_iv, 0.5487);
    EXPECT_TRUE(is_null(call.bid_iv));
    EXPECT_EQ(call.ask_iv, 0.5625);
    EXPECT_EQ(call.underlying_price, 86511.8143629068);
    EXPECT_TRUE(is_null(call.rho));
    EXPECT_EQ(okx.parse_fixture("opt_summary.other.not_recorded").status, ParseStatus::ignored);
}

// The short way and the general way read the same: white space makes a frame take the long one.
TEST(OkxParse, BothWaysReadTheSame) {
    const OkxVenue okx;
    for (const auto& fixture : fixtures("okx")) {
        if (fixture.is("bad") || fixture.group() == "control" || fixture.is("other")) continue;
        SCOPED_TRACE(fixture.name);
        auto spaced = fixture.text;
        spaced.insert(1, " ");
        const auto usual = okx.parse(fixture.text);
        const auto general = okx.parse(spaced);
        EXPECT_EQ(general.status, usual.status);
        EXPECT_EQ(general.out.key, usual.out.key);
        ASSERT_EQ(general.out.levels.size(), usual.out.levels.size());
        for (std::size_t i = 0; i < usual.out.levels.size(); ++i) {
            EXPECT_EQ(general.out.levels[i].price, usual.out.levels[i].price);
            EXPECT_EQ(general.out.levels[i].qty, usual.out.levels[i].qty);
        }
        ASSERT_EQ(general.out.trades.size(), usual.out.trades.size());
        for (std::size_t i = 0; i < usual.out.trades.size(); ++i) {
            EXPECT_EQ(general.out.trades[i].trade_id, usual.out.trades[i].trade_id);
            EXPECT_EQ(general.out.trades[i].price, usual.out.trades[i].price);
        }
        EXPECT_EQ(general.out.tickers.size(), usual.out.tickers.size());
        EXPECT_EQ(general.out.bbos.size(), usual.out.bbos.size());
    }
}

TEST(OkxParse, AFrameThatSaysTwoThingsIsMalformed) {
    const OkxVenue okx;
    EXPECT_EQ(okx.parse_fixture("books.bad.data_behind_data").status, ParseStatus::malformed);
    const auto event = R"({"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"event":"error","code":)"
                       R"("1","data":[{"asks":[],"bids":[],"ts":"1","seqId":5}]})";
    EXPECT_EQ(okx.parse(event).status, ParseStatus::control);
    EXPECT_EQ(okx.identify(event).kind, KeyKind::control);
}

TEST(OkxParse, OtherChannelsAreIgnoredAndStrangersUnknown) {
    const OkxVenue okx;
    for (const auto* name : {"other.books5", "other.candle", "other.instruments",
                             "other.liquidation", "control.status.other_service"}) {
        EXPECT_EQ(okx.parse_fixture(name).status, ParseStatus::ignored) << name;
    }
    for (const auto* name : {"other.not_subscribed", "other.unknown_channel", "other.request",
                             "other.rest_body", "other.empty_object", "other.arg_without_data"}) {
        EXPECT_EQ(okx.parse_fixture(name).status, ParseStatus::unknown) << name;
    }
}

}  // namespace
}  // namespace mdc::test
