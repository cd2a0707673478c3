// What every sink of the registry keeps, wherever it writes to.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/config/parse_text.hpp"
#include "mdc/journal/converter.hpp"
#include "mdc/sinks/registry.hpp"

#include "tests/support/storage/sample_batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::sinks {
namespace {

using std::filesystem::path;
using test::SampleBatches;
using test::TemporaryFolder;

/// What readers see: journals on their way to Parquet are none of it.
std::map<path, std::string> files_below(const path& folder) {
    std::map<path, std::string> out;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
        const bool is_journal = each.path().string().find("/_journal/") != std::string::npos;
        if (!each.is_regular_file() || is_journal) continue;
        std::ifstream file(each.path(), std::ios::binary);
        out[each.path()] = {std::istreambuf_iterator<char>(file), {}};
    }
    return out;
}

class SinkContract : public ::testing::TestWithParam<SinkEntry> {
  protected:
    void SetUp() override {
        if (GetParam().kind == "recording" && journal::find_converter().empty()) {
            GTEST_SKIP() << "it needs mdc-parquet, which was not built";
        }
    }
    Result<std::unique_ptr<Sink>> open(const path& target) {
        config::SinkConfig config;
        config.kind = GetParam().kind;
        if (needs_target()) config.target = target.string();
        SinkContext context;
        for (std::size_t i = 0; i < kTableCount; ++i) {
            context.feeds.push_back(static_cast<Table>(i));
        }
        context.storage.min_free = 0;
        return open_sink(config, context);
    }
    static bool needs_target() { return !GetParam().example.ends_with("null:"); }
    static void write_every_table(Sink& sink, SampleBatches& batches) {
        for (std::size_t i = 0; i < kTableCount; ++i) {
            const auto written = sink.write(batches.make(static_cast<Table>(i), 50));
            EXPECT_TRUE(written) << written.error().message;
        }
    }

    TemporaryFolder folder_;
    path target_ = folder_ / "target";
    SampleBatches batches_{7};
};

TEST_P(SinkContract, TakesEveryTableAndCloses) {
    auto sink = open(target_).value();
    write_every_table(*sink, batches_);
    EXPECT_TRUE(sink->on_time(test::kNoon));
    write_every_table(*sink, batches_);
    EXPECT_TRUE(sink->close());
}

TEST_P(SinkContract, TakesEveryExchangeInOneTable) {
    auto sink = open(target_).value();
    for (const auto& exchange : kExchangeNames) {
        EXPECT_TRUE(sink->write(batches_.make(Table::trades, 3, test::kNoon, exchange.id)));
    }
    EXPECT_TRUE(sink->close());
}

TEST_P(SinkContract, ClosesWithoutARow) {
    auto sink = open(target_).value();
    EXPECT_TRUE(sink->on_time(test::kNoon));
    EXPECT_TRUE(sink->close());
}

TEST_P(SinkContract, MayBeDroppedWithoutClose) {
    auto sink = open(target_).value();
    write_every_table(*sink, batches_);
}

TEST_P(SinkContract, StandsTimeThatGoesBack) {
    auto sink = open(target_).value();
    for (const std::int64_t now : {2, 1, 0}) {
        EXPECT_TRUE(sink->on_time({test::kNoon.value + now * kMicrosPerSecond}));
    }
    EXPECT_TRUE(sink->close());
}

TEST_P(SinkContract, ALaterRunChangesNothingOfAnEarlierOne) {
    {
        auto sink = open(target_).value();
        write_every_table(*sink, batches_);
        ASSERT_TRUE(sink->close());
    }
    const auto before = files_below(folder_.path());
    if (auto again = open(target_)) {
        write_every_table(**again, batches_);
        EXPECT_TRUE((*again)->close());
    } else {
        EXPECT_EQ(again.error().kind, ErrorKind::target);
        EXPECT_FALSE(again.error().message.empty());
    }
    auto after = files_below(folder_.path());
    for (const auto& [name, bytes] : before) EXPECT_EQ(after[name], bytes) << name;
}

TEST_P(SinkContract, ATargetThatIsAFileIsRefusedAndLeftAlone) {
    if (!needs_target()) GTEST_SKIP() << "it has no target";
    std::ofstream(target_) << "mine";
    const auto sink = open(target_);
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().kind, ErrorKind::target);
    EXPECT_NE(sink.error().message.find(target_.string()), std::string::npos);
    EXPECT_EQ(files_below(folder_.path())[target_], "mine");
}

std::vector<SinkEntry> entries() {
    const auto all = sink_entries();
    return {all.begin(), all.end()};
}

INSTANTIATE_TEST_SUITE_P(Registry, SinkContract, ::testing::ValuesIn(entries()),
                         [](const auto& each) { return std::string(each.param.kind); });

TEST(SinkRegistry, KindsAreUniqueAndDescribed) {
    std::set<std::string_view> kinds;
    for (const auto& entry : sink_entries()) {
        EXPECT_TRUE(kinds.insert(entry.kind).second) << entry.kind;
        EXPECT_FALSE(entry.does.empty());
    }
}

}  // namespace
}  // namespace mdc::sinks
