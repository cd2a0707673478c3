#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "mdc/core/time.hpp"

namespace mdc::collector {

/// Until when servers asked to be left alone, remembered over restarts: a recorder that is started
/// again and again must not make a ban longer. A small text file, a line each: "UNTIL_US URL".
/// It is the address that is banned, so all recorders of a user share one file; the later end
/// counts. Any thread of any process may remember: they take turns.
class BanMemory {
  public:
    /// Remembers in `file`; empty: nowhere.
    explicit BanMemory(std::filesystem::path file = {}) : file_(std::move(file)) {}

    /// $XDG_STATE_HOME/mdc/bans, or ~/.local/state/mdc/bans; empty when neither is known.
    static std::filesystem::path default_file();

    /// When the ban of this server ends; 0: there is none. What is further away than any venue bans
    /// (a week) is not believed: a clock was wrong.
    [[nodiscard]] UnixMicros until(std::string_view url, UnixMicros now) const;
    /// Only ever extends. A file that cannot be written is a warning in the log.
    void remember(std::string_view url, UnixMicros until, UnixMicros now) const;

  private:
    std::filesystem::path file_;
};

}  // namespace mdc::collector
