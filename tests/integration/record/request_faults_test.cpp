// REST and the upgrade are refused, or answer with what is of no use.

#include <fstream>

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

LiveSetting with(std::vector<std::string> faults) {
    LiveSetting setting;
    setting.faults = std::move(faults);
    return setting;
}

/// Microseconds from the first connection to the first snapshot.
std::int64_t until_first_snapshot(const LiveRun& run) {
    const auto opened = where(run.rows("connections"), {{"event", "opened"}});
    const auto snapshot = where(run.rows("orderbook_l2"), {{"is_snapshot", "true"}});
    if (opened.empty() || snapshot.empty()) return -1;
    return snapshot.front().number("rcv_timestamp") - opened.front().number("rcv_timestamp");
}

TEST(RequestFaults, SnapshotsThatAreTooOldAreAskedForAgain) {
    LiveRun run(with({"snapshot_old:count=3"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.faults()[0], 3u);
    EXPECT_EQ(run.collector().path_totals()->snapshots_asked.value(), 5u);
    EXPECT_TRUE(run.holes("orderbook_l2").empty()) << "the first book is late, not lost";
}

TEST(RequestFaults, RetryAfterOfA429IsObeyedByEveryRequest) {
    LiveRun run(with({"rest:stream=depth,count=1,code=429,retry_after=1s"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.faults()[0], 1u);
    EXPECT_GE(until_first_snapshot(run), 1'000'000);
    EXPECT_EQ(run.log.expect("Too much request weight used"), 1u);
}

TEST(RequestFaults, ABanIsObeyed) {
    LiveRun run(with({"rest:stream=depth,count=1,code=418,retry_after=1s"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.faults()[0], 1u);
    EXPECT_GE(until_first_snapshot(run), 1'000'000);
    EXPECT_EQ(run.log.expect("IP banned until"), 1u);
}

TEST(RequestFaults, ServerErrorsAreTriedAgain) {
    LiveRun run(with({"rest:stream=depth,count=2,code=503"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.faults()[0], 2u);
    EXPECT_EQ(run.collector().status().books_standing, 2u);
    EXPECT_EQ(run.log.expect("Internal error"), 2u);
}

TEST(RequestFaults, WithoutTheInstrumentListTheTickersAreUsedUnchecked) {
    LiveRun run(with({"rest:stream=exchangeInfo,count=0,code=503"}));
    const auto plan = run.collector().plan();
    EXPECT_NE(plan.find("the instrument list could not be had"), plan.npos) << plan;
    run.finish();
    run.expect_truth();
}

TEST(RequestFaults, ARefusedUpgradeIsTriedAgainWhenTheVenueSaysSo) {
    LiveRun run(with({"refuse:count=1,code=429,retry_after=1s"}));
    run.finish();
    run.expect_truth(true);
    EXPECT_EQ(run.log.expect("429"), 1u);
}

TEST(RequestFaults, AFirewallsRefusalOfTheUpgradeAfterDataIsTriedAgain) {
    auto setting = with({"cut:after=800ms", "refuse:after=800ms,count=2,code=503"});
    setting.market = 4'000ms;  // three backoffs take at most 1.4 s
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    EXPECT_EQ(run.faults()[1], 2u);
    EXPECT_EQ(run.log.expect("503"), 2u);
    EXPECT_EQ(run.log.expect("again in"), 1u);
}

}  // namespace
}  // namespace mdc::test
