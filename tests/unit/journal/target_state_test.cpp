#include <fstream>

#include <gtest/gtest.h>

#include "mdc/journal/target.hpp"
#include "mdc/journal/writer.hpp"

#include "tests/support/batches.hpp"
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

constexpr auto kSpot = ExchangeId::binance_spot;

/// Journals of the run that starts then are removed.
Result<void> remove(const fs::path& journals, UnixMicros run_start, std::int64_t highest_id,
                    UnixMicros last_btc_trade = {}) {
    LeavingJournals leaving{run_start, highest_id, {}};
    if (last_btc_trade.value != 0) {
        leaving.ends.raise(kSpot, Feed::trades, "BTCUSDT", last_btc_trade);
    }
    return remember(posix_files(), journals, leaving);
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
    ASSERT_TRUE(remove(journals, kNoon, 4'000));
    EXPECT_EQ(read_state(journals)->highest_id, 5'009);
    ASSERT_TRUE(remove(journals, kNoon, 6'000));
    EXPECT_EQ(read_state(journals)->highest_id, 6'000);
    ASSERT_TRUE(remove(journals, kNoon, 5'500)) << "never lowers";
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
    const std::string numbers =
        "mdc_state 2\nhighest_id 5\nlast_start 7\nlast_stop 8\nunended_since 6\n";
    const std::vector<std::string> damaged = {
        "",
        "mdc_state 2\nhighest_id x\n",
        "mdc_state 1\nhighest_id 5\nlast_start 7\nlast_stop 8\nunended_since 6\nstreams 0\n",
        numbers,
        numbers + "streams 1\n",
        numbers + "streams 1\nbinance_spot trades x BTCUSDT\n",
        numbers + "streams 1\nbinance_spot trade 5 BTCUSDT\n",
        numbers + "streams 1\nbinance 5 BTCUSDT\n",
    };
    for (const auto& text : damaged) {
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

    OpenTarget open(UnixMicros now) {
        auto opened = open_target(posix_files(), folder / "data", now);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }
    /// A trade of BTCUSDT received then.
    static BatchPtr btc(UnixMicros at) { return test::trades({{"BTCUSDT", at.value}}); }
    static BatchPtr any(Table table, UnixMicros at) { return test::rows_of(table, 1, at.value); }

    fs::path write(const OpenTarget& run, std::uint32_t number,
                   const std::vector<BatchPtr>& batches) {
        const auto path = run.paths.journal({run.start, number});
        auto writer = Writer::create(posix_files(), path, {.run_start = run.start, .version = ""});
        for (const auto& batch : batches) EXPECT_TRUE(writer->append(*batch));
        return path;
    }
    /// How the last run crashed, as the next one is told.
    std::optional<CrashedRun> next(UnixMicros now) { return open(now).crashed; }
    /// Until when it has trades of BTCUSDT.
    UnixMicros next_end(UnixMicros now) {
        const auto crashed = next(now);
        return crashed ? crashed->end_of(kSpot, Feed::trades, "BTCUSDT") : UnixMicros{};
    }
};

TEST_F(TargetRuns, OneThatEndedDidNotCrashThoughItsJournalStays) {
    {
        const auto run = open(kNoon);
        EXPECT_FALSE(run.crashed) << "a fresh target";
        write(run, 1, {btc(kNoon)});
        ASSERT_TRUE(note_end(posix_files(), run));
    }
    EXPECT_FALSE(next(kNoon + hours(1)));
}

TEST_F(TargetRuns, OneThatDidNotEndHasAnEndForEachStream) {
    {
        const auto run = open(kNoon);
        write(run, 1,
              {btc(kNoon + hours(1)), test::trades({{"ETHUSDT", kNoon.value + 1}}),
               any(Table::bbo, kNoon + hours(1))});
        write(run, 2,
              {btc(kNoon + hours(3)), btc(kNoon + hours(2)),
               test::trades({{"BTCUSDT", kNoon.value + 2}}, ExchangeId::binance_usdm)});
        write(run, 3, {});
    }
    const auto crashed = next(kNoon + hours(9)).value();
    EXPECT_EQ(crashed.end_of(kSpot, Feed::trades, "BTCUSDT"), kNoon + hours(3));
    EXPECT_EQ(crashed.end_of(kSpot, Feed::trades, "ETHUSDT").value, kNoon.value + 1);
    EXPECT_EQ(crashed.end_of(kSpot, Feed::bbo, "BTCUSDT"), kNoon + hours(1));
    EXPECT_EQ(crashed.end_of(ExchangeId::binance_usdm, Feed::trades, "BTCUSDT").value,
              kNoon.value + 2);
    EXPECT_EQ(crashed.end_of(kSpot, Feed::tickers, "BTCUSDT"), kNoon) << "it never spoke";
}

TEST_F(TargetRuns, RowsThatNoExchangeSentSayNothingOfAStream) {
    {
        const auto run = open(kNoon);
        write(run, 1,
              {btc(kNoon + hours(1)), any(Table::clock, kNoon + hours(2)),
               any(Table::connections, kNoon + hours(2)), any(Table::gaps, kNoon + hours(2)),
               any(Table::raw, kNoon + hours(2))});
    }
    EXPECT_EQ(next_end(kNoon + hours(9)), kNoon + hours(1));
}

TEST_F(TargetRuns, OneWithoutARowHasNothingSinceItsOpening) {
    const auto at = kNoon + milliseconds(1'500);
    open(at);
    EXPECT_EQ(next_end(kNoon + hours(1)), at);
}

TEST_F(TargetRuns, OneWithoutARowBehindACrashLeavesThatOneKnown) {
    write(open(kNoon), 1, {btc(kNoon + hours(1))});
    EXPECT_EQ(next_end(kNoon + hours(2)), kNoon + hours(1));
    EXPECT_EQ(next_end(kNoon + hours(3)), kNoon + hours(1));
    {
        const auto run = open(kNoon + hours(4));
        ASSERT_TRUE(note_end(posix_files(), run));
    }
    EXPECT_FALSE(next(kNoon + hours(5)));
    EXPECT_EQ(next_end(kNoon + hours(6)), kNoon + hours(5)) << "behind the one that ended";
}

TEST_F(TargetRuns, RowsBehindDamageDoNotCount) {
    fs::path path;
    {
        const auto run = open(kNoon);
        path = write(run, 1, {btc(kNoon + hours(1)), btc(kNoon + hours(2))});
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x55');  // in the columns of the second block, whose header is whole
    file.close();
    EXPECT_EQ(next_end(kNoon + hours(9)), kNoon + hours(1));
}

TEST_F(TargetRuns, RowsOfJournalsThatAreGoneAreKnownByTheState) {
    {
        const auto run = open(kNoon);
        ASSERT_TRUE(remove(journals, run.start, 1'009, kNoon + hours(1)));
        write(run, 2, {btc(kNoon + seconds(1))});  // late rows
    }
    EXPECT_EQ(next_end(kNoon + hours(9)), kNoon + hours(1));
}

TEST_F(TargetRuns, RowsOfARunThatEndedAreForgotten) {
    const auto ended = open(kNoon).start;
    {
        const auto run = open(kNoon + hours(1));
        ASSERT_TRUE(remove(journals, ended, 1'009, kNoon + milliseconds(1)));
        ASSERT_TRUE(note_end(posix_files(), run));
    }
    EXPECT_TRUE(read_state(journals)->ends.empty());
    {
        const auto run = open(kNoon + hours(2));
        ASSERT_TRUE(remove(journals, ended, 1'009, kNoon + milliseconds(1)))
            << "its converter was slow";
    }
    EXPECT_EQ(next_end(kNoon + hours(3)), kNoon + hours(2));
}

TEST_F(TargetRuns, ClockThatWentBackChangesNothing) {
    write(open(kNoon), 1, {btc(kNoon + hours(1))});
    EXPECT_EQ(next_end(kNoon - hours(5)), kNoon + hours(1));
}

TEST_F(TargetRuns, StateIsReadBackAsItWasWritten) {
    const auto run = open(kNoon);
    LeavingJournals leaving{run.start, 5, {}};
    leaving.ends.raise(kSpot, Feed::orderbook_l2, "BTCUSDT", {17});
    leaving.ends.raise(ExchangeId::deribit, Feed::bbo, "a ticker, with blanks ", {18});
    ASSERT_TRUE(remember(posix_files(), journals, leaving));
    EXPECT_EQ(read_state(journals).value(), (TargetState{5, run.start, {}, kNoon, leaving.ends}));
}

}  // namespace
}  // namespace mdc::journal
