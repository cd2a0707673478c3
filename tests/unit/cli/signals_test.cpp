// What SIGINT and SIGTERM do in the course of a run, in processes of their own.

#include "mdc/cli/signals.hpp"

#include <csignal>
#include <unistd.h>

#include <gtest/gtest.h>

namespace mdc::cli {
namespace {

using std::chrono::milliseconds;

class SignalsDeathTest : public testing::Test {
  protected:
    SignalsDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(SignalsDeathTest, BeforeThereIsAnythingToFinishOneEndsIt) {
    EXPECT_EXIT(
        {
            const Signals signals;
            ::kill(::getpid(), SIGTERM);
            ::_exit(0);
        },
        testing::ExitedWithCode(128 + SIGTERM), "");
}

TEST_F(SignalsDeathTest, TheFirstOneIsKeptForWhoWaits) {
    EXPECT_EXIT(
        {
            Signals signals;
            signals.begin();
            const bool came_early = signals.wait(milliseconds{0});
            ::kill(::getpid(), SIGINT);
            ::_exit(!came_early && signals.wait(milliseconds{10'000}) ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
}

// `timeout` signals the process and its group.
TEST_F(SignalsDeathTest, TheEchoOfTheFirstOneIsNoSecond) {
    EXPECT_EXIT(
        {
            Signals signals;
            signals.begin();
            ::kill(::getpid(), SIGTERM);
            if (!signals.wait(milliseconds{10'000})) ::_exit(1);
            ::kill(::getpid(), SIGTERM);  // waits, blocked, for what comes next
            signals.second_one_ends_at_once();
            ::kill(::getpid(), SIGINT);
            ::_exit(0);
        },
        testing::ExitedWithCode(0), "");
}

TEST_F(SignalsDeathTest, WhileFilesAreFinishedUnaskedTheFirstOneIsOnlyTheFirst) {
    EXPECT_EXIT(
        {
            Signals signals;
            signals.begin();
            signals.second_one_ends_at_once();
            ::kill(::getpid(), SIGTERM);
            ::_exit(signals.wait(milliseconds{0}) ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
}

TEST_F(SignalsDeathTest, WhoInsistsIsObeyed) {
    EXPECT_EXIT(
        {
            Signals signals;
            signals.begin();
            ::kill(::getpid(), SIGTERM);
            if (!signals.wait(milliseconds{10'000})) ::_exit(1);
            signals.second_one_ends_at_once();
            for (;;) {  // ends when half a second is over
                ::kill(::getpid(), SIGTERM);
                ::usleep(1'000);
            }
        },
        testing::ExitedWithCode(128 + SIGTERM), "");
}

}  // namespace
}  // namespace mdc::cli
