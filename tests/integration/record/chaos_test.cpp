// Everything at once, by chance but the same chance each time.

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

class Chaos : public testing::TestWithParam<int> {};

TEST_P(Chaos, TheTablesAreTrueAndTheLedgerIsExact) {
    LiveSetting setting;
    setting.market = 5'000ms;
    setting.faults = {"drop:p=0.004",
                      "duplicate:p=0.02",
                      "reorder:stream=trade,p=0.01",
                      "reorder:stream=depth,p=0.02",
                      "delay:stream=depth,p=0.03,by=120ms",
                      "garbage:p=0.003",
                      "wrong_type:p=0.003",
                      "stall:stream=btcusdt@trade,count=1,after=600ms,for=300ms",
                      "cut:conn=1,after=1500ms",
                      "shutdown:conn=2,after=900ms,for=600ms",
                      "snapshot_old:count=2",
                      "rest:stream=depth,count=1,after=1s,code=503"};
    setting.play = [](auto& market) {
        market.variants = GetParam();
        market.seed = 7U + static_cast<std::uint64_t>(GetParam());
    };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    for (std::size_t fault = 0; fault < run.faults().size(); ++fault)
        EXPECT_GT(run.faults()[fault], 0u) << setting.faults[fault];
    for (const auto* part : {"malformed frame", "again in", "Internal error"})
        EXPECT_GT(run.log.expect(part), 0u) << part;
}

INSTANTIATE_TEST_SUITE_P(Variants, Chaos, testing::Values(1, 2));

}  // namespace
}  // namespace mdc::test
