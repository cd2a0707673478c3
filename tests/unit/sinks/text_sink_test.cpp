#include "mdc/sinks/text_sink.hpp"

#include <csignal>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"
#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/sinks/small_pipe.hpp"

namespace mdc::sinks {
namespace {

using test::rows_of;
using test::SmallPipe;
using test::TemporaryFolder;
using test::text_of;

void begin(Table table, std::string& out) { out += "# " + std::string(to_string(table)) + "\n"; }
void append(const Batch& batch, std::string& out) {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        out += std::to_string(batch.columns[4].integer_at(row)) + "\n";
    }
}
void append_much(const Batch& batch, std::string& out) { out.append(batch.rows() << 10, 'x'); }

constexpr TextFormat kFormat{"txt", begin, append};
constexpr TextFormat kWithoutBegin{"txt", nullptr, append};
constexpr TextFormat kMuch{"txt", nullptr, append_much};

TEST(TextFiles, EachTableWithRowsGetsAFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "new" / "deep";
    auto sink = open_text_files(path.string(), kFormat).value();
    EXPECT_TRUE(std::filesystem::is_empty(path)) << "files come with their first row";
    EXPECT_TRUE(sink->write(*rows_of(Table::bbo, 2, 1)));
    EXPECT_TRUE(sink->write(*rows_of(Table::trades, 1, 7)));
    EXPECT_TRUE(sink->write(*rows_of(Table::bbo, 1, 3)));
    EXPECT_TRUE(sink->close());
    EXPECT_EQ(text_of(path / "bbo.txt"), "# bbo\n1\n2\n3\n");
    EXPECT_EQ(text_of(path / "trades.txt"), "# trades\n7\n");
    EXPECT_FALSE(std::filesystem::exists(path / "tickers.txt"));
}

TEST(TextFiles, WhatIsBufferedIsInTheFileInTime) {
    const TemporaryFolder folder;
    auto sink = open_text_files(folder.path().string(), kFormat).value();
    EXPECT_TRUE(sink->write(*rows_of(Table::bbo, 1, 1)));
    EXPECT_TRUE(sink->on_time({1}));
    EXPECT_EQ(text_of(folder.path() / "bbo.txt"), "# bbo\n1\n");
    EXPECT_TRUE(sink->close());
}

TEST(TextFiles, NothingIsOverwritten) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "gaps.txt") << "mine";
    const auto sink = open_text_files(folder.path().string(), kFormat);
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().kind, ErrorKind::target);
    EXPECT_NE(sink.error().message.find("gaps.txt"), std::string::npos);
    EXPECT_EQ(text_of(folder.path() / "gaps.txt"), "mine");
}

TEST(TextFiles, AFileThatAppearsLaterIsNotOverwrittenEither) {
    const TemporaryFolder folder;
    auto sink = open_text_files(folder.path().string(), kFormat).value();
    std::ofstream(folder.path() / "bbo.txt") << "mine";
    const auto written = sink->write(*rows_of(Table::bbo, 1));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::disk);
    EXPECT_FALSE(written.error().is_retryable);
    EXPECT_EQ(text_of(folder.path() / "bbo.txt"), "mine");
}

TEST(TextFiles, OtherFilesOfTheDirectoryDoNotMatter) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "notes.md") << "mine";
    EXPECT_TRUE(open_text_files(folder.path().string(), kFormat));
}

TEST(TextFiles, ATargetThatCannotBeADirectoryIsRefused) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "file") << "mine";
    for (const auto& target : {folder.path() / "file", folder.path() / "file" / "below"}) {
        const auto sink = open_text_files(target.string(), kFormat);
        ASSERT_FALSE(sink) << target;
        EXPECT_EQ(sink.error().kind, ErrorKind::target);
    }
    const auto like_a_file = open_text_files((folder.path() / "rows.txt").string(), kFormat);
    ASSERT_FALSE(like_a_file);
    EXPECT_EQ(like_a_file.error().kind, ErrorKind::usage);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "rows.txt"));
}

TEST(TextStream, AllTablesGoToOneDescriptorWithoutBeginnings) {
    SmallPipe pipe;
    auto sink = open_text_stream(pipe.writing(), "a pipe", kWithoutBegin);
    EXPECT_TRUE(sink->write(*rows_of(Table::bbo, 1, 1)));
    EXPECT_TRUE(sink->write(*rows_of(Table::trades, 1, 2)));
    EXPECT_TRUE(sink->on_time({1}));
    EXPECT_EQ(pipe.read_some(), "1\n2\n");
    EXPECT_TRUE(sink->close());
}

TEST(TextStream, AReaderThatDoesNotReadStopsTheTakingNotTheTaken) {
    SmallPipe pipe;
    auto sink = open_text_stream(pipe.writing(), "a pipe", kMuch);
    std::size_t taken = 0;
    Result<void> result;
    while ((result = sink->write(*rows_of(Table::bbo, 600)))) taken += 600 << 10;
    EXPECT_TRUE(result.error().is_retryable);
    EXPECT_LE(taken, std::size_t{2} * (600 << 10)) << "what is buffered is bounded";
    std::size_t received = 0;
    std::thread reader([&] {
        while (received < taken) received += pipe.read_some().size();
    });
    EXPECT_TRUE(sink->close());
    reader.join();
    EXPECT_EQ(received, taken);
}

TEST(TextStream, AReaderThatNeverReadsIsGivenUpAtTheEnd) {
    SmallPipe pipe;
    auto sink = open_text_stream(pipe.writing(), "a pipe", kMuch);
    EXPECT_TRUE(sink->write(*rows_of(Table::bbo, 60)));
    const auto closed = sink->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().kind, ErrorKind::target);
}

TEST(TextStream, AReaderThatWentAwayEndsTheSink) {
    std::signal(SIGPIPE, SIG_IGN);
    SmallPipe pipe;
    auto sink = open_text_stream(pipe.writing(), "a pipe", kMuch);
    pipe.close_reading();
    const auto written = sink->write(*rows_of(Table::bbo, 100));
    ASSERT_FALSE(written);
    EXPECT_FALSE(written.error().is_retryable);
    EXPECT_EQ(written.error().kind, ErrorKind::target);
}

}  // namespace
}  // namespace mdc::sinks
