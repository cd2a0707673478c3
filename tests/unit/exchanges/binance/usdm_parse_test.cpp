#include <string>

#include <gtest/gtest.h>

#include "tests/unit/exchanges/binance/markets.hpp"

namespace mdc::test {
namespace {

constexpr std::int64_t kMatched = 1'795'625'247'123'000;

TEST(BinanceUsdmParse, DepthSaysWhichEventItFollows) {
    const Usdm usdm;
    const auto [status, out] = usdm.parse_fixture("depth.update");
    ASSERT_EQ(status, ParseStatus::rows);
    ASSERT_EQ(out.books.size(), 1u);
    const auto& book = out.books.front();
    EXPECT_EQ(book.stream, usdm.stream("btcusdt@depth@100ms").id);
    EXPECT_FALSE(book.is_snapshot);
    EXPECT_EQ(book.prev, 11'900'000'000'107);
    EXPECT_EQ(book.prev_update_id, 11'900'000'000'107);
    EXPECT_EQ(book.first_update_id, 11'900'000'000'120);
    EXPECT_EQ(book.last, 11'900'000'000'195);
    EXPECT_EQ(book.timestamp, kMatched);
    EXPECT_EQ(book.push_timestamp, 1'795'625'247'127'000);
    ASSERT_EQ(out.levels_of(book).size(), 5u);
    EXPECT_EQ(out.levels[0].price, 86123.4);
    EXPECT_EQ(out.levels[1].qty, 0);
    EXPECT_EQ(out.levels[3].side, Side::ask);
}

TEST(BinanceUsdmParse, WithoutTheEnginesTimeAnEventHappenedWhenItWasSent) {
    const Usdm usdm;
    const auto depth = usdm.parse_fixture("depth.odd.no_engine_time").out.books.front();
    EXPECT_EQ(depth.timestamp, depth.push_timestamp);
    const auto quote = usdm.parse_fixture("book_ticker.odd.no_engine_time").out.bbos.front();
    EXPECT_EQ(quote.head.timestamp.value, 1'795'625'247'124'000);
    EXPECT_EQ(quote.head.push_timestamp, 1'795'625'247'124'000);
}

TEST(BinanceUsdmParse, ASnapshotHasItsTimes) {
    const Usdm usdm;
    const auto [status, out] = usdm.parse_fixture("rest.depth");
    ASSERT_EQ(status, ParseStatus::rows);
    const auto& book = out.books.front();
    EXPECT_TRUE(book.is_snapshot);
    EXPECT_EQ(book.last, 11'900'000'000'150);
    EXPECT_EQ(book.timestamp, kMatched);
    EXPECT_EQ(book.push_timestamp, 1'795'625'247'130'000);
    EXPECT_TRUE(is_null(usdm.parse_fixture("rest.odd.no_times").out.books.front().timestamp));
}

TEST(BinanceUsdmParse, AQuoteHasTimes) {
    const Usdm usdm;
    const auto row = usdm.parse_fixture("book_ticker.update").out.bbos.front();
    EXPECT_EQ(row.head.exchange, ExchangeId::binance_usdm);
    EXPECT_EQ(row.head.timestamp.value, kMatched);
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'247'124'000);
    EXPECT_EQ(row.bid_price, 86123.4);
    EXPECT_EQ(row.ask_qty, 0.021);
    EXPECT_EQ(row.update_id, 11'900'000'000'195);
    const auto bare = usdm.parse_fixture("book_ticker.odd.no_times").out.bbos.front();
    EXPECT_EQ(bare.head.timestamp.value, 0);
    EXPECT_TRUE(is_null(bare.head.push_timestamp));
}

TEST(BinanceUsdmParse, AnAggregateIsOneRowOfSeveralMatches) {
    const Usdm usdm;
    const auto [status, out] = usdm.parse_fixture("agg_trade.buy");
    ASSERT_EQ(status, ParseStatus::rows);
    const auto& row = out.trades.front();
    EXPECT_EQ(row.head.timestamp.value, kMatched);
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'247'233'000);
    EXPECT_EQ(row.price, 86123.5);
    EXPECT_EQ(row.qty, 0.9);  // with what retail orders gave
    EXPECT_EQ(row.side, Side::buy);
    EXPECT_EQ(row.kind, TradeKind::normal);
    EXPECT_EQ(row.trade_id.view(), "3300000001");
    EXPECT_EQ(row.trade_seq, 3'300'000'001);
    EXPECT_EQ(row.trade_count, 4);
    EXPECT_EQ(usdm.parse_fixture("agg_trade.sell").out.trades.front().side, Side::sell);
    EXPECT_EQ(usdm.parse_fixture("agg_trade.odd.many_matches").out.trades.front().trade_count,
              2'147'483'647);
}

TEST(BinanceUsdmParse, ASingleTradeIsToldByItsKindAndHasNoDenseNumber) {
    const Usdm usdm;
    const auto kind = [&](const char* name) {
        return usdm.parse_fixture(name).out.trades.front().kind;
    };
    const auto row = usdm.parse_fixture("trade.buy").out.trades.front();
    EXPECT_EQ(row.trade_id.view(), "8400000001");
    EXPECT_TRUE(is_null(row.trade_seq));
    EXPECT_EQ(row.trade_count, 1);
    EXPECT_EQ(row.kind, TradeKind::normal);
    EXPECT_EQ(kind("trade.insurance_fund"), TradeKind::insurance_fund);
    EXPECT_EQ(kind("trade.adl"), TradeKind::adl);
    EXPECT_EQ(kind("trade.odd.unknown_special"), TradeKind::other);
    EXPECT_EQ(kind("trade.odd.no_special"), TradeKind::normal);
}

TEST(BinanceUsdmParse, APlaceholderIsNoTrade) {
    const Usdm usdm;
    const auto [status, out] = usdm.parse_fixture("trade.other.placeholder");
    EXPECT_EQ(status, ParseStatus::ignored);
    EXPECT_TRUE(out.trades.empty());
}

TEST(BinanceUsdmParse, AMarkPriceFillsItsColumnsAndNoOthers) {
    const Usdm usdm;
    const auto row = usdm.parse_fixture("mark_price.update").out.tickers.front();
    EXPECT_EQ(row.channel, TickerChannel::mark_price);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'248'000'000);
    EXPECT_EQ(row.head.push_timestamp, 1'795'625'248'000'000);
    EXPECT_EQ(row.mark_price, 86121.27373413);
    EXPECT_EQ(row.index_price, 86159.75642857);
    EXPECT_EQ(row.funding_rate, 0.00002754);
    EXPECT_EQ(row.funding_time, 1'795'651'200'000'000);
    EXPECT_TRUE(is_null(row.last_price));
    EXPECT_TRUE(is_null(row.open_interest));
    EXPECT_EQ(usdm.parse_fixture("mark_price.negative_funding").out.tickers.front().funding_rate,
              -0.00012345);
}

TEST(BinanceUsdmParse, ADatedFutureHasNoFunding) {
    const Usdm usdm;
    const auto row = usdm.parse_fixture("mark_price.dated.update").out.tickers.front();
    EXPECT_EQ(row.mark_price, 86121.27373413);
    EXPECT_TRUE(is_null(row.funding_rate));
    EXPECT_TRUE(is_null(row.funding_time));
}

TEST(BinanceUsdmParse, ATickerHasNoQuotes) {
    const Usdm usdm;
    const auto row = usdm.parse_fixture("ticker.update").out.tickers.front();
    EXPECT_EQ(row.channel, TickerChannel::ticker);
    EXPECT_EQ(row.head.timestamp.value, 1'795'625'248'123'000);
    EXPECT_EQ(row.last_price, 86123.4);
    EXPECT_EQ(row.volume_base_24h, 182295.536);
    EXPECT_EQ(row.volume_quote_24h, 15752164099.66);
    EXPECT_TRUE(is_null(row.bid_price));
    EXPECT_TRUE(is_null(row.ask_qty));
}

// A picture of the best levels looks like an update: only its channel tells.
TEST(BinanceUsdmParse, OtherBooksAreIgnored) {
    const Usdm usdm;
    EXPECT_EQ(usdm.parse_fixture("depth.other.partial").status, ParseStatus::ignored);
    EXPECT_EQ(usdm.parse_fixture("depth.other.rpi").status, ParseStatus::ignored);
}

TEST(BinanceUsdmParse, KindsThatMdcDoesNotRecordAreIgnored) {
    const Usdm usdm;
    for (const auto* name :
         {"other.kline", "other.force_order", "other.force_order_of_all", "other.contract_info",
          "other.trading_session", "other.mini_ticker", "other.continuous_kline"}) {
        EXPECT_EQ(usdm.parse_fixture(name).status, ParseStatus::ignored) << name;
    }
}

}  // namespace
}  // namespace mdc::test
