// The recorder is not scheduled for a while: the venue gives it up, and it comes back.

#include <csignal>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/market.hpp"

namespace mdc::test {
namespace {

TEST(SlowReader, KickedByTheVenueItConnectsAgainAndTellsTheHole) {
    sim::SimulatorOptions options;
    options.rate = 30'000;
    options.queue_bytes_max = 256 * 1024;
    Market market(options);
    Program record(market.record({"-o", market.path("tables")}));
    ASSERT_TRUE(market.has_played(10'000)) << record.err();
    record.signal(SIGSTOP);
    ASSERT_TRUE(eventually([&] { return market.simulator().summary().readers_kicked == 1; }));
    record.signal(SIGCONT);
    ASSERT_TRUE(eventually([&] { return market.simulator().summary().streams == 8; }));
    const auto played = market.simulator().summary().orders;
    ASSERT_TRUE(market.has_played(played + 30'000)) << record.err();
    record.signal(SIGTERM);
    EXPECT_EQ(record.wait(), 0) << record.err();

    const auto gaps = rows_of_recording(market.path("tables"), "gaps");
    EXPECT_FALSE(where(gaps, {{"feed", "trades"}, {"cause", "disconnect"}}).empty());
    market.expect_truth(market.path("tables"));
}

}  // namespace
}  // namespace mdc::test
