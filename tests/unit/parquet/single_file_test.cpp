#include <gtest/gtest.h>

#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/parquet/files.hpp"

namespace mdc::parquet::test {
namespace {

using mdc::test::SampleBatches;
using mdc::test::TemporaryFolder;

std::uint16_t feeds(std::initializer_list<Table> tables) {
    unsigned bits = 0;
    for (const auto table : tables) bits |= 1u << static_cast<unsigned>(table);
    return static_cast<std::uint16_t>(bits);
}

/// Names beside the single file, the journal folder left out.
std::vector<std::string> files_beside(const fs::path& folder) {
    auto all = listing(folder);
    std::erase_if(all, [](const std::string& name) { return name.starts_with('_'); });
    return all;
}

struct SingleFile : testing::Test {
    TemporaryFolder folder;
    fs::path file = folder / "x.parquet";
    fs::path journal = journal::target_paths(file).journal({kNoon, 1});
    SampleBatches samples{1};
    RowBook written;

    void write(const std::vector<Batch>& batches, std::uint16_t subscribed) {
        journal::FileHeader header;
        header.feeds = subscribed;
        write_journal(journal, batches, written, header);
    }
};

TEST_F(SingleFile, OneFeedIsExactlyThatFileAndTheLedgerLiesBesideIt) {
    const UnixMicros tomorrow = kNoon + std::chrono::hours(24);
    write({samples.make(Table::trades, 10), samples.make(Table::gaps, 3),
           samples.make(Table::trades, 10, tomorrow, ExchangeId::okx)},
          feeds({Table::trades}));
    ASSERT_TRUE(convert(into(file, {journal})));
    EXPECT_EQ(files_beside(folder.path()),
              (std::vector<std::string>{"x.gaps.parquet", "x.parquet"}));
    auto rows = read_tables(file);
    EXPECT_EQ(rows.size(), 20u);
    EXPECT_EQ(rows.strangers_to(written), "");
}

TEST_F(SingleFile, SeveralFeedsAreAFileEachAlsoWhenOneStayedSilent) {
    write({samples.make(Table::trades, 10)}, feeds({Table::trades, Table::bbo}));
    ASSERT_TRUE(convert(into(file, {journal})));
    EXPECT_EQ(files_beside(folder.path()),
              (std::vector<std::string>{"x.bbo.parquet", "x.trades.parquet"}));
    EXPECT_EQ(rows_in(folder / "x.bbo.parquet"), 0u);
    EXPECT_EQ(rows_in(folder / "x.trades.parquet"), 10u);
    EXPECT_EQ(TableReader::open(folder / "x.bbo.parquet")->table(), Table::bbo);
}

TEST_F(SingleFile, ExistingFileStopsAllBeforeAnythingIsWritten) {
    write({samples.make(Table::trades, 10), samples.make(Table::bbo, 10)},
          feeds({Table::trades, Table::bbo}));
    std::ofstream(folder / "x.bbo.parquet") << "mine";
    const auto done = convert(into(file, {journal}));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::target);
    EXPECT_EQ(files_beside(folder.path()), (std::vector<std::string>{"x.bbo.parquet"}));
    EXPECT_EQ(bytes_of(folder / "x.bbo.parquet"), "mine");
}

TEST_F(SingleFile, SeveralJournalsAreOneFileAndAgainIsTheSame) {
    write({samples.make(Table::trades, 10)}, feeds({Table::trades}));
    const auto second = journal::target_paths(file).journal({kNoon, 2});
    journal::FileHeader header;
    header.number = 2;
    write_journal(second, {samples.make(Table::trades, 10)}, written, header);
    const auto kept = folder / "_kept";
    fs::copy_file(second, kept);
    ASSERT_TRUE(convert(into(file, {journal, second})));
    EXPECT_EQ(read_tables(file).difference_to(written), "");
    const auto before = bytes_of(file);
    fs::copy_file(kept, second);  // as if the power had gone before its removal was safe
    ASSERT_TRUE(convert(into(file, {second})));
    EXPECT_EQ(bytes_of(file), before);
    EXPECT_FALSE(fs::exists(second));
}

}  // namespace
}  // namespace mdc::parquet::test
