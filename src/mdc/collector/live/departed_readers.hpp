#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace mdc::collector {

/// Targets whose reader went away, like `head` on standard output: what they did not take is not
/// lost, nobody wanted it. Noted by the sinks' threads, read by any.
class DepartedReaders {
  public:
    void note(std::string_view target) {
        const std::lock_guard lock(mutex_);
        targets_.emplace(target);
    }
    [[nodiscard]] bool has(std::string_view target) const {
        const std::lock_guard lock(mutex_);
        return targets_.find(target) != targets_.end();
    }

  private:
    mutable std::mutex mutex_;
    std::set<std::string, std::less<>> targets_;
};

}  // namespace mdc::collector
