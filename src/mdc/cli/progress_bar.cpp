#include "mdc/cli/progress_bar.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

namespace mdc::cli {

namespace {

constexpr std::size_t kCells = 30;
constexpr std::chrono::milliseconds kInterval{100};

}  // namespace

ProgressBar::ProgressBar(std::string_view what)
    : what_(what), is_terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
    if (is_drawn_) std::fputs("\r\x1b[K", stderr);
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total, std::string_view note) {
    if (!is_terminal_) return;
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + kInterval;
    is_drawn_ = true;
    const double share =
        total == 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const auto full = static_cast<std::size_t>(share * kCells);
    const auto line = fmt::format("\r\x1b[K{} [{}{}] {:3.0f} % {}", what_, std::string(full, '#'),
                                  std::string(kCells - full, '.'), share * 100, note);
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace mdc::cli
