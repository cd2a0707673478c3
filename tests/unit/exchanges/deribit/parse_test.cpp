#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/deribit/venue.hpp"

namespace mdc::test {
namespace {

void expect_level(const Level& level, Side side, double price, double qty) {
    EXPECT_EQ(level.side, side);
    EXPECT_EQ(level.price, price);
    EXPECT_EQ(level.qty, qty);
}

TEST(DeribitParse, ASnapshotBecomesAWholeBook) {
    const Venue venue;
    const auto [status, out] = venue.parse_fixture("book.100ms.snapshot");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.books.size(), 1u);
    const auto& book = out.books.front();
    EXPECT_EQ(book.stream, venue.stream("book.BTC-PERPETUAL.100ms").id);
    EXPECT_EQ(book.instrument, venue.stream("book.BTC-PERPETUAL.100ms").instrument);
    EXPECT_TRUE(book.is_snapshot);
    EXPECT_FALSE(book.is_reset);
    EXPECT_TRUE(is_null(book.prev));
    EXPECT_TRUE(is_null(book.prev_update_id));
    EXPECT_TRUE(is_null(book.first_update_id));
    EXPECT_EQ(book.last, 118'850'001'000);
    EXPECT_EQ(book.timestamp, 1'795'625'247'123'000);
    EXPECT_TRUE(is_null(book.push_timestamp));
    ASSERT_EQ(out.levels_of(book).size(), 5u);
    expect_level(out.levels[0], Side::bid, 86123.0, 1'250'300);
    expect_level(out.levels[2], Side::bid, 86100.0, 3'000'000);
    expect_level(out.levels[3], Side::ask, 86123.5, 20);
}

TEST(DeribitParse, AChangeBringsAbsoluteAmountsInAnyNotation) {
    const Venue venue;
    const auto [status, out] = venue.parse_fixture("book.100ms.update");
    ASSERT_EQ(status, ParseStatus::rows);
    const auto& book = out.books.front();
    EXPECT_FALSE(book.is_snapshot);
    EXPECT_EQ(book.prev, 118'850'001'000);
    EXPECT_EQ(book.prev_update_id, 118'850'001'000);
    EXPECT_EQ(book.last, 118'850'001'043);
    ASSERT_EQ(out.levels.size(), 5u);
    expect_level(out.levels[0], Side::bid, 86123.0, 1'000'500);
    expect_level(out.levels[1], Side::bid, 86101.5, 10);
    expect_level(out.levels[2], Side::bid, 86100.0, 0);
    expect_level(out.levels[3], Side::ask, 86123.5, 0);
    expect_level(out.levels[4], Side::ask, 86124.0, 1000);
}

TEST(DeribitParse, EveryFormOfABookIsRead) {
    const Venue venue;
    const auto usual = venue.parse_fixture("book.100ms.update").out;
    const auto reordered = venue.parse_fixture("book.odd.key_order").out;
    EXPECT_EQ(reordered.books[0].last, usual.books[0].last);
    ASSERT_EQ(reordered.levels.size(), 1u);
    expect_level(reordered.levels[0], Side::ask, 86124.0, 1000);
    EXPECT_TRUE(venue.parse_fixture("book.odd.of_2020_snapshot").out.books[0].is_snapshot);
    EXPECT_FALSE(venue.parse_fixture("book.odd.of_2020_update").out.books[0].is_snapshot);
    EXPECT_TRUE(venue.parse_fixture("book.odd.change_of_nothing").out.books[0].is_snapshot);
    EXPECT_TRUE(venue.parse_fixture("book.raw.snapshot_empty").out.levels.empty());
    EXPECT_EQ(venue.parse_fixture("book.odd.no_time").out.books[0].timestamp, 0);
    EXPECT_EQ(venue.parse_fixture("book.odd.extra_simple_keys").out.levels.size(), 5u);
    EXPECT_EQ(venue.parse_fixture("book.odd.fourth_element").out.levels.size(), 5u);
}

TEST(DeribitParse, ALevelGoesWhenItsWordOrItsAmountSaysSo) {
    const Venue venue;
    const auto word = venue.parse_fixture("book.odd.delete_with_amount").out;
    expect_level(word.levels[2], Side::bid, 86100.0, 0);
    const auto amount = venue.parse_fixture("book.odd.new_with_zero").out;
    expect_level(amount.levels[4], Side::ask, 86124.0, 0);
}

TEST(DeribitParse, OnlyCombinationsHavePricesOfZeroAndLess) {
    const Venue venue;
    const auto book = venue.parse_fixture("book.odd.combination");
    ASSERT_EQ(book.status, ParseStatus::rows);
    expect_level(book.out.levels[0], Side::bid, -12.5, 2000);
    expect_level(book.out.levels[2], Side::ask, 0, 100);
    EXPECT_EQ(venue.parse_fixture("book.bad.price_is_zero").status, ParseStatus::malformed);
    EXPECT_EQ(venue.parse_fixture("book.bad.negative_price").status, ParseStatus::malformed);
    EXPECT_EQ(venue.parse_fixture("trades.odd.combination").out.trades[0].price, -12.5);
    EXPECT_EQ(venue.parse_fixture("trades.bad.negative_price").status, ParseStatus::malformed);
}

TEST(DeribitParse, AnUnknownKindOfBookMessageIsUnknown) {
    const Venue venue;
    const auto [status, out] = venue.parse_fixture("book.bad.unknown_type");
    EXPECT_EQ(status, ParseStatus::unknown);
    EXPECT_TRUE(out.levels.empty());
}

TEST(DeribitParse, AQuoteBecomesOneRow) {
    const Venue venue;
    const auto [status, out] = venue.parse_fixture("quote.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.bbos.size(), 1u);
    const auto& row = out.bbos.front();
    EXPECT_EQ(row.head.exchange, ExchangeId::deribit);
    EXPECT_EQ(row.head.instrument, venue.stream("quote.BTC-PERPETUAL").instrument);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'247'149'000);
    EXPECT_TRUE(is_null(row.head.push_timestamp));
    EXPECT_EQ(row.bid_price, 86123.0);
    EXPECT_EQ(row.bid_qty, 1'250'300);
    EXPECT_EQ(row.ask_price, 86123.5);
    EXPECT_EQ(row.ask_qty, 20);
    EXPECT_TRUE(is_null(row.update_id));
}

TEST(DeribitParse, ASideThatIsNotThereIsNull) {
    const Venue venue;
    const auto no_bid = venue.parse_fixture("quote.odd.no_bid").out.bbos.at(0);
    EXPECT_TRUE(is_null(no_bid.bid_price));
    EXPECT_TRUE(is_null(no_bid.bid_qty));
    EXPECT_EQ(no_bid.ask_price, 86123.5);
    const auto no_ask = venue.parse_fixture("quote.odd.no_ask").out.bbos.at(0);
    EXPECT_TRUE(is_null(no_ask.ask_price));
    EXPECT_TRUE(is_null(no_ask.ask_qty));
    const auto none = venue.parse_fixture("quote.odd.no_side").out.bbos.at(0);
    EXPECT_TRUE(is_null(none.bid_price));
    EXPECT_TRUE(is_null(none.bid_qty));
    EXPECT_TRUE(is_null(none.ask_price));
    const auto no_amount = venue.parse_fixture("quote.odd.amount_is_null").out.bbos.at(0);
    EXPECT_EQ(no_amount.bid_price, 86123.0);
    EXPECT_TRUE(is_null(no_amount.bid_qty));
}

TEST(DeribitParse, ACombinationMayBeQuotedAtZero) {
    const Venue venue;
    const auto quoted = venue.parse_fixture("quote.odd.combination").out.bbos.at(0);
    EXPECT_EQ(quoted.bid_price, -12.5);
    EXPECT_EQ(quoted.ask_price, 0);
    EXPECT_EQ(quoted.ask_qty, 100);
    const auto empty = venue.parse_fixture("quote.odd.combination_without_ask").out.bbos.at(0);
    EXPECT_TRUE(is_null(empty.ask_price));
}

TEST(DeribitParse, EachTradeBecomesARow) {
    const Venue venue;
    const auto [status, out] = venue.parse_fixture("trades.100ms.several");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.trades.size(), 3u);
    const auto& row = out.trades[2];
    EXPECT_EQ(row.head.exchange, ExchangeId::deribit);
    EXPECT_EQ(row.head.instrument, venue.stream("trades.BTC-PERPETUAL.100ms").instrument);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'247'995'000);
    EXPECT_TRUE(is_null(row.head.push_timestamp));
    EXPECT_EQ(row.price, 86124.5);
    EXPECT_EQ(row.qty, 60);
    EXPECT_EQ(row.side, Side::buy);
    EXPECT_EQ(row.kind, TradeKind::normal);
    EXPECT_EQ(row.trade_seq, 140'200'858);
    EXPECT_EQ(row.trade_count, 1);
    EXPECT_EQ(row.trade_id.view(), "267200397");
    EXPECT_EQ(venue.parse_fixture("trades.raw.sell").out.trades.at(0).side, Side::sell);
}

TEST(DeribitParse, TradesOfAKindAreFlagged) {
    const Venue venue;
    const auto kind = [&](const char* name) {
        return venue.parse_fixture(name).out.trades.at(0).kind;
    };
    EXPECT_EQ(kind("trades.odd.block"), TradeKind::block);
    EXPECT_EQ(kind("trades.odd.liquidation"), TradeKind::liquidation);
    EXPECT_EQ(kind("trades.odd.block_is_null"), TradeKind::normal);
    EXPECT_EQ(kind("trades.odd.leg"), TradeKind::normal);
}

TEST(DeribitParse, TheNumbersOfStarbaseAreReadPast) {
    const Venue venue;
    const auto usual = venue.parse_fixture("trades.100ms.buy").out.trades.at(0);
    for (const auto* name : {"trades.odd.starbase_is_text", "trades.odd.starbase_is_long",
                             "trades.odd.starbase_is_object", "trades.odd.white_space"}) {
        const auto [status, out] = venue.parse_fixture(name);
        ASSERT_EQ(status, ParseStatus::rows) << name;
        EXPECT_EQ(out.trades.at(0).trade_seq, usual.trade_seq) << name;
        EXPECT_EQ(out.trades.at(0).trade_id, usual.trade_id) << name;
        EXPECT_EQ(out.trades.at(0).price, usual.price) << name;
    }
}

TEST(DeribitParse, ATickerOfAPerpetual) {
    const Venue venue;
    const auto [status, out] = venue.parse_fixture("ticker.100ms.perpetual");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.tickers.size(), 1u);
    const auto& row = out.tickers.front();
    EXPECT_EQ(row.channel, TickerChannel::ticker);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'248'559'000);
    EXPECT_TRUE(is_null(row.head.push_timestamp));
    EXPECT_EQ(row.last_price, 86123.0);
    EXPECT_EQ(row.high_24h, 87548.5);
    EXPECT_EQ(row.low_24h, 85900.5);
    EXPECT_EQ(row.volume_base_24h, 9341.50027576);
    EXPECT_EQ(row.volume_quote_24h, 781'497'720);
    EXPECT_EQ(row.bid_price, 86123.0);
    EXPECT_EQ(row.bid_qty, 71750);
    EXPECT_EQ(row.ask_price, 86123.5);
    EXPECT_EQ(row.ask_qty, 261910);
    EXPECT_EQ(row.mark_price, 86121.14);
    EXPECT_EQ(row.index_price, 86120.03);
    EXPECT_EQ(row.funding_rate, -2.1714e-4);
    EXPECT_EQ(row.open_interest, 797'578'130);
    for (const double none : {row.last_qty, row.open_24h, row.volume_contracts_24h,
                              row.open_interest_value, row.mark_iv, row.delta}) {
        EXPECT_TRUE(is_null(none));
    }
    EXPECT_TRUE(is_null(row.funding_time));
}

TEST(DeribitParse, ATickerOfAnOption) {
    const Venue venue;
    const auto row = venue.parse_fixture("ticker.raw.option").out.tickers.at(0);
    EXPECT_EQ(row.underlying_price, 2413.36);
    EXPECT_EQ(row.mark_iv, 67.35);
    EXPECT_EQ(row.bid_iv, 60.76);
    EXPECT_EQ(row.ask_iv, 68.88);
    EXPECT_EQ(row.delta, -0.65839);
    EXPECT_EQ(row.gamma, 0.00121);
    EXPECT_EQ(row.vega, 1.64829);
    EXPECT_EQ(row.theta, -4.39264);
    EXPECT_EQ(row.rho, -0.62314);
    EXPECT_EQ(row.volume_base_24h, 276);
    EXPECT_TRUE(is_null(row.funding_rate));
}

TEST(DeribitParse, WhatATickerDoesNotKnowIsNull) {
    const Venue venue;
    const auto row = venue.parse_fixture("ticker.raw.option_without_trades").out.tickers.at(0);
    for (const double none :
         {row.last_price, row.high_24h, row.low_24h, row.volume_base_24h, row.bid_price,
          row.bid_qty, row.bid_iv, row.ask_price, row.ask_qty, row.ask_iv}) {
        EXPECT_TRUE(is_null(none));
    }
    EXPECT_EQ(row.mark_iv, 71.72);
    EXPECT_EQ(row.open_interest, 0);
    const auto few = venue.parse_fixture("ticker.odd.few_keys").out.tickers.at(0);
    EXPECT_TRUE(is_null(few.last_price));
    EXPECT_TRUE(is_null(few.mark_price));
}

TEST(DeribitParse, TurnoverIsInTheQuoteCurrencyOrNull) {
    const Venue venue;
    const auto turnover = [&](const char* name) {
        return venue.parse_fixture(name).out.tickers.at(0).volume_quote_24h;
    };
    EXPECT_EQ(turnover("ticker.odd.inverse_of_2023"), 781'497'710);
    EXPECT_EQ(turnover("ticker.agg2.future"), 28'406'140);
    EXPECT_EQ(turnover("ticker.odd.spot"), 7'814'902.5);
    EXPECT_TRUE(is_null(turnover("ticker.odd.linear_of_2023")));
    EXPECT_TRUE(is_null(turnover("ticker.odd.combination")));
    EXPECT_TRUE(is_null(turnover("ticker.raw.option")));
}

TEST(DeribitParse, AMalformedFrameLeavesNothing) {
    const Venue venue;
    for (const auto* name : {"book.bad.price_is_text", "trades.bad.second_is_bad",
                             "ticker.bad.stats_within_stats", "quote.bad.negative_amount"}) {
        const auto [status, out] = venue.parse_fixture(name);
        EXPECT_EQ(status, ParseStatus::malformed) << name;
        EXPECT_TRUE(out.levels.empty() && out.trades.empty()) << name;
        EXPECT_EQ(out.key, FrameKey{}) << name;
    }
}

}  // namespace
}  // namespace mdc::test
