#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/make_stream.hpp"

namespace mdc::exchanges::binance {
namespace {

const Exchange& exchange() { return *find(ExchangeId::binance_spot); }

Stream stream(const std::string& ticker, Feed feed, std::uint32_t id = 0) {
    return test::make_stream(exchange(), ticker, feed, id);
}

TEST(BinancePlan, ChannelsAreLowerCaseAndNamedAfterTheirFeed) {
    EXPECT_EQ(stream("BTCUSDT", Feed::orderbook_l2).channel, "btcusdt@depth@100ms");
    EXPECT_EQ(stream("BTCUSDT", Feed::bbo).channel, "btcusdt@bookTicker");
    EXPECT_EQ(stream("BTCUSDT", Feed::trades).channel, "btcusdt@trade");
    EXPECT_EQ(stream("1000SATSUSDT", Feed::tickers).channel, "1000satsusdt@ticker");
    EXPECT_EQ(stream("BTCUSDT", Feed::trades).ticker, "BTCUSDT");
}

TEST(BinancePlan, SymbolsMayBeUtf8) {
    EXPECT_EQ(stream("币安人生USDT", Feed::trades).channel, "币安人生usdt@trade");
    EXPECT_EQ(exchange().resync(stream("币安USDT", Feed::orderbook_l2), 1000).target,
              "/api/v3/depth?symbol=%E5%B8%81%E5%AE%89USDT&limit=1000");
}

TEST(BinancePlan, RulesAreTheOnesOfTheDecisionRecord) {
    EXPECT_EQ(stream("BTCUSDT", Feed::orderbook_l2).rule, ArrivalRule::chain);
    EXPECT_EQ(stream("BTCUSDT", Feed::trades).rule, ArrivalRule::chain);
    EXPECT_EQ(stream("BTCUSDT", Feed::bbo).rule, ArrivalRule::newest);
    EXPECT_EQ(stream("BTCUSDT", Feed::tickers).rule, ArrivalRule::leader);
}

TEST(BinancePlan, AConnectionIsCombinedInMicroseconds) {
    const std::vector streams = {stream("BTCUSDT", Feed::orderbook_l2, 0),
                                 stream("BTCUSDT", Feed::trades, 1)};
    const auto plans = plan_connections(exchange(), streams);
    ASSERT_EQ(plans.size(), 1u);
    EXPECT_EQ(plans[0].target, "/stream?timeUnit=MICROSECOND");
    EXPECT_EQ(plans[0].time_unit, TimeUnit::microseconds);
    EXPECT_EQ(exchange().subscribe_text(streams, 1),
              R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@trade"],"id":1})");
    EXPECT_EQ(
        exchange().unsubscribe_text(streams, 2),
        R"({"method":"UNSUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@trade"],"id":2})");
}

TEST(BinancePlan, SnapshotsCostWhatTheVenueSays) {
    const auto weight = [](int depth) {
        return exchange().resync(stream("BTCUSDT", Feed::orderbook_l2), depth).weight;
    };
    EXPECT_EQ(weight(100), 5);
    EXPECT_EQ(weight(101), 25);
    EXPECT_EQ(weight(500), 25);
    EXPECT_EQ(weight(501), 50);
    EXPECT_EQ(weight(1000), 50);
    EXPECT_EQ(weight(1001), 250);
    EXPECT_EQ(weight(5000), 250);
}

TEST(BinancePlan, ASnapshotIsNeverDeeperThanTheVenueAllows) {
    const auto book = stream("BTCUSDT", Feed::orderbook_l2);
    EXPECT_EQ(exchange().resync(book, 20000).target, "/api/v3/depth?symbol=BTCUSDT&limit=5000");
    EXPECT_EQ(exchange().resync(book, 0).target, "/api/v3/depth?symbol=BTCUSDT&limit=1");
}

TEST(BinancePlan, InstrumentsAreAskedForByNameOrAllAtOnce) {
    const auto target = [](const std::vector<std::string>& tickers) {
        return exchange().instruments_requests(tickers).front().target;
    };
    EXPECT_EQ(target({}), "/api/v3/exchangeInfo");
    EXPECT_EQ(target({"BTCUSDT"}), "/api/v3/exchangeInfo?symbol=BTCUSDT");
    EXPECT_EQ(target({"BTCUSDT", "ETHUSDT"}),
              "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D");
    EXPECT_EQ(target(std::vector<std::string>(101, "BTCUSDT")), "/api/v3/exchangeInfo");
}

}  // namespace
}  // namespace mdc::exchanges::binance
