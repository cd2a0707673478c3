#include "mdc/collector/live/cold/venue_access.hpp"

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::collector {
namespace {

using namespace std::chrono_literals;

const exchanges::Exchange& spot() { return *exchanges::find(ExchangeId::binance_spot); }

TEST(VenueAccess, ABanHoldsBackConnectionsAndRequestsAlike) {
    VenueAccess venue(spot(), {});
    const auto now = std::chrono::steady_clock::now();
    EXPECT_EQ(venue.take_connect(now), 0ns);
    EXPECT_EQ(venue.take_weight(now, 50), 0ns);
    venue.block_until(now + 30s);
    EXPECT_EQ(venue.take_connect(now), 30s);
    EXPECT_EQ(venue.take_weight(now + 10s, 50), 20s);
    EXPECT_EQ(venue.take_weight(now + 30s, 50), 0ns);
}

TEST(VenueAccess, ARefusedRequestHoldsBackRequestsAlone) {
    VenueAccess venue(spot(), {});
    const auto now = std::chrono::steady_clock::now();
    venue.block_rest_until(now + 30s);
    EXPECT_EQ(venue.take_connect(now), 0ns);
    EXPECT_EQ(venue.take_weight(now, 50), 30s);
    EXPECT_EQ(venue.take_weight(now + 30s, 50), 0ns);
}

TEST(VenueAccess, ARestartGoesOnWaiting) {
    const test::TemporaryFolder folder;
    const BanMemory bans(folder / "bans");
    const auto now = std::chrono::steady_clock::now();
    VenueAccess(spot(), {}, bans).block_until(now + 300s);
    VenueAccess again(spot(), {}, bans);
    EXPECT_GT(again.take_connect(now), 290s);

    config::NetworkConfig elsewhere;
    elsewhere.urls = {{"binance_spot", "", "https://api.example.com"}};
    VenueAccess other(spot(), elsewhere, bans);
    EXPECT_EQ(other.take_connect(now), 0ns) << "it was another server that asked";
}

TEST(VenueAccess, ARestartGoesOnWaitingWithRequestsAlone) {
    const test::TemporaryFolder folder;
    const BanMemory bans(folder / "bans");
    const auto now = std::chrono::steady_clock::now();
    VenueAccess(spot(), {}, bans).block_rest_until(now + 300s);
    VenueAccess again(spot(), {}, bans);
    EXPECT_EQ(again.take_connect(now), 0ns);
    EXPECT_GT(again.take_weight(now, 1), 290s);
}

}  // namespace
}  // namespace mdc::collector
