#include "mdc/cli/progress_bar.hpp"

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace mdc::cli {
namespace {

/// Standard error is a terminal while this lives.
class Terminal {
  public:
    Terminal() : near_(::posix_openpt(O_RDWR | O_NOCTTY)), before_(::dup(STDERR_FILENO)) {
        if (near_ < 0 || ::grantpt(near_) != 0 || ::unlockpt(near_) != 0) return;
        far_ = ::open(::ptsname(near_), O_RDWR | O_NOCTTY);
        if (far_ >= 0) ::dup2(far_, STDERR_FILENO);
    }
    ~Terminal() {
        ::dup2(before_, STDERR_FILENO);
        for (const int each : {near_, far_, before_}) ::close(each);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    [[nodiscard]] bool is_there() const noexcept { return far_ >= 0; }
    /// What was written since the last call; at least a byte.
    [[nodiscard]] std::string take() const {
        std::string text(65'536, '\0');
        const auto size = ::read(near_, text.data(), text.size());
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }

  private:
    int near_;
    int far_ = -1;
    int before_;
};

std::size_t count_of(std::string_view part, std::string_view text) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST(ProgressBar, TwoTargetsThatAreConvertedAtOnceShareOneLine) {
    const Terminal terminal;
    if (!terminal.is_there()) GTEST_SKIP() << "no terminal can be had here";
    const auto began = std::chrono::steady_clock::now();
    ProgressBar bar("convert");
    const auto target = [&bar] {
        for (std::uint64_t done = 0; done < 1'000; ++done) bar.show(done, 1'000);
    };
    std::thread one(target);
    std::thread other(target);
    one.join();
    other.join();
    const auto most = (std::chrono::steady_clock::now() - began) / std::chrono::milliseconds{100};
    const auto drawn = count_of("convert [", terminal.take());
    EXPECT_GE(drawn, 1u);
    EXPECT_LE(drawn, static_cast<std::size_t>(most) + 1);
}

}  // namespace
}  // namespace mdc::cli
