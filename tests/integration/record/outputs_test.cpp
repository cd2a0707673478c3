// The same rows, whatever they are written to.

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kFeeds[] = {"orderbook_l2", "trades", "bbo", "tickers"};

/// How many lines a file has.
std::size_t lines_of(const fs::path& path) {
    std::ifstream file(path);
    std::size_t lines = 0;
    for (std::string line; std::getline(file, line);) ++lines;
    return lines;
}

TEST(RecordOutputs, SeveralTargetsAtOnceGetTheSameRows) {
    LiveSetting setting;
    setting.targets = {"tables", "jsonl:rows", "csv:csv", "null:"};
    LiveRun run(setting);
    run.finish();
    run.expect_truth(true);
    ASSERT_EQ(run.outcomes().size(), 4u);
    for (const auto& sink : run.outcomes())
        EXPECT_EQ(sink.rows_written, run.outcomes()[0].rows_written) << sink.name;
    for (const auto* table :
         {"orderbook_l2", "trades", "bbo", "tickers", "gaps", "connections", "instruments"}) {
        auto rows = run.rows(table);
        EXPECT_EQ(lines_of(run.path("csv") / (std::string(table) + ".csv")), rows.size() + 1)
            << table;
        EXPECT_EQ(difference(rows_of_recording(run.path("tables"), table), rows), "") << table;
    }
}

TEST(RecordOutputs, RotationSplitsFilesAndLosesNothing) {
    LiveSetting setting;
    setting.record = [](auto& config) { config.sinks[0].rotate = {1s, 256'000'000}; };
    setting.market = 3'500ms;
    LiveRun run(setting);
    run.finish();
    run.expect_truth(true);
    std::size_t files = 0;
    for (const auto& each : fs::recursive_directory_iterator(run.path("tables") / "trades"))
        files += each.path().extension() == ".parquet" ? 1 : 0;
    EXPECT_GE(files, 3u);
    for (const auto* table : kFeeds)
        EXPECT_EQ(difference(rows_of_recording(run.path("tables"), table), run.rows(table)), "");
}

TEST(RecordOutputs, OneFeedIntoASingleFileIsExactlyThatFile) {
    LiveSetting setting;
    setting.feeds = "trades";
    setting.targets = {"all.parquet", "jsonl:rows"};
    setting.play = [](auto& market) { market.wait_for_streams = 2; };
    LiveRun run(setting);
    run.finish();
    EXPECT_TRUE(fs::is_regular_file(run.path("all.parquet")));
    EXPECT_GT(run.rows("trades").size(), 300u);
    EXPECT_EQ(difference(rows_of_recording(run.path("all.parquet"), "trades"), run.rows("trades")),
              "");
    EXPECT_EQ(difference(rows_of_recording(run.path("all.gaps.parquet"), "gaps"), run.rows("gaps")),
              "");
}

TEST(RecordOutputs, SeveralFeedsIntoASingleFileAreAFileEach) {
    LiveSetting setting;
    setting.targets = {"all.parquet", "jsonl:rows"};
    LiveRun run(setting);
    run.finish();
    EXPECT_FALSE(fs::exists(run.path("all.parquet")));
    for (const auto* table : kFeeds) {
        const auto file = run.path(std::string("all.") + table + ".parquet");
        EXPECT_EQ(difference(rows_of_recording(file, table), run.rows(table)), "") << table;
    }
}

TEST(RecordOutputs, ASecondRunIntoTheSameTargetGoesOnAboveItsIds) {
    TemporaryFolder folder;
    std::int64_t highest = 0;
    for (int round = 0; round < 2; ++round) {
        LiveSetting setting;
        setting.market = 1'000ms;
        const auto target = (folder / "tables").string();
        setting.record = [&](auto& config) { config.sinks[0].target = target; };
        LiveRun run(setting);
        run.finish();
        const auto trades = run.rows("trades");
        ASSERT_FALSE(trades.empty());
        EXPECT_GT(trades.front().number("seq_id"), highest);
        highest = trades.back().number("seq_id");
    }
    std::set<std::int64_t> ids;
    const auto all = rows_of_recording(folder / "tables", "trades");
    for (const auto& row : all) ids.insert(row.number("seq_id"));
    EXPECT_EQ(ids.size(), all.size());
    const auto gaps = rows_of_recording(folder / "tables", "gaps");
    EXPECT_EQ(where(gaps, {{"feed", "trades"}, {"cause", "start"}}).size(), 4u);
    EXPECT_EQ(where(gaps, {{"feed", "trades"}, {"cause", "stop"}}).size(), 4u);
}

}  // namespace
}  // namespace mdc::test
