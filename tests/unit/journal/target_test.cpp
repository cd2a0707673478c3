#include "mdc/journal/target.hpp"

#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "mdc/journal/writer.hpp"

#include "tests/support/storage/sample_batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::journal {
namespace {

namespace fs = std::filesystem;
using test::kNoon;
using test::SampleBatches;
using test::TemporaryFolder;

TEST(JournalNames, AreReadBackAndSortByTime) {
    const JournalName name{kNoon, 12};
    EXPECT_EQ(name.stem(), "20261125T120000Z-0012");
    EXPECT_EQ(parse_journal_name(name.stem() + ".journal"), name);
    EXPECT_EQ(parse_journal_name(name.stem()), name);
    EXPECT_LT(JournalName({kNoon, 9999}).stem(),
              JournalName({kNoon + std::chrono::seconds(1), 1}).stem());
    for (const auto* other : {"", "state", "lock", "20261125T120000Z", "20261125T120000Z-",
                              "20261125T120000Z-1x", "20261325T120000Z-1", "x20261125T120000Z-1"}) {
        EXPECT_FALSE(parse_journal_name(other)) << other;
    }
}

TEST(JournalNames, PathsOfDirectoriesAndSingleFiles) {
    EXPECT_EQ(target_paths("data").journals, "data/_journal");
    EXPECT_FALSE(target_paths("data").is_single_file());
    EXPECT_EQ(target_paths("out/x.parquet").journals, "out/_x.parquet.journal");
    EXPECT_EQ(target_paths("x.parquet").root, ".");
    EXPECT_EQ(tree_path(Table::trades, kNoon, ExchangeId::okx, "s"),
              "trades/date=2026-11-25/venue=okx/s.parquet");
    EXPECT_EQ(table_file("out/x.parquet", Table::bbo), "out/x.bbo.parquet");
}

TEST(Target, FreshOneStartsNowAndRemembersIt) {
    const TemporaryFolder folder;
    const auto at = kNoon + std::chrono::milliseconds(1500);
    const auto open = open_target(posix_files(), folder / "deep/data", at);
    ASSERT_TRUE(open) << open.error().message;
    EXPECT_EQ(open->start, kNoon + std::chrono::seconds(1));
    EXPECT_EQ(open->highest_id, 0);
    EXPECT_TRUE(fs::is_directory(folder / "deep/data/_journal"));
}

TEST(Target, RunsOfTheSameSecondOrOfAClockThatWentBackGetLaterNames) {
    const TemporaryFolder folder;
    auto expected = kNoon;
    for (const auto now : {kNoon, kNoon, kNoon - std::chrono::hours(5)}) {
        const auto open = open_target(posix_files(), folder / "data", now);
        ASSERT_TRUE(open) << open.error().message;
        EXPECT_EQ(open->start, expected);
        expected = expected + std::chrono::seconds(1);
    }
}

TEST(Target, HighestIdIsThatOfJournalsAndState) {
    const TemporaryFolder folder;
    SampleBatches samples(1, 5'000);
    {
        const auto open = open_target(posix_files(), folder / "data", kNoon);
        auto writer = Writer::create(posix_files(), open->paths.journal({open->start, 1}), {});
        ASSERT_TRUE(writer->append(samples.make(Table::trades, 10)));
    }
    EXPECT_EQ(open_target(posix_files(), folder / "data", kNoon)->highest_id, 5'009);
    const auto journals = folder / "data/_journal";
    ASSERT_TRUE(raise_state(posix_files(), journals, {4'000, {}}));
    EXPECT_EQ(read_state(journals)->highest_id, 5'009);
    ASSERT_TRUE(raise_state(posix_files(), journals, {6'000, {}}));
    EXPECT_EQ(read_state(journals)->highest_id, 6'000);
    ASSERT_TRUE(raise_state(posix_files(), journals, {5'500, {}})) << "never lowers";
    EXPECT_EQ(read_state(journals)->highest_id, 6'000);
}

TEST(Target, TornJournalStillTellsTheIdsOfItsWholeBlocks) {
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

TEST(Target, DamagedStateIsSaidAndNotOverwritten) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "data/_journal");
    std::ofstream(folder / "data/_journal/state") << "mdc_state 1\nhighest_id x\n";
    const auto open = open_target(posix_files(), folder / "data", kNoon);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().kind, ErrorKind::malformed);
}

TEST(Target, SecondRecorderIsRefusedNamingThePid) {
    const TemporaryFolder folder;
    const auto first = open_target(posix_files(), folder / "data", kNoon);
    ASSERT_TRUE(first);
    const auto second = open_target(posix_files(), folder / "data", kNoon);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::target);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos)
        << second.error().message;
}

TEST(Target, LockEndsWithItsProcessHoweverThatEnds) {
    const TemporaryFolder folder;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto open = open_target(posix_files(), folder / "data", kNoon);
        const char done = open ? 'y' : 'n';
        if (::write(ready[1], &done, 1) == 1) ::pause();
        ::_exit(1);
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    ASSERT_EQ(answer, 'y');
    const auto refused = open_target(posix_files(), folder / "data", kNoon);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find(std::to_string(child)), std::string::npos);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(open_target(posix_files(), folder / "data", kNoon));
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST(Target, UnwritableOneIsRefused) {
    const TemporaryFolder folder;
    std::ofstream(folder / "file") << "not a folder";
    const auto open = open_target(posix_files(), folder / "file/data", kNoon);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().kind, ErrorKind::target);
    EXPECT_NE(open.error().message.find("file"), std::string::npos);
}

TEST(Target, SingleFileThatExistsIsRefusedUnderEachNameItsTablesMayGet) {
    const TemporaryFolder folder;
    ASSERT_TRUE(open_target(posix_files(), folder / "x.parquet", kNoon));
    for (const auto* name : {"x.parquet", "x.bbo.parquet", "x.gaps.parquet"}) {
        std::ofstream(folder / name) << "mine";
        const auto open = open_target(posix_files(), folder / "x.parquet", kNoon);
        ASSERT_FALSE(open) << name;
        EXPECT_EQ(open.error().kind, ErrorKind::target);
        fs::remove(folder / name);
    }
}

TEST(Target, SingleFileThatWaitsForRecoveryIsRefused) {
    const TemporaryFolder folder;
    {
        const auto open = open_target(posix_files(), folder / "x.parquet", kNoon);
        ASSERT_TRUE(Writer::create(posix_files(), open->paths.journal({open->start, 1}), {}));
    }
    const auto open = open_target(posix_files(), folder / "x.parquet", kNoon);
    ASSERT_FALSE(open);
    EXPECT_NE(open.error().message.find("mdc recover"), std::string::npos);
}

TEST(JournalLock, OpenJournalIsHeldUntilItsFileIsClosed) {
    const TemporaryFolder folder;
    {
        const auto writer = Writer::create(posix_files(), folder / "j", {});
        EXPECT_FALSE(Lock::try_file(folder / "j").holds());
    }
    EXPECT_TRUE(Lock::try_file(folder / "j").holds());
    EXPECT_FALSE(Lock::try_file(folder / "absent").holds());
}

}  // namespace
}  // namespace mdc::journal
