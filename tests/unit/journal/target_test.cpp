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

}  // namespace
}  // namespace mdc::journal
