#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>

#include "mdc/core/time.hpp"

namespace mdc::sim {

/// So many times within a span, for each key of its own.
class Budget {
  public:
    Budget(std::size_t count, std::chrono::microseconds span) : count_(count), span_(span) {}

    /// Counts one more; false, and counts nothing, when the span has no room for it.
    bool take(const std::string& key, UnixMicros now) {
        constexpr std::size_t kKeysMax = 10'000;
        if (taken_.size() > kKeysMax) taken_.clear();
        auto& times = taken_[key];
        while (!times.empty() && now - times.front() >= span_) times.pop_front();
        if (times.size() >= count_) return false;
        times.push_back(now);
        return true;
    }

  private:
    std::size_t count_;
    std::chrono::microseconds span_;
    std::unordered_map<std::string, std::deque<UnixMicros>> taken_;
};

}  // namespace mdc::sim
