#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/bybit/bybit_frames.hpp"

namespace mdc::test {
namespace {

TEST(BybitParse, ADeltaBecomesOneBookUpdateWithItsLevelsInOrder) {
    const auto [status, out] = bybit_linear().parse_fixture("book.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.books.size(), 1u);
    const auto& book = out.books.front();
    const auto& stream = bybit_linear().stream("orderbook.50.BTCUSDT");
    EXPECT_EQ(book.stream, stream.id);
    EXPECT_EQ(book.instrument, stream.instrument);
    EXPECT_FALSE(book.is_snapshot);
    EXPECT_FALSE(book.is_reset);
    EXPECT_EQ(book.prev, 173'600'100);
    EXPECT_EQ(book.last, 173'600'101);
    EXPECT_TRUE(is_null(book.first_update_id)) << "the exchange says one id only";
    EXPECT_TRUE(is_null(book.prev_update_id));
    EXPECT_EQ(book.timestamp, 1'795'625'247'139'000);
    EXPECT_EQ(book.push_timestamp, 1'795'625'247'143'000);
    const auto levels = out.levels_of(book);
    ASSERT_EQ(levels.size(), 3u);
    EXPECT_EQ(levels[0].price, 86123.4);
    EXPECT_EQ(levels[0].qty, 0);
    EXPECT_EQ(levels[0].side, Side::bid);
    EXPECT_EQ(levels[2].price, 86123.6);
    EXPECT_EQ(levels[2].qty, 5.959);
    EXPECT_EQ(levels[2].side, Side::ask);
}

TEST(BybitParse, ASnapshotReplacesAndARestartToo) {
    const auto snapshot = bybit_linear().parse_fixture("book.snapshot").out;
    EXPECT_TRUE(snapshot.books.front().is_snapshot);
    EXPECT_FALSE(snapshot.books.front().is_reset);
    EXPECT_TRUE(is_null(snapshot.books.front().prev));
    for (const auto* name : {"book.restart", "book.odd.restart_as_delta"}) {
        const auto restart = bybit_linear().parse_fixture(name).out;
        EXPECT_TRUE(restart.books.front().is_snapshot) << name;
        EXPECT_TRUE(restart.books.front().is_reset) << name;
        EXPECT_TRUE(is_null(restart.books.front().prev)) << name;
        EXPECT_EQ(restart.books.front().last, 1) << name;
    }
}

TEST(BybitParse, WithoutATimeOfTheEngineThePushTimeStands) {
    const auto out = bybit_linear().parse_fixture("book.odd.no_cts").out;
    EXPECT_EQ(out.books.front().timestamp, 1'795'625'247'143'000);
    EXPECT_EQ(out.books.front().push_timestamp, 1'795'625'247'143'000);
}

TEST(BybitParse, ASideThatIsMissingOrNullIsEmpty) {
    const auto missing = bybit_linear().parse_fixture("book.odd.no_asks").out;
    EXPECT_EQ(missing.levels.size(), 5u);
    const auto null = bybit_linear().parse_fixture("book.odd.null_side").out;
    EXPECT_EQ(null.levels.size(), 1u);
    const auto none = bybit_linear().parse_fixture("book.both_sides_empty");
    EXPECT_EQ(none.status, ParseStatus::rows);
    EXPECT_EQ(none.out.books.front().last, 173'600'103) << "its id counts";
}

TEST(BybitParse, AQuoteTakesTheOneLevelOfEachSide) {
    const auto [status, out] = bybit_linear().parse_fixture("bbo.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.bbos.size(), 1u);
    EXPECT_TRUE(out.levels.empty());
    const auto& row = out.bbos.front();
    EXPECT_EQ(row.head.instrument, bybit_linear().stream("orderbook.1.BTCUSDT").instrument);
    EXPECT_EQ(row.head.exchange, ExchangeId::bybit_linear);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'247'130'000);
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'247'132'000);
    EXPECT_EQ(row.bid_price, 86123.4);
    EXPECT_EQ(row.bid_qty, 5.959);
    EXPECT_EQ(row.ask_price, 86123.5);
    EXPECT_EQ(row.update_id, 65'530'200);
}

TEST(BybitParse, ASideWithoutALevelIsNull) {
    const auto no_bid = bybit_linear().parse_fixture("bbo.odd.no_bid").out.bbos.front();
    EXPECT_TRUE(is_null(no_bid.bid_price));
    EXPECT_TRUE(is_null(no_bid.bid_qty));
    EXPECT_EQ(no_bid.ask_price, 86123.5);
    const auto zero_ask = bybit_linear().parse_fixture("bbo.odd.zero_ask").out.bbos.front();
    EXPECT_EQ(zero_ask.bid_price, 86123.4);
    EXPECT_TRUE(is_null(zero_ask.ask_price));
    EXPECT_TRUE(is_null(zero_ask.ask_qty));
}

// Old captures: it says what changed, not what the other side is.
TEST(BybitParse, AQuoteThatIsAChangeIsASignOfLifeOnly) {
    const auto [status, out] = bybit_linear().parse_fixture("bbo.other.delta");
    EXPECT_EQ(status, ParseStatus::ignored);
    EXPECT_EQ(out.key.kind, KeyKind::repeat);
    EXPECT_EQ(out.key.stream, bybit_linear().stream("orderbook.1.BTCUSDT").id);
    EXPECT_TRUE(out.bbos.empty());
    EXPECT_TRUE(out.levels.empty());
}

TEST(BybitParse, EachTradeBecomesARow) {
    const auto [status, out] = bybit_linear().parse_fixture("trades.several");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.trades.size(), 2u);
    const auto& row = out.trades[1];
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'247'174'000);
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'247'175'000);
    EXPECT_EQ(row.head.exchange, ExchangeId::bybit_linear);
    EXPECT_EQ(row.price, 86123.4);
    EXPECT_EQ(row.qty, 0.01);
    EXPECT_EQ(row.side, Side::sell);
    EXPECT_EQ(row.kind, TradeKind::normal);
    EXPECT_EQ(row.trade_id.view(), "00112233-4455-5667-8899-aabbccddeeff");
    EXPECT_TRUE(is_null(row.trade_seq));
    EXPECT_EQ(row.trade_count, 1);
}

TEST(BybitParse, TradesSayTheirSideAndKind) {
    const auto row = [](std::string_view name) {
        return bybit_spot().parse_fixture(name).out.trades.front();
    };
    EXPECT_EQ(row("trades.buy").side, Side::buy);
    EXPECT_EQ(row("trades.buy").trade_id.view(), "2290000001203700101");
    EXPECT_EQ(row("trades.odd.unknown_side").side, Side::unknown);
    EXPECT_EQ(row("trades.block").kind, TradeKind::block);
    EXPECT_EQ(row("trades.rpi").kind, TradeKind::rpi);
    const auto both = replaced(bybit_spot().text("trades.block"), "\"RPI\":false", "\"RPI\":true");
    EXPECT_EQ(bybit_spot().parse(both).out.trades.front().kind, TradeKind::block);
}

TEST(BybitParse, TradesOfOptionsGoToTheirInstruments) {
    const auto [status, out] = bybit_option().parse_fixture("trades.two_instruments");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.trades.size(), 2u);
    const auto ticker = [&](std::size_t at) {
        const auto id = index_of(out.trades[at].head.instrument);
        return bybit_option().frames().instruments()[id].ticker;
    };
    EXPECT_EQ(ticker(0), "BTC-26MAR27-90000-C-USDT");
    EXPECT_EQ(ticker(1), "BTC-26MAR27-90000-P-USDT");
}

TEST(BybitParse, TradesOfInstrumentsThatAreNotCarriedAreLeftOut) {
    const auto text = bybit_option().text("trades.two_instruments");
    for (const auto* other :
         {"BTC-1JAN28-1-P", "publicTrade.BTC", "tickers.BTC-26MAR27-90000-C-USDT"}) {
        const auto [status, out] =
            bybit_option().parse(replaced(text, "BTC-26MAR27-90000-P-USDT", other));
        EXPECT_EQ(status, ParseStatus::rows) << other;
        EXPECT_EQ(out.trades.size(), 1u) << other;
    }
    const auto [status, out] = bybit_option().parse_fixture("trades.other.not_carried");
    EXPECT_EQ(status, ParseStatus::ignored);
    EXPECT_TRUE(out.trades.empty());
}

TEST(BybitParse, ATickerSaysOnlyWhatItsMessageSays) {
    const auto row = bybit_linear().parse_fixture("ticker.delta").out.tickers.front();
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'247'306'000);
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'247'306'000);
    EXPECT_EQ(row.mark_price, 86124.06);
    EXPECT_EQ(row.open_interest_value, 5005094223.27);
    EXPECT_EQ(row.bid_price, 86123);
    EXPECT_EQ(row.bid_qty, 3.543);
    EXPECT_TRUE(is_null(row.last_price));
    EXPECT_TRUE(is_null(row.ask_price));
    EXPECT_TRUE(is_null(row.funding_rate));
    EXPECT_TRUE(is_null(row.funding_time));
}

TEST(BybitParse, FundingMayBeNegativeAndDatedFuturesHaveNone) {
    const auto perpetual = bybit_linear().parse_fixture("ticker.snapshot").out.tickers.front();
    EXPECT_EQ(perpetual.funding_rate, -0.00006373);
    EXPECT_EQ(perpetual.funding_time, 1'795'651'200'000'000);
    const auto future = bybit_linear().parse_fixture("ticker.future").out.tickers.front();
    EXPECT_TRUE(is_null(future.funding_rate));
    EXPECT_TRUE(is_null(future.funding_time));
    const auto zero = replaced(bybit_linear().text("ticker.snapshot"), "1795651200000", "0");
    EXPECT_TRUE(is_null(bybit_linear().parse(zero).out.tickers.front().funding_time));
}

TEST(BybitParse, VolumesOfInverseContractsAreCountedInContracts) {
    const auto inverse = bybit_inverse().parse_fixture("ticker.snapshot").out.tickers.front();
    EXPECT_EQ(inverse.volume_contracts_24h, 391976479);
    EXPECT_EQ(inverse.volume_base_24h, 4551.5775);
    EXPECT_TRUE(is_null(inverse.volume_quote_24h));
    const auto linear = bybit_linear().parse_fixture("ticker.snapshot").out.tickers.front();
    EXPECT_EQ(linear.volume_base_24h, 70430.105);
    EXPECT_EQ(linear.volume_quote_24h, 6073739017.8331);
    EXPECT_TRUE(is_null(linear.volume_contracts_24h));
}

TEST(BybitParse, ATickerOfSpotHasNoQuotes) {
    const auto row = bybit_spot().parse_fixture("ticker.update").out.tickers.front();
    EXPECT_EQ(row.last_price, 86123.4);
    EXPECT_EQ(row.open_24h, 85002.75);
    EXPECT_TRUE(is_null(row.bid_price));
    EXPECT_TRUE(is_null(row.index_price));
}

TEST(BybitParse, ATickerOfOptionsHasGreeksAndNullsAnEmptySide) {
    const auto row = bybit_option().parse_fixture("ticker.update").out.tickers.front();
    EXPECT_EQ(row.theta, -19.9115368);
    EXPECT_EQ(row.delta, 0.547831);
    EXPECT_EQ(row.mark_iv, 0.5206);
    EXPECT_EQ(row.underlying_price, 86415.1);
    EXPECT_TRUE(is_null(row.rho));
    const auto empty = bybit_option().parse_fixture("ticker.odd.no_quotes").out.tickers.front();
    EXPECT_TRUE(is_null(empty.bid_price));
    EXPECT_TRUE(is_null(empty.bid_qty));
    EXPECT_TRUE(is_null(empty.bid_iv));
    EXPECT_TRUE(is_null(empty.ask_iv));
    EXPECT_EQ(empty.mark_iv, 0.5206);
}

// In a delta null means unchanged: that nobody bids any more has to be said.
TEST(BybitParse, ADeltaSaysThatASideIsEmpty) {
    const auto row = bybit_linear().parse_fixture("ticker.odd.no_quotes").out.tickers.front();
    EXPECT_EQ(row.bid_price, 0);
    EXPECT_EQ(row.bid_qty, 0);
}

TEST(BybitParse, FramesInAnotherFormGiveTheSameRows) {
    for (const auto* name : {"book.odd.key_order", "book.odd.white_space", "book.odd.extra_keys",
                             "book.odd.third_element", "book.odd.no_seq"}) {
        const auto usual = bybit_linear().parse_fixture("book.update").out;
        const auto odd = bybit_linear().parse_fixture(name).out;
        EXPECT_EQ(odd.key, usual.key) << name;
        ASSERT_EQ(odd.levels.size(), usual.levels.size()) << name;
        for (std::size_t i = 0; i < usual.levels.size(); ++i) {
            EXPECT_EQ(odd.levels[i].price, usual.levels[i].price) << name;
            EXPECT_EQ(odd.levels[i].qty, usual.levels[i].qty) << name;
            EXPECT_EQ(odd.levels[i].side, usual.levels[i].side) << name;
        }
    }
}

TEST(BybitParse, ATypeThatIsNewIsUnknownAndLeavesNothingBehind) {
    for (const auto* name :
         {"book.bad.type_is_new", "ticker.bad.type_is_new", "trades.bad.delta"}) {
        const auto [status, out] = bybit_linear().parse_fixture(name);
        EXPECT_EQ(status, ParseStatus::unknown) << name;
        EXPECT_EQ(out.key, FrameKey{}) << name;
        EXPECT_TRUE(out.levels.empty() && out.books.empty()) << name;
        EXPECT_TRUE(out.trades.empty() && out.tickers.empty()) << name;
    }
}

}  // namespace
}  // namespace mdc::test
