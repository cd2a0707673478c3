#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "mdc/exchanges/binance/binance.hpp"
#include "mdc/exchanges/plan.hpp"

#include "tests/support/fixtures.hpp"
#include "tests/support/padded_text.hpp"

// Futures whose margin is coins are data: the facts of USD-M with one of them changed.

namespace mdc::exchanges::binance {
namespace {

const Binance& exchange() {
    static const auto market = [] {
        auto usdm = *std::find_if(markets().begin(), markets().end(), [](const auto& each) {
            return each.facts.id == ExchangeId::binance_usdm;
        });
        usdm.is_coin_margined = true;
        return usdm;
    }();
    static const Binance instance(market);
    return instance;
}

struct Parsed {
    ParseStatus status{};
    FrameKey key;
    Output out;
};

// A message of USD-M's folder, over a connection that carries all channels of the ticker.
Parsed parse_fixture(std::string_view name, std::string_view ticker) {
    ConnectionPlan plan;
    const auto instrument = exchange().instrument_of(ticker);
    for (const auto& channel : exchange().facts().channels) {
        carry(plan, exchange().stream_of(channel, instrument).value());
    }
    const test::PaddedText text(test::fixture("binance_usdm", name));
    Frame frame;
    frame.payload = text.view();
    frame.plan = &plan;
    Parsed parsed;
    parsed.status = exchange().parse(frame, parsed.out);
    parsed.key = exchange().identify(frame);
    return parsed;
}

TEST(BinanceCoinMargined, ATickerTellsPerpetualsFromDatedFutures) {
    const auto perpetual = exchange().instrument_of("BTCUSD_PERP");
    EXPECT_EQ(perpetual.type, InstrumentType::perpetual);
    EXPECT_EQ(perpetual.underlying, "BTCUSD");
    const auto dated = exchange().instrument_of("BTCUSD_261225");
    EXPECT_EQ(dated.type, InstrumentType::future);
    EXPECT_EQ(dated.underlying, "BTCUSD");
}

TEST(BinanceCoinMargined, AContractIsSoMuchMoney) {
    const auto page = exchange().parse_instruments(
        {}, R"({"symbols":[{"symbol":"BTCUSD_PERP","contractStatus":"TRADING",)"
            R"("contractSize":100,"baseAsset":"BTC","quoteAsset":"USD","marginAsset":"BTC"},)"
            R"({"symbol":"ETHUSD_PERP","contractStatus":"SETTLING","contractSize":10,)"
            R"("baseAsset":"ETH","quoteAsset":"USD","marginAsset":"ETH"},)"
            R"({"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT",)"
            R"("marginAsset":"USDT"}]})");
    ASSERT_TRUE(page);
    ASSERT_EQ(page->instruments.size(), 2u) << "without that of USD-M";
    const auto& bitcoin = page->instruments[0];
    EXPECT_EQ(bitcoin.contract_value, 100);
    EXPECT_EQ(bitcoin.contract_unit, "USD");
    EXPECT_EQ(bitcoin.status, "TRADING");
    EXPECT_TRUE(bitcoin.is_trading);
    EXPECT_EQ(page->instruments[1].contract_value, 10);
    EXPECT_FALSE(page->instruments[1].is_trading);
}

TEST(BinanceCoinMargined, VolumeCountsContractsAndTurnoverIsCoins) {
    const auto parsed = parse_fixture("ticker.other.coin_margined", "BTCUSD_PERP");
    ASSERT_EQ(parsed.status, ParseStatus::rows);
    const auto& row = parsed.out.tickers.front();
    EXPECT_EQ(row.volume_contracts_24h, 182295.536);
    EXPECT_EQ(row.volume_base_24h, 15752164099.66);
    EXPECT_TRUE(is_null(row.volume_quote_24h));
}

TEST(BinanceCoinMargined, ItsFramesAreRecordedAndThoseOfTheOtherMarketAreForeign) {
    for (const auto* name : {"agg_trade.other.coin_margined", "depth.other.coin_margined",
                             "mark_price.other.coin_margined", "trade.other.coin_margined"}) {
        const auto parsed = parse_fixture(name, "BTCUSD_PERP");
        EXPECT_EQ(parsed.status, ParseStatus::rows) << name;
        EXPECT_EQ(parsed.key, parsed.out.key) << name;
    }
    for (const auto* name : {"agg_trade.buy", "depth.update", "mark_price.update", "trade.buy"}) {
        const auto parsed = parse_fixture(name, "BTCUSDT");
        EXPECT_EQ(parsed.status, ParseStatus::ignored) << name;
        EXPECT_EQ(parsed.key, FrameKey{}) << name;
    }
}

}  // namespace
}  // namespace mdc::exchanges::binance
