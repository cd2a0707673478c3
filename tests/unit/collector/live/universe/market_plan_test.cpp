#include "mdc/collector/live/universe/market_plan.hpp"

#include <gtest/gtest.h>

#include "mdc/exchanges/choice.hpp"
#include "mdc/exchanges/registry.hpp"
#include "mdc/exchanges/stream_set.hpp"

namespace mdc::collector {
namespace {

const exchanges::Exchange& of(ExchangeId id) { return *exchanges::find(id); }

/// All feeds of one instrument.
std::vector<Stream> streams_of(const exchanges::Exchange& exchange, const std::string& ticker) {
    exchanges::StreamSet set;
    const auto instrument = exchange.instrument_of(ticker);
    for (const auto feed : exchanges::feeds_of(exchange.facts(), instrument.type)) {
        for (auto& stream : exchanges::choose_streams(exchange, instrument, feed).value()) {
            set.add(exchange, std::move(stream), instrument);
        }
    }
    return set.streams();
}

std::vector<MarketPlan> plan(const exchanges::Exchange& exchange,
                             const std::vector<std::vector<Stream>>& parts, bool may_grow) {
    const std::vector<std::span<const Stream>> spans(parts.begin(), parts.end());
    return plan_market(exchange, spans, may_grow);
}

std::size_t carrying(const MarketPlan& plan) {
    std::size_t count = 0;
    for (const auto& connection : plan.connections) count += connection.is_status ? 0 : 1;
    return count;
}

TEST(MarketPlan, EachThreadHasConnectionsOfItsOwn) {
    const auto& usdm = of(ExchangeId::binance_usdm);
    const auto plans =
        plan(usdm, {streams_of(usdm, "BTCUSDT"), streams_of(usdm, "ETHUSDT")}, false);
    ASSERT_EQ(plans.size(), 2u);
    for (const auto& each : plans) {
        EXPECT_EQ(each.exchange, ExchangeId::binance_usdm);
        EXPECT_EQ(carrying(each), 2u) << "/public and /market";
        EXPECT_TRUE(each.spares.empty());
    }
}

TEST(MarketPlan, AThreadWithoutStreamsConnectsToNothing) {
    const auto& bybit = of(ExchangeId::bybit_linear);
    const auto plans = plan(bybit, {streams_of(bybit, "BTCUSDT"), {}}, false);
    EXPECT_GT(carrying(plans[0]), 0u);
    EXPECT_TRUE(plans[1].connections.empty()) << "nor does it hear of maintenance";
}

TEST(MarketPlan, WhatMayGrowHasSparesOfEveryRouteOnEveryThread) {
    const auto& usdm = of(ExchangeId::binance_usdm);
    const auto plans = plan(usdm, {streams_of(usdm, "BTCUSDT"), {}}, true);
    EXPECT_EQ(carrying(plans[1]), 0u);
    for (const auto& each : plans) {
        EXPECT_EQ(each.spares.size(), 8u) << "four a route";
        for (const auto& spare : each.spares) EXPECT_TRUE(spare.streams.empty());
    }
}

TEST(MarketPlan, WhoRecordsAMarketHearsOfItsMaintenance) {
    const auto& bybit = of(ExchangeId::bybit_linear);
    ASSERT_FALSE(bybit.facts().status_route.empty());
    const auto plans =
        plan(bybit, {streams_of(bybit, "BTCUSDT"), streams_of(bybit, "ETHUSDT")}, false);
    for (const auto& each : plans) EXPECT_TRUE(each.connections.back().is_status);
}

}  // namespace
}  // namespace mdc::collector
