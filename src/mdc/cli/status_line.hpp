#pragma once

#include <chrono>

#include "mdc/collector/live/collector.hpp"

namespace mdc::cli {

/// One line on stderr each few seconds: in place on a terminal, a line of its own elsewhere.
class StatusLine {
  public:
    StatusLine();
    ~StatusLine();
    StatusLine(const StatusLine&) = delete;
    StatusLine& operator=(const StatusLine&) = delete;

    void show(const collector::Status& status);

  private:
    bool is_terminal_;
    bool is_drawn_ = false;
    std::chrono::steady_clock::time_point began_, shown_;
    collector::Status before_;
};

}  // namespace mdc::cli
