#include <fstream>
#include <sys/mount.h>

#include <gtest/gtest.h>

#include "mdc/journal/recover.hpp"
#include "mdc/journal/target.hpp"
#include "mdc/sinks/recording/recording.hpp"

#include "tests/support/storage/power_cut_files.hpp"
#include "tests/support/storage/recorded.hpp"
#include "tests/support/storage/temporary_folder.hpp"

// The recording sink with the real converter.

namespace mdc {
namespace {

namespace fs = std::filesystem;
using sinks::Recording;
using test::kNoon;
using test::RowBook;
using test::SampleBatches;
using test::TemporaryFolder;

struct StorageRecord : testing::Test {
    TemporaryFolder folder;
    fs::path target = folder / "data";
    SampleBatches samples{1};
    RowBook written;
    sinks::RecordingOptions options;
    sinks::RecordingHooks hooks;
    std::vector<sinks::RecordingEvent> events;

    void SetUp() override {
        options.converter = test::built_program("mdc-parquet");
        if (options.converter.empty()) GTEST_SKIP() << "mdc-parquet was not built";
        options.target = target;
        options.min_free = 0;
        options.is_interactive = true;  // convert to the end
        hooks.on_event = [this](const sinks::RecordingEvent& event) { events.push_back(event); };
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
};

TEST_F(StorageRecord, EveryTableIsInParquetWhenTheSinkIsClosed) {
    options.rotate_bytes = 30'000;
    std::uint64_t done = 0, total = 0;
    hooks.on_progress = [&](std::uint64_t now, std::uint64_t of) {
        EXPECT_LE(now, of);
        done = now;
        total = of;
    };
    auto recording = open();
    for (std::size_t i = 0; i < 3 * kTableCount; ++i) {
        write(*recording, samples.make(static_cast<Table>(i % kTableCount), 50));
    }
    ASSERT_TRUE(recording->close());
    EXPECT_TRUE(recording->left_journals().empty());
    EXPECT_EQ(test::rows_of_tables(target).difference_to(written), "");
    const auto& statistics = recording->statistics();
    EXPECT_EQ(statistics.converted_rows.value(), written.size());
    EXPECT_EQ(statistics.conversions.value(), statistics.journals.value());
    EXPECT_GT(statistics.conversions.value(), 1u);
    EXPECT_EQ(done, total);
    EXPECT_GT(total, 0u);
    for (const auto& event : events) {
        EXPECT_EQ(event.kind, sinks::RecordingEvent::Kind::converted) << event.text;
    }
}

TEST_F(StorageRecord, ClosedJournalsAreConvertedWhileRecordingGoesOn) {
    options.rotate_bytes = 1;
    auto recording = open();
    write(*recording, samples.make(Table::trades, 50));
    while (recording->statistics().conversions.value() == 0) {
        ASSERT_TRUE(recording->on_time(kNoon));
    }
    EXPECT_EQ(test::rows_of_tables(target).difference_to(written), "");
}

TEST_F(StorageRecord, NextRunConvertsWhatACrashLeftBehind) {
    {
        auto crashed = open();
        write(*crashed, samples.make(Table::trades, 50));
    }  // destroyed without close(): the journal stays as a crash leaves it
    {
        const auto journal = *fs::directory_iterator(target / "_journal");
        std::ofstream(target / "_journal" / journal.path().filename(), std::ios::app);
    }
    auto recording = open();
    EXPECT_EQ(recording->remembered().highest_id, samples.next_id() - 1);
    EXPECT_TRUE(recording->remembered().crashed);
    write(*recording, samples.make(Table::trades, 50));
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_tables(target).difference_to(written), "");
}

TEST_F(StorageRecord, OneFeedIntoOneFile) {
    options.target = folder / "x.parquet";
    options.feeds = {Table::trades};
    auto recording = open();
    write(*recording, samples.make(Table::trades, 50));
    EXPECT_FALSE(fs::exists(options.target)) << "it comes when it is whole";
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_tables(options.target).difference_to(written), "");
    EXPECT_FALSE(fs::exists(folder / "_x.parquet.journal"));
    const auto again = Recording::open(options, {});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::target);
}

TEST_F(StorageRecord, SingleFileOfACrashedRunIsRecovered) {
    options.target = folder / "x.parquet";
    options.feeds = {Table::trades, Table::bbo};
    {
        auto crashed = open();
        write(*crashed, samples.make(Table::trades, 50));
    }
    journal::RecoverOptions recovery;
    recovery.converter = options.converter;
    recovery.target = folder.path();  // the directory that it lies in will do, too
    const auto report = journal::recover(recovery);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->journals.size(), 1u);
    EXPECT_FALSE(report->has_findings());
    EXPECT_EQ(test::rows_of_tables(folder / "x.trades.parquet").difference_to(written), "");
    EXPECT_TRUE(fs::exists(folder / "x.bbo.parquet"));
    EXPECT_FALSE(fs::exists(folder / "_x.parquet.journal"));
}

TEST_F(StorageRecord, RecoverySaysWhatWasTornAndRemovesTemporaries) {
    {
        auto crashed = open();
        write(*crashed, samples.make(Table::trades, 50));
    }
    for (const auto& each : fs::directory_iterator(target / "_journal")) {
        if (each.path().extension() != ".journal") continue;
        std::ofstream(each.path(), std::ios::app) << "half a block";
    }
    std::ofstream(target / "_journal/20200101T000000Z-0001.0.tmp") << "half a file";
    journal::RecoverOptions recovery;
    recovery.target = target;
    recovery.converter = options.converter;
    const auto report = journal::recover(recovery);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->journals.size(), 1u);
    EXPECT_EQ(report->journals.front().outcome, journal::RecoveredJournal::Outcome::torn);
    EXPECT_EQ(report->journals.front().cut_bytes, 12u);
    EXPECT_EQ(report->journals.front().rows, 50u);
    EXPECT_TRUE(report->has_findings());
    EXPECT_EQ(report->removed.size(), 1u);
    EXPECT_EQ(test::rows_of_tables(target).difference_to(written), "");
}

TEST_F(StorageRecord, RecoveryLeavesALivingRecorderAlone) {
    auto recording = open();
    write(*recording, samples.make(Table::trades, 50));
    journal::RecoverOptions recovery;
    recovery.target = target;
    recovery.converter = options.converter;
    const auto report = journal::recover(recovery);
    ASSERT_TRUE(report);
    ASSERT_EQ(report->journals.size(), 1u);
    EXPECT_EQ(report->journals.front().outcome, journal::RecoveredJournal::Outcome::in_use);
    EXPECT_FALSE(report->has_findings());
    write(*recording, samples.make(Table::trades, 50));
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_tables(target).difference_to(written), "");
}

TEST_F(StorageRecord, RecoveryOfWhatIsNoRecordingIsATargetError) {
    journal::RecoverOptions recovery;
    recovery.target = folder.path();
    recovery.converter = options.converter;
    const auto report = journal::recover(recovery);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::target);
}

/// The state after a power cut and a recovery says what rows_of_tables() had found: that the run
/// ended, and then all rows are there, or what the last row of each stream is.
void expect_true_state(const fs::path& target, const RowBook& rows, const RowBook& written) {
    const auto state = journal::read_state(target / "_journal");
    ASSERT_TRUE(state) << state.error().message;
    const auto crashed = state->crashed();
    if (state->last_start == UnixMicros{}) {
        EXPECT_EQ(rows.size(), 0u) << "the run had not begun";
    } else if (!crashed) {
        EXPECT_EQ(rows.missing_of(written), "") << "though the run ended";
    } else {
        journal::StreamEnds ends;
        if (rows.size() > 0) {
            auto exported = journal::Reader::open(target.string() + ".exported").value();
            while (const auto batch = exported.next()) ends.add(*batch);
        }
        EXPECT_EQ(crashed->ends, ends);
    }
}

TEST_F(StorageRecord, PowerCutAtAnyStepOfARunIsRecovered) {
    test::PowerCutFiles disk(journal::posix_files(), target);
    fs::create_directories(target);
    options.files = &disk;
    options.convert = false;
    options.rotate_bytes = 6'000;
    options.sync_every = std::chrono::hours(1);  // so only the end of a journal syncs it
    std::vector<std::pair<std::size_t, RowBook>> safe = {{0, {}}};
    const auto first_row = utc_now() + std::chrono::hours(1);  // behind the opening
    {
        auto recording = open();
        for (int i = 0; i < 20; ++i) {
            const auto syncs = recording->statistics().syncs.value();
            const auto at = first_row + std::chrono::seconds(i);
            write(*recording, samples.make(i % 2 == 0 ? Table::trades : Table::bbo, 10, at));
            if (recording->statistics().syncs.value() != syncs) {
                safe.emplace_back(disk.steps(), written);
            }
        }
        ASSERT_TRUE(recording->close());
        safe.emplace_back(disk.steps(), written);
    }
    ASSERT_GT(safe.size(), 3u);
    std::mt19937_64 random(7);
    const auto after = folder / "after";
    for (std::size_t steps = 0; steps <= disk.steps(); steps += 2) {
        const auto survival = static_cast<test::Survival>(random() % 3);
        disk.rebuild(steps, random() % 4'000, after, survival, random);
        if (!fs::exists(after / "_journal")) continue;
        journal::RecoverOptions recovery;
        recovery.target = after;
        recovery.converter = options.converter;
        const auto report = journal::recover(recovery);
        ASSERT_TRUE(report) << report.error().message;
        const auto rows = test::rows_of_tables(after);
        const RowBook* is_safe = &safe.front().second;
        for (const auto& [from, book] : safe) {
            if (from <= steps) is_safe = &book;
        }
        ASSERT_EQ(rows.missing_of(*is_safe), "") << "after step " << steps;
        ASSERT_EQ(rows.strangers_to(written), "") << "after step " << steps;
        ASSERT_NO_FATAL_FAILURE(expect_true_state(after, rows, written));
    }
    disk.rebuild(disk.steps(), 0, after, test::Survival::only_synced, random);
    EXPECT_FALSE(journal::read_state(after / "_journal")->crashed()) << "it was closed";
}

/// A real disk of two megabytes, where we may mount one.
struct SmallDisk {
    TemporaryFolder folder;
    bool is_mounted = ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=2m") == 0;
    ~SmallDisk() {
        if (is_mounted) ::umount2(folder.path().c_str(), MNT_DETACH);
    }
};

TEST_F(StorageRecord, FullDiskStopsWritingNotRecordingAndNothingIsLostWhenThereIsRoomAgain) {
    const SmallDisk disk;
    if (!disk.is_mounted)
        GTEST_SKIP() << "no right to mount a disk; the unit test has a pretended one";
    options.target = disk.folder / "data";
    options.retry_every = std::chrono::milliseconds(0);
    options.convert = false;
    auto recording = open();
    std::ofstream(disk.folder / "ballast") << std::string(1'700'000, 'x');
    while (recording->statistics().held_bytes.value() < 500'000) {
        write(*recording, samples.make(Table::trades, 100));
        ASSERT_TRUE(recording->on_time(kNoon));
    }
    EXPECT_GT(recording->statistics().write_failures.value(), 0u);
    fs::remove(disk.folder / "ballast");
    ASSERT_TRUE(recording->on_time(kNoon));
    EXPECT_EQ(recording->statistics().held_bytes.value(), 0u);
    ASSERT_TRUE(recording->close());
    EXPECT_EQ(test::rows_of_journals(options.target / "_journal").difference_to(written), "");
}

TEST(StorageConverter, BadInputHasItsExitCode) {
    const auto program = test::built_program("mdc-parquet").string();
    if (program.empty()) GTEST_SKIP() << "mdc-parquet was not built";
    const TemporaryFolder folder;
    const auto code_of = [&](const std::string& arguments) {
        return test::exit_code_of(program + " " + arguments + " >/dev/null 2>" +
                                  (folder / "err").string());
    };
    EXPECT_EQ(code_of("--help"), 0);
    EXPECT_EQ(code_of(""), 2);
    EXPECT_EQ(code_of("frobnicate x"), 2);
    EXPECT_EQ(code_of("convert x"), 2);
    EXPECT_EQ(code_of("head x --rows many"), 2);
    EXPECT_EQ(code_of("rows /nowhere/at/all"), 3);
    std::ofstream(folder / "no.parquet") << "no";
    EXPECT_EQ(code_of("rows " + (folder / "no.parquet").string()), 1);
    EXPECT_EQ(code_of("export " + folder.path().string() + " --journal " + (folder / "j").string()),
              0);
    EXPECT_EQ(code_of("export " + folder.path().string() + " --journal " + (folder / "j").string()),
              3);
}

}  // namespace
}  // namespace mdc
