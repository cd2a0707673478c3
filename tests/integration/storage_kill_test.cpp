#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "mdc/journal/recover.hpp"
#include "mdc/sinks/recording/recording.hpp"

#include "tests/support/storage/kill_child.hpp"
#include "tests/support/storage/recorded.hpp"
#include "tests/support/storage/temporary_folder.hpp"

// A recorder is killed a hundred times at random moments, while it writes, rotates and converts,
// with its converter or without. Then everything that it had reported as written is in the tables,
// once, ids were never used again, and each run knew that the one before had not ended.

namespace mdc {
namespace {

namespace fs = std::filesystem;
using test::RowBook;
using test::SampleBatches;

constexpr int kRounds = 100;
constexpr int kMostBatches = 60;  ///< of a round; then it only converts
constexpr std::size_t kRowsOfABatch = 12;

struct Report {
    std::atomic<std::int64_t> first_id{0};  ///< 0: not ready yet
    std::atomic<bool> knew_of_a_crash{false};
    std::atomic<int> batches_written{0};
};

Batch next_batch(SampleBatches& samples, int number) {
    constexpr Table kTables[] = {Table::trades, Table::orderbook_l2, Table::bbo, Table::gaps};
    return samples.make(kTables[number % 4], kRowsOfABatch);
}

/// What the child does until it is killed.
void record(const fs::path& target, std::uint64_t seed, test::SharedReport<Report>& report) {
    sinks::RecordingOptions options;
    options.target = target;
    options.rotate_bytes = 8'000;  // every few blocks
    options.sync_every = std::chrono::milliseconds(2);
    options.min_free = 0;
    options.converter = test::built_program("mdc-parquet");
    auto recording = sinks::Recording::open(options);
    if (!recording) {
        std::fprintf(stderr, "%s\n", recording.error().message.c_str());
        ::_exit(3);
    }
    const auto remembered = (*recording)->remembered();
    report->knew_of_a_crash = remembered.crashed.has_value();
    SampleBatches samples(seed, remembered.highest_id + 1);
    report->first_id = samples.next_id();
    while (true) {
        const int number = report->batches_written;
        if (number < kMostBatches) {
            if (!(*recording)->write(next_batch(samples, number))) ::_exit(5);
            ++report->batches_written;
        }
        if (!(*recording)->on_time(test::kNoon)) ::_exit(5);
    }
}

/// Adds what the child had written; `possible` also has the batch that it may have been writing.
void add_written(std::uint64_t seed, test::SharedReport<Report>& report, RowBook& written,
                 RowBook& possible) {
    if (report->first_id == 0) return;
    SampleBatches samples(seed, report->first_id);
    for (int number = 0; number <= report->batches_written; ++number) {
        const auto batch = next_batch(samples, number);
        if (number < report->batches_written) written.add(batch);
        possible.add(batch);
    }
}

/// Recovers until no converter that outlived its recorder holds a journal any more.
journal::RecoverReport recover_all(const fs::path& target) {
    journal::RecoverOptions options;
    options.target = target;
    options.converter = test::built_program("mdc-parquet");
    while (true) {
        auto report = journal::recover(options);
        EXPECT_TRUE(report) << report.error().message;
        if (!report) return {};
        bool is_busy = false;
        for (const auto& each : report->journals) {
            using Outcome = journal::RecoveredJournal::Outcome;
            EXPECT_NE(each.outcome, Outcome::failed) << each.problem;
            EXPECT_NE(each.outcome, Outcome::damaged) << each.path;
            is_busy = is_busy || each.outcome == Outcome::in_use;
        }
        if (!is_busy) return std::move(*report);
        std::this_thread::yield();
    }
}

TEST(StorageKill, NothingThatWasWrittenIsMissingOrDoubledAfterAHundredKills) {
    if (test::built_program("mdc-parquet").empty()) GTEST_SKIP() << "mdc-parquet was not built";
    const test::TemporaryFolder folder;
    const auto target = folder / "data";
    std::mt19937_64 random(std::random_device{}());
    const auto seed = random();
    RecordProperty("seed", std::to_string(seed));
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    random.seed(seed);
    RowBook written, possible;
    int rounds_with_rows = 0;
    for (int round = 0; round < kRounds; ++round) {
        test::SharedReport<Report> report;
        const auto child_seed = random();
        test::KillChild child([&] { record(target, child_seed, report); });
        // Not before it writes in most rounds; in the others anywhere in its start.
        const bool waits = round % 8 != 0;
        const auto batches = static_cast<int>(random() % kMostBatches);
        while (waits && report->batches_written < batches && !child.has_ended()) {
            std::this_thread::yield();
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
        const int status = child.kill(random() % 2 == 0);
        ASSERT_TRUE(WIFSIGNALED(status))
            << "round " << round << ": it ended by itself with code " << WEXITSTATUS(status);
        if (rounds_with_rows > 0 && report->first_id != 0) {
            EXPECT_TRUE(report->knew_of_a_crash) << "round " << round;
        }
        rounds_with_rows += report->batches_written > 0 ? 1 : 0;
        add_written(child_seed, report, written, possible);
    }
    EXPECT_GT(rounds_with_rows, kRounds / 2);
    ASSERT_TRUE(fs::exists(target / "_journal"));
    recover_all(target);
    const auto rows = test::rows_of_tables(target);
    EXPECT_EQ(rows.missing_of(written), "");
    EXPECT_EQ(rows.strangers_to(possible), "") << "rows that nobody wrote";
    for (const auto& each : fs::directory_iterator(target / "_journal")) {
        const auto name = each.path().filename().string();
        EXPECT_TRUE(name == "lock" || name == "state") << name << " was left behind";
    }
}

}  // namespace
}  // namespace mdc
