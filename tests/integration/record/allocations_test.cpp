// The I/O thread allocates nothing per message once it is warm: all four feeds, prices that were
// never there before, snapshots of other books long done.

#include "tests/integration/record/allocations.hpp"

#include <map>

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

LiveSetting endless() {
    LiveSetting setting;
    setting.market = 0ms;
    setting.play = [](auto& market) {
        market.rate = 6'000;
        market.levels = 400;  // a snapshot has all of them: the books do not grow any more
        market.truth_directory.clear();
    };
    return setting;
}

/// Allocations of the I/O thread while so many more messages came.
std::uint64_t allocations_during(LiveRun& run, std::uint64_t messages, std::string& place) {
    const auto frames = [&] { return run.collector().status().messages; };
    const auto begin = frames();
    const ThreadAllocations counted("mdc-io");
    EXPECT_TRUE(eventually([&] { return frames() >= begin + messages; }));
    place = counted.first_place();
    return counted.count();
}

TEST(Allocations, AMessageCostsNoneOnceTheThreadIsWarm) {
    LiveRun run(endless());
    const auto& path = run.collector().lanes().front()->io().path_stats();
    ASSERT_TRUE(eventually([&] { return path.frames.value() >= 20'000; }));
    EXPECT_EQ(run.collector().status().books_standing, 2u);
    const auto rows_of = [&](Feed feed) {
        return path.rows_by_feed[static_cast<std::size_t>(feed)].value();
    };
    std::map<Feed, std::uint64_t> before;
    for (const auto feed : kAllFeeds) before[feed] = rows_of(feed);

    std::string place;
    EXPECT_EQ(allocations_during(run, 20'000, place), 0u) << place;
    for (const auto feed : kAllFeeds) EXPECT_GT(rows_of(feed), before[feed]) << to_string(feed);
    run.stop();
}

TEST(Allocations, TheCountSeesTheThread) {
    LiveRun run(endless());
    std::string place;
    // Opening a connection and adopting a snapshot allocate.
    EXPECT_GT(allocations_during(run, 500, place), 0u);
    EXPECT_FALSE(place.empty());
    run.stop();
}

}  // namespace
}  // namespace mdc::test
