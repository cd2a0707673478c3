#include "mdc/sinks/recording/recording.hpp"

#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "mdc/journal/lock.hpp"

#include "tests/support/batches.hpp"
#include "tests/support/storage/failing_files.hpp"
#include "tests/support/storage/recorded.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::sinks {
namespace {

namespace fs = std::filesystem;
using Kind = RecordingEvent::Kind;
using test::FailingFiles;
using test::kNoon;
using test::RowBook;
using test::SampleBatches;
using test::TemporaryFolder;

struct RecordingTest : testing::Test {
    TemporaryFolder folder;
    fs::path target = folder / "data";
    fs::path journals = target / "_journal";
    SampleBatches samples{1};
    RowBook written;
    std::vector<RecordingEvent> events;
    RecordingOptions options;
    RecordingHooks hooks;

    RecordingTest() {
        options.target = target;
        options.convert = false;
        options.min_free = 0;
        hooks.on_event = [this](const RecordingEvent& event) { events.push_back(event); };
    }
    std::unique_ptr<Recording> open() {
        auto recording = Recording::open(options, hooks);
        EXPECT_TRUE(recording) << recording.error().message;
        return std::move(*recording);
    }
    void write(Recording& recording, const Batch& batch) {
        ASSERT_TRUE(recording.write(batch));
        written.add(batch);
    }
    std::size_t journal_count() const {
        std::size_t count = 0;
        for (const auto& each : fs::directory_iterator(journals)) {
            count += each.path().extension() == ".journal" ? 1 : 0;
        }
        return count;
    }
    std::size_t count_of(Kind kind) const {
        return static_cast<std::size_t>(std::count_if(
            events.begin(), events.end(), [&](const auto& each) { return each.kind == kind; }));
    }
};

TEST_F(RecordingTest, OneJournalHoldsAllTablesOfARun) {
    auto recording = open();
    for (std::size_t i = 0; i < kTableCount; ++i) {
        write(*recording, samples.make(static_cast<Table>(i), 10));
    }
    EXPECT_EQ(journal_count(), 1u);
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
    EXPECT_EQ(recording->statistics().rows.value(), 90u);
    EXPECT_EQ(recording->statistics().blocks.value(), 9u);
    EXPECT_TRUE(events.empty());
}

TEST_F(RecordingTest, WhatWasWrittenIsInTheFileWhenWriteReturns) {
    auto recording = open();
    write(*recording, samples.make(Table::trades, 10));
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, NothingWrittenLeavesNoJournal) {
    auto recording = open();
    ASSERT_TRUE(recording->on_time(kNoon));
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(journal_count(), 0u);
}

TEST_F(RecordingTest, SizeEndsAJournal) {
    options.rotate_bytes = 10'000;
    auto recording = open();
    for (int i = 0; i < 30; ++i) write(*recording, samples.make(Table::trades, 20));
    ASSERT_TRUE(recording->close());
    EXPECT_GT(journal_count(), 3u);
    EXPECT_EQ(journal_count(), recording->statistics().journals.value());
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, SpanOfReceiveTimeEndsAJournal) {
    options.rotate_span = std::chrono::minutes(10);
    auto recording = open();
    for (int minute = 0; minute < 60; minute += 5) {
        write(*recording, samples.make(Table::trades, 5, kNoon + std::chrono::minutes(minute)));
    }
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(journal_count(), 6u);
}

TEST_F(RecordingTest, QuietJournalIsClosedInTime) {
    options.rotate_span = std::chrono::minutes(10);
    auto recording = open();
    write(*recording, samples.make(Table::trades, 5));
    ASSERT_TRUE(recording->on_time(kNoon + std::chrono::hours(1)));  // any clock will do
    EXPECT_EQ(recording->statistics().journals_waiting.value(), 0u);
    ASSERT_TRUE(recording->on_time(kNoon + std::chrono::minutes(69)));
    EXPECT_EQ(recording->statistics().journals_waiting.value(), 0u);
    ASSERT_TRUE(recording->on_time(kNoon + std::chrono::minutes(70)));
    EXPECT_EQ(recording->statistics().journals_waiting.value(), 1u);
}

TEST_F(RecordingTest, MidnightOfReceiveTimeEndsAJournalEvenInsideABatch) {
    const UnixMicros midnight = {(utc_day(kNoon) + 1) * kMicrosPerDay};
    auto recording = open();
    write(*recording, samples.make(Table::trades, 10, midnight - std::chrono::milliseconds(4)));
    // A late row of the day before does not turn back.
    write(*recording, samples.make(Table::bbo, 2, midnight - std::chrono::milliseconds(2)));
    write(*recording, samples.make(Table::bbo, 2, midnight + std::chrono::seconds(1)));
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(journal_count(), 2u);
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, SingleFileNeverRotates) {
    options.target = folder / "x.parquet";
    options.rotate_bytes = 1000;
    options.feeds = {Table::trades};
    auto recording = open();
    for (int day = 0; day < 3; ++day) {
        write(*recording, samples.make(Table::trades, 50, kNoon + std::chrono::hours(24 * day)));
        ASSERT_TRUE(recording->on_time(kNoon + std::chrono::hours(24 * day)));
    }
    ASSERT_TRUE(recording->close());
    journals = folder / "_x.parquet.journal";
    EXPECT_EQ(journal_count(), 1u);
}

TEST_F(RecordingTest, SecondRecorderIsRefusedNamingThePid) {
    const auto first = open();
    const auto second = Recording::open(options, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::target);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
}

TEST_F(RecordingTest, NextRunKnowsTheHighestIdOfTheOneBefore) {
    {
        auto recording = open();
        EXPECT_EQ(recording->remembered().highest_id, 0);
        write(*recording, samples.make(Table::trades, 10));
    }
    EXPECT_EQ(open()->remembered().highest_id, samples.next_id() - 1);
}

TEST_F(RecordingTest, NextRunKnowsWhetherTheOneBeforeEnded) {
    const auto opened = utc_now();
    const auto at = opened + std::chrono::hours(1);
    {
        auto recording = open();
        EXPECT_FALSE(recording->remembered().crashed);
        write(*recording, *test::trades({{"BTCUSDT", at.value}}));
    }
    {
        auto recording = open();
        const auto crashed = recording->remembered().crashed.value();
        EXPECT_EQ(crashed.end_of(ExchangeId::binance_spot, Feed::trades, "BTCUSDT"), at);
        EXPECT_GE(crashed.opened, opened);
        EXPECT_LT(crashed.opened, at);
        write(*recording, samples.make(Table::trades, 10, at));
        ASSERT_TRUE(recording->close());
        EXPECT_EQ(journal_count(), 2u) << "a journal that stays is no crash";
    }
    EXPECT_FALSE(open()->remembered().crashed);
}

TEST_F(RecordingTest, RunThatWasGivenUpBeforeItsFirstRowDidNotCrash) {
    open();
    EXPECT_FALSE(open()->remembered().crashed);
    write(*open(), samples.make(Table::trades, 10));
    open();
    ASSERT_TRUE(open()->close());
    EXPECT_TRUE(open()->remembered().crashed) << "but the one before them did";
}

TEST_F(RecordingTest, RunThatWasGivenUpLeavesNothingBesideASingleFile) {
    options.target = folder / "x.parquet";
    open();
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_F(RecordingTest, RunWhoseLastRowsFoundNoRoomDidNotEnd) {
    FailingFiles disk(journal::posix_files());
    options.files = &disk;
    {
        auto recording = open();
        disk.room = 0;
        ASSERT_TRUE(recording->write(samples.make(Table::trades, 20)));
        ASSERT_FALSE(recording->close());
    }
    disk.room = 1u << 30;
    EXPECT_TRUE(open()->remembered().crashed);
}

TEST_F(RecordingTest, OpenJournalIsLockedAndAClosedOneIsNot) {
    options.rotate_bytes = 1;
    auto recording = open();
    write(*recording, samples.make(Table::trades, 10));
    options.rotate_bytes = 1u << 30;
    const auto first = *fs::directory_iterator(journals);
    EXPECT_TRUE(journal::Lock::try_file(first.path()).holds());
    recording.reset();
    recording = open();
    write(*recording, samples.make(Table::trades, 10));
    for (const auto& each : fs::directory_iterator(journals)) {
        if (each.path().extension() != ".journal") continue;
        EXPECT_EQ(journal::Lock::try_file(each.path()).holds(), each.path() == first.path());
    }
}

TEST_F(RecordingTest, SyncsInTimeAndTellsHowLongItTook) {
    std::atomic<int> told = 0;
    std::atomic<bool> is_in_order = true;
    options.sync_every = std::chrono::milliseconds(1);
    hooks.on_synced = [&](std::uint64_t t_written, std::uint64_t t_synced) {
        is_in_order = is_in_order && t_written != 0 && t_written <= t_synced;
        ++told;
    };
    auto recording = open();
    for (int i = 0; i < 3; ++i) {
        const int before = told;
        write(*recording, samples.make(Table::trades, 10));
        while (told == before) std::this_thread::yield();
    }
    EXPECT_TRUE(is_in_order);
    EXPECT_GE(recording->statistics().syncs.value(), 3u);
}

TEST_F(RecordingTest, FailedSyncIsTold) {
    FailingFiles disk(journal::posix_files());
    options.files = &disk;
    options.sync_every = std::chrono::hours(1);
    auto recording = open();
    write(*recording, samples.make(Table::trades, 10));
    disk.refuses_sync = true;
    const auto closed = recording->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().kind, ErrorKind::disk);
    EXPECT_EQ(recording->statistics().sync_failures.value(), 1u);
}

TEST_F(RecordingTest, FullDiskHoldsRowsInOrderAndWritesThemOnceWhenThereIsRoom) {
    FailingFiles disk(journal::posix_files());
    options.files = &disk;
    options.retry_every = std::chrono::milliseconds(0);
    auto recording = open();
    for (int round = 0; round < 20; ++round) {
        disk.room = samples.random()() % 5'000;
        for (int i = 0; i < 5; ++i) {
            write(*recording, samples.make(Table::trades, 20));
            ASSERT_TRUE(recording->on_time(kNoon));
        }
    }
    EXPECT_GT(count_of(Kind::disk_failed), 0u);
    EXPECT_GT(recording->statistics().held_bytes.value(), 0u);
    disk.room = 1u << 30;
    ASSERT_TRUE(recording->on_time(kNoon));
    EXPECT_EQ(recording->statistics().held_bytes.value(), 0u);
    EXPECT_EQ(count_of(Kind::disk_recovered), count_of(Kind::disk_failed));
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
    EXPECT_EQ(recording->statistics().rows.value(), written.size());
}

TEST_F(RecordingTest, MemoryForHeldRowsIsBoundedAndRefusalIsSaid) {
    FailingFiles disk(journal::posix_files());
    options.files = &disk;
    options.held_bytes = 100'000;
    auto recording = open();
    disk.room = 0;
    std::uint64_t refused = 0;
    for (int i = 0; i < 100; ++i) {
        const auto batch = samples.make(Table::trades, 20);
        const auto done = recording->write(batch);
        if (done) {
            written.add(batch);
        } else {
            EXPECT_EQ(done.error().kind, ErrorKind::disk);
            EXPECT_TRUE(done.error().is_retryable);
            refused += 20;
        }
    }
    EXPECT_GT(refused, 0u);
    EXPECT_LE(recording->statistics().held_bytes.value(), 100'000u);
    EXPECT_EQ(recording->statistics().refused_rows.value(), refused);
    EXPECT_EQ(count_of(Kind::disk_failed), 1u);
    disk.room = 1u << 30;
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, BatchAcrossMidnightIsTakenWholeOrNotAtAll) {
    const UnixMicros midnight = {(utc_day(kNoon) + 1) * kMicrosPerDay};
    FailingFiles disk(journal::posix_files());
    options.files = &disk;
    options.held_bytes = 100'000;
    options.retry_every = std::chrono::milliseconds(0);
    auto recording = open();
    // 79 rows of the first day and one of the second, for which there is room at the end.
    const auto next = [&] {
        return samples.make(Table::trades, 80, midnight - std::chrono::milliseconds(79));
    };
    disk.room = 0;
    auto batch = next();
    while (recording->write(batch)) {
        written.add(batch);
        batch = next();
    }
    const auto refused = recording->write(batch);  // as who still has it tries again
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is_retryable);
    EXPECT_EQ(recording->statistics().refused_rows.value(), 80u) << "the same rows count once";
    disk.room = 1u << 30;
    ASSERT_TRUE(recording->on_time(kNoon));
    write(*recording, batch);
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, BatchWhoseSecondDayFindsNoRoomIsTakenHoweverLittleMayBeHeld) {
    const UnixMicros midnight = {(utc_day(kNoon) + 1) * kMicrosPerDay};
    FailingFiles disk(journal::posix_files());
    options.files = &disk;
    options.held_bytes = 0;
    auto recording = open();
    write(*recording, samples.make(Table::trades, 20, midnight - std::chrono::seconds(1)));
    disk.room = 4'000;  // enough for one day of the next
    write(*recording, samples.make(Table::trades, 40, midnight - std::chrono::milliseconds(20)));
    EXPECT_LT(recording->statistics().rows.value(), 60u);
    EXPECT_FALSE(recording->write(samples.make(Table::trades, 1, midnight)));
    disk.room = 1u << 30;
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, RowsThatNeverFoundRoomAreAnErrorAtTheEnd) {
    FailingFiles disk(journal::posix_files());
    options.files = &disk;
    auto recording = open();
    disk.room = 0;
    ASSERT_TRUE(recording->write(samples.make(Table::trades, 20)));
    EXPECT_EQ(recording->lost_rows(), 0u);
    const auto closed = recording->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().kind, ErrorKind::disk);
    EXPECT_EQ(recording->lost_rows(), 20u);
}

TEST_F(RecordingTest, FailingConverterLeavesTheJournalAndRecordingGoesOn) {
    options.convert = true;
    options.converter = "/bin/false";
    options.rotate_bytes = 1;
    auto recording = open();
    write(*recording, samples.make(Table::trades, 10));
    while (count_of(Kind::conversion_failed) == 0) ASSERT_TRUE(recording->on_time(kNoon));
    write(*recording, samples.make(Table::trades, 10));
    ASSERT_TRUE(recording->close()) << "journals that stay are no error";
    EXPECT_EQ(recording->left_journals().size(), 2u);
    EXPECT_EQ(recording->statistics().conversion_failures.value(), 3u) << "one more try at the end";
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, ConverterThatCannotBeStartedIsAFailedConversion) {
    options.convert = true;
    options.converter = "/nowhere/mdc-parquet";
    auto recording = open();
    write(*recording, samples.make(Table::trades, 10));
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(count_of(Kind::conversion_failed), 1u);
    EXPECT_EQ(recording->left_journals().size(), 1u);
}

TEST_F(RecordingTest, SlowConverterIsLeftAtTheDeadlineOrWhenAbandoned) {
    std::ofstream(folder / "slow") << "#!/bin/sh\nexec sleep 1000\n";
    fs::permissions(folder / "slow", fs::perms::owner_all);
    const std::atomic<bool> abandon = true;
    for (const bool is_abandoned : {false, true}) {
        options.convert = true;
        options.converter = folder / "slow";
        options.is_interactive = is_abandoned;
        options.abandon = is_abandoned ? &abandon : nullptr;
        options.stop_within = std::chrono::milliseconds(50);
        auto recording = open();
        write(*recording, samples.make(Table::trades, 10));
        ASSERT_TRUE(recording->close());
        EXPECT_FALSE(recording->left_journals().empty());
    }
    EXPECT_EQ(test::rows_of_journals(journals).difference_to(written), "");
}

TEST_F(RecordingTest, LittleFreeSpaceIsSaidOnce) {
    options.min_free = std::numeric_limits<std::uint64_t>::max();
    auto recording = open();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(recording->on_time(kNoon));
    EXPECT_EQ(count_of(Kind::low_space), 1u);
    EXPECT_GT(recording->statistics().free_bytes.value(), 0u);
}

TEST_F(RecordingTest, UnwritableTargetIsRefused) {
    std::ofstream(folder / "file") << "no folder";
    options.target = folder / "file";
    const auto recording = Recording::open(options, {});
    ASSERT_FALSE(recording);
    EXPECT_EQ(recording.error().kind, ErrorKind::target);
}

}  // namespace
}  // namespace mdc::sinks
