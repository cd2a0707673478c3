#include "mdc/journal/writer.hpp"

#include <gtest/gtest.h>

#include "mdc/journal/reader.hpp"

#include "tests/support/storage/failing_files.hpp"
#include "tests/support/storage/sample_batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::journal {
namespace {

using test::FailingFiles;
using test::RowBook;
using test::SampleBatches;
using test::TemporaryFolder;

RowBook read_all(const std::filesystem::path& path) {
    RowBook rows;
    auto reader = Reader::open(path);
    while (auto batch = reader->next()) rows.add(*batch);
    EXPECT_EQ(reader->statistics().end, JournalEnd::clean);
    return rows;
}

TEST(JournalWriter, FullDiskLeavesWholeBlocksAndTheSameBatchCanBeWrittenLater) {
    const TemporaryFolder folder;
    FailingFiles disk(posix_files());
    SampleBatches samples(1);
    RowBook written;
    auto writer = Writer::create(disk, folder / "j", {});
    for (int i = 0; i < 60; ++i) {
        const auto batch = samples.make(Table::trades, 20);
        const auto size = writer->size();
        disk.room = samples.random()() % 1000;  // sometimes enough, mostly in the middle
        auto done = writer->append(batch);
        if (!done) {
            EXPECT_EQ(done.error().kind, ErrorKind::disk);
            EXPECT_TRUE(done.error().is_retryable);
            EXPECT_EQ(writer->size(), size);
            EXPECT_EQ(std::filesystem::file_size(folder / "j"), size);
            disk.room = 1u << 20;
            done = writer->append(batch);
        }
        ASSERT_TRUE(done);
        written.add(batch);
    }
    EXPECT_EQ(read_all(folder / "j").difference_to(written), "");
}

TEST(JournalWriter, WhereCuttingBackFailsNothingIsWrittenUntilItWorks) {
    const TemporaryFolder folder;
    FailingFiles disk(posix_files());
    SampleBatches samples(2);
    RowBook written;
    auto writer = Writer::create(disk, folder / "j", {});
    const auto first = samples.make(Table::bbo, 20);
    ASSERT_TRUE(writer->append(first));
    written.add(first);

    disk.room = 30;
    disk.refuses_truncate = true;
    const auto second = samples.make(Table::bbo, 20);
    EXPECT_FALSE(writer->append(second));
    disk.room = 1u << 20;
    EXPECT_FALSE(writer->append(second)) << "the torn block still stands there";
    disk.refuses_truncate = false;
    ASSERT_TRUE(writer->append(second));
    written.add(second);
    EXPECT_EQ(read_all(folder / "j").difference_to(written), "");
}

TEST(JournalWriter, FileOfThatNameIsNeverTouched) {
    const TemporaryFolder folder;
    SampleBatches samples(3);
    {
        auto writer = Writer::create(posix_files(), folder / "j", {});
        ASSERT_TRUE(writer->append(samples.make(Table::bbo, 2)));
    }
    const auto size = std::filesystem::file_size(folder / "j");
    const auto second = Writer::create(posix_files(), folder / "j", {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::target);
    EXPECT_EQ(std::filesystem::file_size(folder / "j"), size);
}

TEST(JournalWriter, NoRoomForTheHeaderLeavesNoFile) {
    const TemporaryFolder folder;
    FailingFiles disk(posix_files());
    disk.room = 10;
    const auto writer = Writer::create(disk, folder / "j", {});
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().kind, ErrorKind::disk);
    EXPECT_FALSE(std::filesystem::exists(folder / "j"));
}

}  // namespace
}  // namespace mdc::journal
