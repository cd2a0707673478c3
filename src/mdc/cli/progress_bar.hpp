#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace mdc::cli {

/// One line on stderr that shows how far offline work is; nothing when stderr is no terminal.
class ProgressBar {
  public:
    explicit ProgressBar(std::string_view what);
    ~ProgressBar();  ///< clears the line
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Draws at most ten times a second. Any thread: several targets may be converted at once.
    void show(std::uint64_t done, std::uint64_t total, std::string_view note = {});

  private:
    std::string what_;
    bool is_terminal_;
    std::mutex mutex_;  ///< guards what follows, and the drawing
    bool is_drawn_ = false;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace mdc::cli
