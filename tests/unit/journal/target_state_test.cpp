#include <fstream>

#include <gtest/gtest.h>

#include "mdc/journal/target.hpp"
#include "mdc/journal/writer.hpp"

#include "tests/support/storage/sample_batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"

// What a target remembers over restarts.

namespace mdc::journal {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::kNoon;
using test::SampleBatches;
using test::TemporaryFolder;

Result<void> raise(const fs::path& journals, const TargetState& least) {
    return raise_state(posix_files(), journals, least);
}

TEST(TargetState, HighestIdIsThatOfJournalsAndState) {
    const TemporaryFolder folder;
    SampleBatches samples(1, 5'000);
    {
        const auto open = open_target(posix_files(), folder / "data", kNoon);
        auto writer = Writer::create(posix_files(), open->paths.journal({open->start, 1}), {});
        ASSERT_TRUE(writer->append(samples.make(Table::trades, 10)));
    }
    EXPECT_EQ(open_target(posix_files(), folder / "data", kNoon)->highest_id, 5'009);
    const auto journals = folder / "data/_journal";
    ASSERT_TRUE(raise(journals, {.highest_id = 4'000}));
    EXPECT_EQ(read_state(journals)->highest_id, 5'009);
    ASSERT_TRUE(raise(journals, {.highest_id = 6'000}));
    EXPECT_EQ(read_state(journals)->highest_id, 6'000);
    ASSERT_TRUE(raise(journals, {.highest_id = 5'500})) << "never lowers";
    EXPECT_EQ(read_state(journals)->highest_id, 6'000);
}

TEST(TargetState, TornJournalStillTellsTheIdsOfItsWholeBlocks) {
    const TemporaryFolder folder;
    SampleBatches samples(1, 100);
    const auto path = folder / "data/_journal" / (JournalName{kNoon, 1}.stem() + ".journal");
    fs::create_directories(path.parent_path());
    std::uint64_t size = 0;
    {
        auto writer = Writer::create(posix_files(), path, {});
        ASSERT_TRUE(writer->append(samples.make(Table::trades, 10)));
        size = writer->size();
        ASSERT_TRUE(writer->append(samples.make(Table::trades, 10)));
    }
    fs::resize_file(path, size + 3);
    EXPECT_EQ(read_state(path.parent_path())->highest_id, 109);
}

TEST(TargetState, DamagedStateIsSaidAndNotOverwritten) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "data/_journal");
    for (const auto* text :
         {"", "mdc_state 1\nhighest_id x\n", "mdc_state 1\nhighest_id 5\nlast_start 6\n",
          "mdc_state 2\nhighest_id 5\nlast_seen 6\nlast_start 7\nlast_stop 8\n"}) {
        std::ofstream(folder / "data/_journal/state") << text;
        const auto open = open_target(posix_files(), folder / "data", kNoon);
        ASSERT_FALSE(open) << text;
        EXPECT_EQ(open.error().kind, ErrorKind::malformed);
    }
}

/// Runs into one target; each is dropped as a crash drops it, unless it is ended.
struct TargetRuns : testing::Test {
    TemporaryFolder folder;
    fs::path journals = folder / "data/_journal";
    SampleBatches samples{1};

    OpenTarget open(UnixMicros now) {
        auto opened = open_target(posix_files(), folder / "data", now);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }
    /// A journal of the run with a block of ten rows for each moment, a millisecond apart.
    fs::path write(const OpenTarget& run, std::uint32_t number,
                   std::initializer_list<UnixMicros> moments) {
        const auto path = run.paths.journal({run.start, number});
        auto writer = Writer::create(posix_files(), path, {.run_start = run.start, .version = ""});
        for (const auto at : moments) {
            EXPECT_TRUE(writer->append(samples.make(Table::trades, 10, at)));
        }
        return path;
    }
    /// When the last run crashed, as the next one is told.
    std::optional<UnixMicros> next(UnixMicros now) { return open(now).crashed_at; }
};

TEST_F(TargetRuns, OneThatEndedDidNotCrashThoughItsJournalStays) {
    {
        const auto run = open(kNoon);
        EXPECT_FALSE(run.crashed_at) << "a fresh target";
        write(run, 1, {kNoon});
        ASSERT_TRUE(note_end(posix_files(), run));
    }
    EXPECT_FALSE(next(kNoon + hours(1)));
}

TEST_F(TargetRuns, OneThatDidNotEndCrashedAtItsLastRow) {
    {
        const auto run = open(kNoon);
        write(run, 1, {kNoon + hours(1)});
        write(run, 2, {kNoon + hours(3), kNoon + hours(2)});
        write(run, 3, {});
    }
    EXPECT_EQ(next(kNoon + hours(9)), kNoon + hours(3) + milliseconds(9));
}

TEST_F(TargetRuns, OneWithoutARowCrashedAtItsOpening) {
    const auto at = kNoon + milliseconds(1'500);
    open(at);
    EXPECT_EQ(next(kNoon + hours(1)), at);
}

TEST_F(TargetRuns, OneWithoutARowBehindACrashLeavesThatOneKnown) {
    write(open(kNoon), 1, {kNoon + hours(1)});
    EXPECT_EQ(next(kNoon + hours(2)), kNoon + hours(1) + milliseconds(9));
    EXPECT_EQ(next(kNoon + hours(3)), kNoon + hours(1) + milliseconds(9));
    {
        const auto run = open(kNoon + hours(4));
        ASSERT_TRUE(note_end(posix_files(), run));
    }
    EXPECT_FALSE(next(kNoon + hours(5)));
    EXPECT_EQ(next(kNoon + hours(6)), kNoon + hours(5)) << "the one behind the one that ended";
}

TEST_F(TargetRuns, RowsBehindDamageDoNotCount) {
    fs::path path;
    {
        const auto run = open(kNoon);
        path = write(run, 1, {kNoon + hours(1), kNoon + hours(2)});
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x55');  // in the columns of the second block, whose header is whole
    file.close();
    EXPECT_EQ(next(kNoon + hours(9)), kNoon + hours(1) + milliseconds(9));
}

TEST_F(TargetRuns, ConvertedRowsAreKnownByTheState) {
    {
        const auto run = open(kNoon);
        fs::remove(write(run, 1, {kNoon + hours(1)}));
        ASSERT_TRUE(raise(journals, {.highest_id = 1'009, .last_seen = kNoon + hours(1)}));
        write(run, 2, {kNoon + seconds(1)});  // late rows
    }
    EXPECT_EQ(next(kNoon + hours(9)), kNoon + hours(1));
}

TEST_F(TargetRuns, ClockThatWentBackChangesNothing) {
    write(open(kNoon), 1, {kNoon + hours(1)});
    EXPECT_EQ(next(kNoon - hours(5)), kNoon + hours(1) + milliseconds(9));
}

TEST_F(TargetRuns, StateIsReadBackAsItWasRaised) {
    fs::create_directories(journals);
    const TargetState state = {5, {6}, {8}, {7}};
    ASSERT_TRUE(raise(journals, state));
    EXPECT_EQ(read_state(journals).value(), state);
    ASSERT_TRUE(raise(journals, {4, {7}, {7}, {8}}));
    EXPECT_EQ(read_state(journals).value(), (TargetState{5, {7}, {8}, {8}}));
}

}  // namespace
}  // namespace mdc::journal
