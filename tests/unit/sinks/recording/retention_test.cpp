#include "mdc/sinks/recording/retention.hpp"

#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "mdc/sinks/recording/recording.hpp"

#include "tests/support/storage/failing_files.hpp"
#include "tests/support/storage/sample_batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::sinks {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using test::FailingFiles;
using test::kNoon;
using test::TemporaryFolder;

constexpr hours kDay{24};
constexpr std::uint64_t kSize = 100;  ///< of each file

struct RetentionTest : testing::Test {
    TemporaryFolder folder;
    fs::path root = folder / "data";
    FailingFiles disk{journal::posix_files()};

    fs::path make(const fs::path& path) const {
        fs::create_directories((root / path).parent_path());
        std::ofstream(root / path) << std::string(kSize, 'x');
        return root / path;
    }
    /// A file of a run that began at `start`, with rows of `day`.
    fs::path record(UnixMicros start, std::uint32_t number, UnixMicros day,
                    Table table = Table::trades, ExchangeId exchange = ExchangeId::okx) const {
        return make(
            journal::tree_path(table, day, exchange, journal::JournalName{start, number}.stem()));
    }
    fs::path record(UnixMicros day) const { return record(day, 1, day); }
    Deletion run(config::Keep keep, UnixMicros now = kNoon, std::size_t most = 1000) {
        return delete_oldest(disk, root, keep, now, most);
    }
};

TEST_F(RetentionTest, AgeCountsWholeDays) {
    const auto old = record(kNoon - 3 * kDay);
    const auto kept = record(kNoon - 2 * kDay);
    const UnixMicros end_of_old = {(utc_day(kNoon) - 2) * kMicrosPerDay};
    const auto almost = end_of_old + kDay - std::chrono::microseconds(1);
    EXPECT_EQ(run({.age = kDay}, almost).files, 0u);
    const auto done = run({.age = kDay}, almost + std::chrono::microseconds(1));
    EXPECT_EQ(done.files, 1u);
    EXPECT_EQ(done.bytes, kSize);
    EXPECT_EQ(done.problem, "");
    EXPECT_FALSE(fs::exists(old));
    EXPECT_TRUE(fs::exists(kept));
}

TEST_F(RetentionTest, AgeIsThatOfTheRowsNotOfTheRun) {
    const auto run_start = kNoon - 90 * kDay;
    const auto young = record(run_start, 2'000, kNoon - kDay);
    record(run_start, 1, kNoon - 90 * kDay);
    EXPECT_EQ(run({.age = 30 * kDay}).files, 1u);
    EXPECT_TRUE(fs::exists(young));
}

TEST_F(RetentionTest, SizeTakesTheOldestOverAllTablesAndVenues) {
    const auto oldest = record(kNoon - 5 * kDay, 9, kNoon - 3 * kDay, Table::raw);
    const auto second = record(kNoon - 4 * kDay, 1, kNoon - 3 * kDay);
    const auto third =
        record(kNoon - 4 * kDay, 2, kNoon - 3 * kDay, Table::bbo, ExchangeId::deribit);
    const auto last = record(kNoon - 5 * kDay, 10, kNoon - 2 * kDay);
    EXPECT_EQ(run({.bytes = 4 * kSize}).files, 0u);
    EXPECT_EQ(run({.bytes = 4 * kSize - 1}).files, 1u);
    EXPECT_FALSE(fs::exists(oldest));
    const auto done = run({.bytes = kSize});
    EXPECT_EQ(done.files, 2u);
    EXPECT_EQ(done.bytes, 2 * kSize);
    EXPECT_FALSE(fs::exists(second));
    EXPECT_FALSE(fs::exists(third));
    EXPECT_TRUE(fs::exists(last));
}

TEST_F(RetentionTest, FilesOfThePresentDayStayWhateverTheirSize) {
    const auto midnight = UnixMicros{utc_day(kNoon) * kMicrosPerDay};
    const auto today = record(midnight);
    const auto tomorrow = record(midnight + kDay);
    record(midnight - hours(1));
    EXPECT_EQ(run({.age = kDay, .bytes = 1}).files, 1u);
    EXPECT_TRUE(fs::exists(today));
    EXPECT_TRUE(fs::exists(tomorrow));
}

TEST_F(RetentionTest, ARoundIsBoundedAndTheNextGoesOn) {
    for (int i = 1; i <= 5; ++i) record(kNoon - i * kDay);
    EXPECT_EQ(run({.bytes = 1}, kNoon, 2).files, 2u);
    EXPECT_EQ(recorded_files(root).size(), 3u);
    EXPECT_EQ(recorded_files(root).front().day, utc_day(kNoon) - 3);
    EXPECT_EQ(run({.bytes = 1}, kNoon, 2).files, 2u);
    EXPECT_EQ(run({.bytes = 1}, kNoon, 2).files, 1u);
}

TEST_F(RetentionTest, EmptiedFoldersGoAndOthersStay) {
    const auto old = kNoon - 9 * kDay;
    const auto alone = record(old);
    const auto beside = record(old, 1, old, Table::bbo);
    make(fs::relative(beside.parent_path(), root) / "notes.txt");
    const auto deribit = record(old, 1, old, Table::raw, ExchangeId::deribit);
    const auto kept = record(old, 1, kNoon, Table::trades);
    EXPECT_EQ(run({.age = kDay}).files, 3u);
    EXPECT_FALSE(fs::exists(alone.parent_path().parent_path())) << "the day";
    EXPECT_TRUE(fs::exists(root / "trades"));
    EXPECT_TRUE(fs::exists(kept));
    EXPECT_TRUE(fs::exists(beside.parent_path() / "notes.txt"));
    EXPECT_FALSE(fs::exists(deribit.parent_path().parent_path()));
}

TEST_F(RetentionTest, WhatHasNotOurNameAndPlaceIsLeftAlone) {
    const std::string venue = "trades/date=2020-01-02/venue=okx/";
    const std::string name = "20200102T000000Z-0001";
    const std::vector<std::string> foreign = {
        "exchanges.parquet",
        "_journal/" + name + ".journal",
        "_journal/trades/date=2020-01-02/venue=okx/" + name + ".parquet",
        "prices/date=2020-01-02/venue=okx/" + name + ".parquet",
        "trades/" + name + ".parquet",
        "trades/date=2020-01-02/" + name + ".parquet",
        "trades/date=2020-1-2/venue=okx/" + name + ".parquet",
        "trades/date=2020-02-31/venue=okx/" + name + ".parquet",
        "trades/date=2020-01-02x/venue=okx/" + name + ".parquet",
        "trades/day=2020-01-02/venue=okx/" + name + ".parquet",
        "trades/date=2020-01-02/market=okx/" + name + ".parquet",
        venue + "deeper/" + name + ".parquet",
        venue + name + ".parquet.bak",
        venue + name + ".csv",
        venue + "20200102T000000Z-1.parquet",
        venue + "x" + name + ".parquet",
        venue + "mine.parquet",
    };
    for (const auto& path : foreign) make(path);
    fs::create_directory(root / (venue + "20200102T000000Z-0002.parquet"));
    const auto ours = make(venue + name + ".parquet");
    EXPECT_EQ(run({.age = kDay, .bytes = 1}).files, 1u);
    EXPECT_FALSE(fs::exists(ours));
    for (const auto& path : foreign) EXPECT_TRUE(fs::exists(root / path)) << path;
    EXPECT_TRUE(fs::exists(root / (venue + "20200102T000000Z-0002.parquet")));
}

TEST_F(RetentionTest, LinksAreNeitherFollowedNorDeleted) {
    const auto old = kNoon - 9 * kDay;
    const auto elsewhere = folder / "elsewhere";
    const auto precious = elsewhere / fs::relative(record(old), root);
    fs::rename(root, elsewhere);  // a whole tree beside the target
    const auto day = precious.parent_path().parent_path();
    fs::create_directories(root / "raw");
    fs::create_directories(root / "bbo/date=2020-01-02");
    fs::create_directories(root / "gaps/date=2020-01-02/venue=okx");
    const std::vector<std::pair<fs::path, fs::path>> links = {
        {elsewhere / "trades", root / "trades"},
        {day, root / "raw" / day.filename()},
        {precious.parent_path(), root / "bbo/date=2020-01-02/venue=okx"},
        {precious, root / "gaps/date=2020-01-02/venue=okx" / precious.filename()},
    };
    for (const auto& [to, at] : links) fs::create_symlink(to, at);
    EXPECT_EQ(recorded_files(root).size(), 0u);
    EXPECT_EQ(run({.age = kDay, .bytes = 1}).files, 0u);
    EXPECT_TRUE(fs::exists(precious));
    for (const auto& [to, at] : links) EXPECT_TRUE(fs::is_symlink(at)) << at;
}

TEST_F(RetentionTest, WhatCannotBeDeletedIsSaidAndNothingGoesInItsPlace) {
    const auto old = record(kNoon - 3 * kDay);
    record(kNoon - 2 * kDay);
    disk.refuses_remove = true;
    const auto done = run({.bytes = kSize});
    EXPECT_EQ(done.files, 0u);
    EXPECT_EQ(done.bytes, 0u);
    EXPECT_NE(done.problem.find(old.string()), std::string::npos) << done.problem;
    EXPECT_EQ(recorded_files(root).size(), 2u);
}

TEST_F(RetentionTest, TargetThatIsNotThereHasNothingToDelete) {
    EXPECT_EQ(run({.age = kDay, .bytes = 1}).files, 0u);
}

struct RetentionOfARecording : RetentionTest {
    RecordingOptions options;
    RetentionOfARecording() {
        options.target = root;
        options.convert = false;
        options.min_free = 0;
    }
};

TEST_F(RetentionOfARecording, DeletesAndCountsWhileItRecords) {
    const auto old = record({0});
    options.keep.age = 30 * kDay;
    const auto recording = Recording::open(options);
    ASSERT_TRUE(recording) << recording.error().message;
    const auto& statistics = (*recording)->statistics();
    while (statistics.deleted_bytes.value() == 0) std::this_thread::yield();
    EXPECT_EQ(statistics.deleted_files.value(), 1u);
    EXPECT_EQ(statistics.deleted_bytes.value(), kSize);
    EXPECT_FALSE(fs::exists(old));
}

TEST_F(RetentionOfARecording, WithoutLimitsAndInASingleFileNothingGoes) {
    const auto old = record({0});
    { ASSERT_TRUE(Recording::open(options)); }
    options.keep.age = 30 * kDay;
    options.target = root / "x.parquet";
    { ASSERT_TRUE(Recording::open(options)); }
    EXPECT_TRUE(fs::exists(old));
}

}  // namespace
}  // namespace mdc::sinks
