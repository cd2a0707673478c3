#include "mdc/parquet/convert.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "mdc/journal/lock.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/journal/target.hpp"

#include "tests/support/storage/failing_files.hpp"
#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/parquet/files.hpp"

namespace mdc::parquet::test {
namespace {

using journal::ConversionLine;
using mdc::test::FailingFiles;
using mdc::test::SampleBatches;
using mdc::test::TemporaryFolder;

class EveryTable : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryTable, ComesThroughTheJournalWithNullsAndOddValues) {
    const TemporaryFolder folder;
    const auto table = static_cast<Table>(GetParam());
    SampleBatches samples(GetParam());
    RowBook written;
    std::vector<Batch> batches;
    for (const std::size_t rows : {1u, 3u, 200u, 5000u})
        batches.push_back(samples.make(table, rows));
    write_journal(journal_path(folder.path()), batches, written);
    const auto done = convert(into(folder.path(), {journal_path(folder.path())}));
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(read_tables(folder.path()).difference_to(written), "");
    EXPECT_FALSE(fs::exists(journal_path(folder.path())));
    const auto file =
        journal::tree_path(table, kNoon, ExchangeId::binance_spot, "20261125T120000Z-0001");
    auto expected = std::vector<std::string>{"_journal/state", "exchanges.parquet", file.string()};
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(listing(folder.path()), expected);
}

INSTANTIATE_TEST_SUITE_P(Tables, EveryTable, testing::Range(std::size_t{0}, kTableCount),
                         [](const auto& each) {
                             return std::string(to_string(static_cast<Table>(each.param)));
                         });

TEST(Convert, TablesExchangesAndDaysGoToFilesOfTheirOwn) {
    const TemporaryFolder folder;
    SampleBatches samples(1);
    RowBook written;
    const UnixMicros midnight = {(utc_day(kNoon) + 1) * kMicrosPerDay};
    write_journal(journal_path(folder.path()),
                  {samples.make(Table::trades, 10), samples.make(Table::bbo, 10),
                   samples.make(Table::trades, 10, kNoon, ExchangeId::okx),
                   // A journal does not cross midnight; should one, its rows still go right.
                   samples.make(Table::trades, 10, midnight - std::chrono::milliseconds(4))},
                  written);
    ASSERT_TRUE(convert(into(folder.path(), {journal_path(folder.path())})));
    EXPECT_EQ(read_tables(folder.path()).difference_to(written), "");
    const std::string stem = "20261125T120000Z-0001.parquet";
    EXPECT_EQ(listing(folder.path()),
              (std::vector<std::string>{
                  "_journal/state", "bbo/date=2026-11-25/venue=binance_spot/" + stem,
                  "exchanges.parquet", "trades/date=2026-11-25/venue=binance_spot/" + stem,
                  "trades/date=2026-11-25/venue=okx/" + stem,
                  "trades/date=2026-11-26/venue=binance_spot/" + stem}));
}

TEST(Convert, RowsAreSortedByTickerAndSeqIdThoughTheyCameMixed) {
    const TemporaryFolder folder;
    SampleBatches samples(2);
    RowBook written;
    std::vector<Batch> batches;
    for (int i = 0; i < 20; ++i) batches.push_back(samples.make(Table::trades, 500));
    std::shuffle(batches.begin(), batches.end(), samples.random());
    write_journal(journal_path(folder.path()), batches, written);
    ASSERT_TRUE(convert(into(folder.path(), {journal_path(folder.path())})));
    auto reader = TableReader::open(table_files(folder.path()).front());
    std::pair<std::string, std::int64_t> last;
    while (true) {
        const auto batch = reader->next();
        if (batch->rows() == 0) break;
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            std::pair next(std::string(batch->columns[journal::kTickerColumn].text_at(row)),
                           batch->columns[journal::kSeqIdColumn].at<std::int64_t>(row));
            ASSERT_LT(last, next);
            last = std::move(next);
        }
    }
    EXPECT_EQ(read_tables(folder.path()).difference_to(written), "");
}

TEST(Convert, LittleMemoryGivesTheSameFileAndLeavesNoTrace) {
    SampleBatches samples(3);
    std::vector<Batch> batches;
    for (int i = 0; i < 30; ++i) {
        batches.push_back(samples.make(i % 3 == 0 ? Table::raw : Table::trades, 400));
    }
    std::shuffle(batches.begin(), batches.end(), samples.random());
    std::vector<std::string> files;
    for (const std::uint64_t memory : {std::uint64_t{1} << 30, std::uint64_t{100'000}}) {
        const TemporaryFolder folder;
        RowBook written;
        write_journal(journal_path(folder.path()), batches, written);
        auto options = into(folder.path(), {journal_path(folder.path())});
        options.memory_bytes = memory;
        ASSERT_TRUE(convert(options));
        EXPECT_EQ(read_tables(folder.path()).difference_to(written), "");
        EXPECT_EQ(listing(folder / "_journal"), (std::vector<std::string>{"state"}));
        for (const auto& path : table_files(folder.path())) files.push_back(bytes_of(path));
    }
    ASSERT_EQ(files.size(), 4u);
    EXPECT_EQ(files[0], files[2]);
    EXPECT_EQ(files[1], files[3]);
}

TEST(Convert, AgainWithTheSameJournalChangesNothing) {
    const TemporaryFolder folder;
    SampleBatches samples(4);
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, {samples.make(Table::trades, 100), samples.make(Table::bbo, 100)}, written);
    const auto kept = folder / "kept";
    fs::copy_file(path, kept);
    ASSERT_TRUE(convert(into(folder.path(), {path})));
    const auto files = table_files(folder.path());
    const auto before = bytes_of(files.front());

    fs::copy_file(kept, path);
    fs::remove(files.back());  // as if it had ended before the second rename
    ASSERT_TRUE(convert(into(folder.path(), {path})));
    EXPECT_EQ(table_files(folder.path()), files);
    EXPECT_EQ(bytes_of(files.front()), before);
    EXPECT_FALSE(fs::exists(path));
    EXPECT_EQ(read_tables(folder.path()).difference_to(written), "");
}

TEST(Convert, FileOfOtherOriginIsNeverOverwritten) {
    const TemporaryFolder folder;
    SampleBatches samples(5);
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, {samples.make(Table::trades, 10)}, written);
    const auto foreign =
        folder.path() /
        journal::tree_path(Table::trades, kNoon, ExchangeId::binance_spot, path.stem().string());
    fs::create_directories(foreign.parent_path());
    std::ofstream(foreign) << "mine";
    const auto done = convert(into(folder.path(), {path}));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::target);
    EXPECT_EQ(bytes_of(foreign), "mine");
    EXPECT_TRUE(fs::exists(path));
}

TEST(Convert, StateKnowsTheHighestIdBeforeTheJournalGoes) {
    const TemporaryFolder folder;
    SampleBatches samples(6, 7'000);
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, {samples.make(Table::trades, 10)}, written);
    ASSERT_TRUE(convert(into(folder.path(), {path})));
    EXPECT_EQ(journal::read_state(folder / "_journal")->highest_id, 7'009);
}

TEST(Convert, LockedJournalIsLeftAloneAndSaid) {
    const TemporaryFolder folder;
    SampleBatches samples(7);
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, {samples.make(Table::trades, 10)}, written);
    const auto lock = journal::Lock::try_file(path);
    ASSERT_TRUE(lock.holds());
    auto options = into(folder.path(), {path});
    std::vector<ConversionLine> lines;
    options.on_line = [&](const ConversionLine& line) { lines.push_back(line); };
    ASSERT_TRUE(convert(options));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines.front().kind, ConversionLine::Kind::busy);
    EXPECT_TRUE(fs::exists(path));
    EXPECT_TRUE(table_files(folder.path()).empty());
}

TEST(Convert, TornJournalGivesItsWholeBlocksAndSaysWhatWasCut) {
    const TemporaryFolder folder;
    SampleBatches samples(8);
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, {samples.make(Table::trades, 10)}, written);
    std::ofstream(path, std::ios::app | std::ios::binary) << "torn";
    auto options = into(folder.path(), {path});
    ConversionLine last;
    options.on_line = [&](const ConversionLine& line) { last = line; };
    ASSERT_TRUE(convert(options));
    EXPECT_EQ(last.end, journal::JournalEnd::torn);
    EXPECT_EQ(last.bytes, 4u);
    EXPECT_EQ(last.rows, 10u);
    EXPECT_EQ(read_tables(folder.path()).difference_to(written), "");
    EXPECT_FALSE(fs::exists(path));
}

TEST(Convert, DamagedJournalIsKeptForAPerson) {
    const TemporaryFolder folder;
    SampleBatches samples(9);
    RowBook written, lost;
    const auto path = journal_path(folder.path());
    write_journal(path, {samples.make(Table::trades, 10)}, written);
    const auto size = fs::file_size(path);
    fs::remove(path);
    SampleBatches again(9);
    write_journal(
        path,
        {again.make(Table::trades, 10), again.make(Table::bbo, 10), again.make(Table::bbo, 10)},
        lost);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(size) + 50);
        file << "XYZ";
    }
    ASSERT_TRUE(convert(into(folder.path(), {path})));
    EXPECT_EQ(read_tables(folder.path()).difference_to(written), "");
    EXPECT_FALSE(fs::exists(path));
    EXPECT_TRUE(fs::exists(folder / "_journal/20261125T120000Z-0001.damaged"));
}

TEST(Convert, FullDiskAtAnyPointKeepsTheJournalAndLaterGivesEveryRowOnce) {
    SampleBatches samples(10);
    const std::vector<Batch> batches = {samples.make(Table::trades, 300),
                                        samples.make(Table::bbo, 300)};
    int failures = 0;
    for (std::uint64_t room = 0; room < 80'000; room += 2'711) {
        const TemporaryFolder folder;
        FailingFiles disk(journal::posix_files());
        RowBook written;
        const auto path = journal_path(folder.path());
        write_journal(path, batches, written);
        auto options = into(folder.path(), {path});
        options.files = &disk;
        options.memory_bytes = 50'000;
        disk.room = room;
        const auto done = convert(options);
        if (!done) {
            ++failures;
            EXPECT_EQ(done.error().kind, ErrorKind::disk) << done.error().message;
            EXPECT_TRUE(fs::exists(path));
            ASSERT_TRUE(convert(into(folder.path(), {path})));
        }
        ASSERT_EQ(read_tables(folder.path()).difference_to(written), "") << room;
    }
    EXPECT_GT(failures, 5);
}

TEST(Convert, JournalOfALaterMdcIsRefusedAndStays) {
    const TemporaryFolder folder;
    RowBook written;
    const auto path = journal_path(folder.path());
    journal::FileHeader header;
    header.format = journal::kFormatVersion + 1;
    write_journal(path, {}, written, header);
    const auto done = convert(into(folder.path(), {path}));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::malformed);
    EXPECT_TRUE(fs::exists(path));
}

TEST(Convert, JournalWithoutRowsGoesWithoutAFile) {
    const TemporaryFolder folder;
    RowBook written;
    const auto path = journal_path(folder.path());
    write_journal(path, {}, written);
    ASSERT_TRUE(convert(into(folder.path(), {path})));
    EXPECT_TRUE(table_files(folder.path()).empty());
    EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace mdc::parquet::test
