// Connections end, fall silent or grow old; the next one goes on.

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

std::size_t events(const LiveRun& run, std::string_view event) {
    return where(run.rows("connections"), {{"event", event}}).size();
}

void expect_no_holes(const LiveRun& run) {
    for (const auto* feed : {"orderbook_l2", "trades", "bbo", "tickers"})
        EXPECT_TRUE(run.holes(feed).empty()) << feed;
}

/// Both instruments say that nobody listened; trades only where some were missed.
void expect_a_hole_each(const LiveRun& run, std::string_view cause) {
    for (const auto* feed : {"orderbook_l2", "bbo", "tickers"})
        EXPECT_EQ(run.holes(feed, cause).size(), 2u) << feed;
    EXPECT_EQ(run.holes("trades", cause).size(), run.holes("trades").size());
}

TEST(ConnectionFaults, CutInTheMiddleOfAFrame) {
    LiveRun run(with({"cut:after=1s"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(events(run, "opened"), 2u);
    expect_a_hole_each(run, "disconnect");
    EXPECT_EQ(run.log.expect("again in"), 1u);
}

TEST(ConnectionFaults, CutTwiceWithOtherBatchBoundariesEachTime) {
    auto setting = with({"cut:after=700ms,count=2"});
    setting.market = 3'000ms;
    setting.play = [](auto& market) { market.variants = 4; };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    EXPECT_EQ(events(run, "opened"), 3u);
    EXPECT_EQ(run.log.expect("again in"), 2u);
}

TEST(ConnectionFaults, ClosedByTheVenue) {
    LiveRun run(with({"close:after=1s,code=1008"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(events(run, "opened"), 2u);
    expect_a_hole_each(run, "server_drop");
    EXPECT_EQ(run.log.expect("code 1008 Too many requests"), 1u);
}

TEST(ConnectionFaults, AnAnnouncedShutdownLosesNothing) {
    LiveRun run(with({"shutdown:after=800ms,for=900ms"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(events(run, "notice"), 1u);
    EXPECT_EQ(events(run, "replaced"), 1u);
    EXPECT_EQ(events(run, "opened"), 2u);
    expect_no_holes(run);
}

TEST(ConnectionFaults, AnAnnouncedShutdownLosesNothingWithOtherBatchBoundaries) {
    auto setting = with({"shutdown:after=800ms,for=900ms"});
    setting.play = [](auto& market) { market.variants = 2; };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    EXPECT_EQ(events(run, "replaced"), 1u);
    expect_no_holes(run);
}

TEST(ConnectionFaults, AHalfOpenSocketIsFoundAndReplaced) {
    auto setting = with({"half_open:after=800ms"});
    setting.market = 5'000ms;
    setting.rehearsal.silence = 2s;
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    EXPECT_EQ(events(run, "opened"), 2u);
    expect_a_hole_each(run, "disconnect");
    EXPECT_EQ(run.log.expect("silent for too long"), 1u);
}

TEST(ConnectionFaults, AQuietVenueIsAskedForASignOfLifeAndIsNotDropped) {
    LiveSetting setting;
    setting.market = 5'000ms;
    setting.rehearsal.silence = 2s;
    setting.feeds = "trades";
    setting.play = [](auto& market) {
        market.rate = 0.001;
        market.wait_for_streams = 2;
    };
    LiveRun run(setting);
    run.finish();
    EXPECT_EQ(events(run, "opened"), 1u);
    EXPECT_LT(run.rows("trades").size(), 50u);
}

TEST(ConnectionFaults, ConnectionsAreReplacedBeforeTheirAgeWithoutALoss) {
    LiveSetting setting;
    setting.market = 5'000ms;
    setting.rehearsal.lifetime = 1s;
    setting.play = [](auto& market) {
        market.limits.lifetime = 3'000ms;
        market.variants = 2;
    };
    LiveRun run(setting);
    run.finish();
    run.expect_truth();
    EXPECT_GE(events(run, "replaced"), 2u);
    expect_no_holes(run);
}

TEST(ConnectionFaults, AfterAShutdownWithoutTimeToReactTheSuccessorGoesOn) {
    LiveRun run(with({"shutdown:after=1s,for=1ms"}));
    run.finish();
    run.expect_truth();
    EXPECT_EQ(events(run, "opened"), 2u);
    EXPECT_EQ(events(run, "replaced"), 1u);
}

}  // namespace
}  // namespace mdc::test
