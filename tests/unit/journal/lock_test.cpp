#include "mdc/journal/lock.hpp"

#include <csignal>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "mdc/journal/writer.hpp"

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::journal {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

/// When a converter that outlives its recorder lets go of the recorder's lock.
enum class LetsGo { when_asked_for, never };

/// A recorder that was killed in the moment in which it started its converter: the child still has
/// all descriptors, the lock's among them.
class KilledRecorder {
  public:
    KilledRecorder(const fs::path& journals, LetsGo lets_go) {
        int ready[2];
        EXPECT_EQ(::pipe(ready), 0);
        EXPECT_EQ(::pipe(end_), 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::close(end_[1]);  // only the test has it: its end is the converter's
            record(journals, lets_go, ready[1]);
        }
        ::close(ready[1]);
        char answer = 0;
        EXPECT_EQ(::read(ready[0], &answer, 1), 1);
        ::close(ready[0]);
        ::kill(pid_, SIGKILL);
        EXPECT_EQ(::waitpid(pid_, nullptr, 0), pid_);
    }
    KilledRecorder(const KilledRecorder&) = delete;
    KilledRecorder& operator=(const KilledRecorder&) = delete;
    ~KilledRecorder() {
        ::close(end_[0]);
        ::close(end_[1]);
    }
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

  private:
    [[noreturn]] void record(const fs::path& journals, LetsGo lets_go, int ready) const {
        const auto lock = Lock::of_target(journals);
        if (!lock) ::_exit(3);
        if (::fork() == 0) convert(journals / "lock", lets_go, ready);
        while (true) ::pause();
    }
    [[noreturn]] void convert(const fs::path& lock, LetsGo lets_go, int ready) const {
        const int watch = ::inotify_init1(IN_CLOEXEC);
        // Who finds the lock taken reads whose it is.
        const bool watches = ::inotify_add_watch(watch, lock.c_str(), IN_ACCESS) >= 0;
        if (!watches || ::write(ready, "y", 1) != 1) ::_exit(1);
        pollfd events[] = {{end_[0], POLLIN, 0}, {watch, POLLIN, 0}};
        ::_exit(::poll(events, lets_go == LetsGo::when_asked_for ? 2 : 1, -1) == 1 ? 0 : 1);
    }

    pid_t pid_ = -1;
    int end_[2] = {-1, -1};
};

TEST(JournalLock, OfAKilledRecorderIsHadAsSoonAsItsConverterLetsGo) {
    const TemporaryFolder folder;
    const KilledRecorder killed(folder.path(), LetsGo::when_asked_for);
    const auto lock = Lock::of_target(folder.path());
    ASSERT_TRUE(lock) << lock.error().message;
    EXPECT_TRUE(lock->holds());
}

TEST(JournalLock, OfAKilledRecorderIsNotWaitedForWithoutEnd) {
    const TemporaryFolder folder;
    const KilledRecorder killed(folder.path(), LetsGo::never);
    const auto lock = Lock::of_target(folder.path());
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().kind, ErrorKind::target);
    EXPECT_NE(lock.error().message.find(std::to_string(killed.pid())), std::string::npos);
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
