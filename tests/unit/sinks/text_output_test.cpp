#include "mdc/sinks/text_output.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/storage/temporary_folder.hpp"
#include "tests/unit/sinks/small_pipe.hpp"

namespace mdc::sinks {
namespace {

using std::chrono::milliseconds;
using test::SmallPipe;
using test::TemporaryFolder;

TEST(TextOutput, WritesANewFileOnlyOnce) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "x.csv";
    auto output = TextOutput::create(path).value();
    output.text() += "one\n";
    EXPECT_TRUE(output.flush(milliseconds(0)));
    EXPECT_EQ(output.buffered(), 0u);
    output.text() += "two\n";
    EXPECT_TRUE(output.close(milliseconds(0)));
    EXPECT_EQ(test::text_of(path), "one\ntwo\n");
    const auto again = TextOutput::create(path);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::disk);
    EXPECT_FALSE(again.error().is_retryable);
    EXPECT_EQ(test::text_of(path), "one\ntwo\n");
}

TEST(TextOutput, AReaderThatDoesNotReadIsNotWaitedForAndLosesNothing) {
    SmallPipe pipe;
    auto output = TextOutput::borrow(pipe.writing(), "a pipe");
    std::string sent;
    for (int i = 0; i < 20'000; ++i) sent += std::to_string(i);
    output.text() = sent;
    const auto blocked = output.flush(milliseconds(1));
    ASSERT_FALSE(blocked);
    EXPECT_TRUE(blocked.error().is_retryable);
    EXPECT_EQ(blocked.error().kind, ErrorKind::target);
    EXPECT_GT(output.buffered(), 0u);
    EXPECT_LT(output.buffered(), sent.size());
    std::string received;
    while (!output.flush(milliseconds(1))) received += pipe.read_some();
    while (received.size() < sent.size()) received += pipe.read_some();
    EXPECT_EQ(received, sent);
}

TEST(TextOutput, ASlowReaderDoesNotMakeItGrow) {
    SmallPipe pipe;
    auto output = TextOutput::borrow(pipe.writing(), "a pipe");
    output.text().append(64 << 10, 'x');
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(output.flush(milliseconds(0)));
        output.text().append(pipe.read_some());  // as much comes as goes
    }
    EXPECT_LE(output.text().size(), std::size_t{68} << 10);
}

TEST(TextOutput, AReaderThatWentAwayIsNoFault) {
    std::signal(SIGPIPE, SIG_IGN);
    SmallPipe pipe;
    pipe.close_reading();
    auto output = TextOutput::borrow(pipe.writing(), "a pipe");
    output.text() = "x";
    const auto gone = output.flush(milliseconds(1));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, ErrorKind::target);
    EXPECT_FALSE(gone.error().is_retryable);
    EXPECT_EQ(gone.error().message, "The reader of a pipe went away.");
}

TEST(TextOutput, AFullDiskMayBeTriedAgain) {
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(full, 0);
    auto output = TextOutput::borrow(full, "'x'");
    output.text() = "x";
    const auto result = output.flush(milliseconds(0));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::disk);
    EXPECT_TRUE(result.error().is_retryable);
    EXPECT_EQ(output.buffered(), 1u);
    ::close(full);
}

TEST(TextOutput, ADescriptorThatIsNoneIsAFault) {
    auto output = TextOutput::borrow(-1, "'x'");
    output.text() = "x";
    // poll() ignores a negative descriptor, so it looks like a reader that does not read.
    EXPECT_FALSE(output.flush(milliseconds(0)));
    const int read_only = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    auto other = TextOutput::borrow(read_only, "'x'");
    other.text() = "x";
    const auto result = other.flush(milliseconds(0));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::disk);
    EXPECT_FALSE(result.error().is_retryable);
    ::close(read_only);
}

}  // namespace
}  // namespace mdc::sinks
