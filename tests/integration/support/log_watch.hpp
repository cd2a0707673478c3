#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/core/log.hpp"

namespace mdc::test {

/// Hears the log while it lives. Warnings and errors that the test did not expect fail it.
class LogWatch {
  public:
    LogWatch() {
        log::observe([this](log::Level level, std::string_view component, std::string_view text) {
            const std::lock_guard lock(mutex_);
            if (level >= log::Level::warning && !is_anything_expected_)
                lines_.push_back(std::string(component) + ": " + std::string(text));
        });
    }
    LogWatch(const LogWatch&) = delete;
    LogWatch& operator=(const LogWatch&) = delete;
    ~LogWatch() {
        log::observe({});
        for (const auto& line : lines_) ADD_FAILURE() << "unexpected in the log: " << line;
    }

    /// Takes the lines that contain `part`; how many there were.
    std::size_t expect(std::string_view part) {
        const std::lock_guard lock(mutex_);
        return std::erase_if(
            lines_, [part](const std::string& line) { return line.find(part) != line.npos; });
    }

    /// Whatever it says from here on is no failure: much goes wrong on purpose.
    void expect_anything() {
        const std::lock_guard lock(mutex_);
        is_anything_expected_ = true;
        lines_.clear();
    }

  private:
    std::mutex mutex_;
    std::vector<std::string> lines_;
    bool is_anything_expected_ = false;
};

}  // namespace mdc::test
