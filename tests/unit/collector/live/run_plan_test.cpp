#include "mdc/collector/live/run_plan.hpp"

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::collector {
namespace {

std::string plan_of(ExchangeId exchange, std::vector<std::size_t> connections_by_thread) {
    const test::TemporaryFolder folder;
    config::Config config;
    config.network.urls = {{"", "ws://127.0.0.1:1", "http://127.0.0.1:1"}};
    RestWorker::Venues venues;
    venues.emplace(exchange,
                   std::make_unique<VenueAccess>(*exchanges::find(exchange), config.network,
                                                 BanMemory(folder / "bans")));
    std::vector<Universe> universes;
    for (const auto connections : connections_by_thread) {
        auto& market = universes.emplace_back().markets.emplace_back();
        market.exchange = exchange;
        market.connections.resize(connections);
    }
    return describe_plan(config, universes, venues, {});
}

TEST(RunPlan, ConnectionsOfAllThreadsAreCountedTogether) {
    const auto plan = plan_of(ExchangeId::okx, {2, 3});
    EXPECT_NE(plan.find("over 5 connections"), plan.npos) << plan;
    EXPECT_NE(plan.find("2 I/O threads with 0, 0 streams"), plan.npos) << plan;
}

TEST(RunPlan, MoreConnectionsThanTheExchangeTakesAreSaidBeforeItRefuses) {
    const auto within = plan_of(ExchangeId::deribit, {15, 15});
    EXPECT_EQ(within.find("note"), within.npos) << within;
    const auto beyond = plan_of(ExchangeId::deribit, {15, 18});
    EXPECT_NE(beyond.find("30 connections from one address, so 3 of these will not open"),
              beyond.npos)
        << beyond;
}

}  // namespace
}  // namespace mdc::collector
