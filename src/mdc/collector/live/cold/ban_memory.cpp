#include "mdc/collector/live/cold/ban_memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "mdc/core/log.hpp"
#include "mdc/journal/file.hpp"
#include "mdc/journal/lock.hpp"

namespace mdc::collector {

namespace fs = std::filesystem;

namespace {

using Bans = std::map<std::string, UnixMicros, std::less<>>;

constexpr std::chrono::hours kLongestBan{7 * 24};
constexpr std::size_t kMostLines = 1000;

/// Those that are still in force.
Bans read(const fs::path& file, UnixMicros now) {
    Bans bans;
    std::ifstream in(file);
    UnixMicros until;
    std::string url;
    for (std::size_t i = 0; i < kMostLines && in >> until.value >> url; ++i) {
        if (until > now && until <= now + kLongestBan) bans[url] = std::max(bans[url], until);
    }
    return bans;
}

std::string to_text(const Bans& bans) {
    std::string text;
    for (const auto& [url, until] : bans) text += fmt::format("{} {}\n", until.value, url);
    return text;
}

}  // namespace

fs::path BanMemory::default_file() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') {
        return fs::path(state) / "mdc" / "bans";
    }
    if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
        return fs::path(home) / ".local" / "state" / "mdc" / "bans";
    }
    return {};
}

UnixMicros BanMemory::until(std::string_view url, UnixMicros now) const {
    const auto bans = read(file_, now);
    const auto ban = bans.find(url);
    return ban == bans.end() ? UnixMicros{} : ban->second;
}

void BanMemory::remember(std::string_view url, UnixMicros until, UnixMicros now) const {
    if (file_.empty()) return;
    auto& files = journal::posix_files();
    const auto made = journal::make_directories(files, file_.parent_path());
    const auto turn = journal::Lock::of_directory(file_.parent_path());
    auto bans = read(file_, now);
    auto& known = bans[std::string(url)];
    if (until <= known) return;
    known = until;
    if (!made || !journal::replace_file(files, file_, to_text(bans))) {
        log::warning("record", "{} cannot be written: a restart will not know of the ban",
                     file_.string());
    }
}

}  // namespace mdc::collector
