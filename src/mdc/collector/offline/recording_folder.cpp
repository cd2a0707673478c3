#include "mdc/collector/offline/recording_folder.hpp"

#include <algorithm>
#include <string>

#include "mdc/journal/lock.hpp"
#include "mdc/journal/names.hpp"
#include "mdc/model/tables/table.hpp"

namespace mdc::collector {

namespace {

namespace fs = std::filesystem;

// A folder may be called "trades" for other reasons; ours has one folder a day.
bool is_table(const fs::path& folder) {
    std::error_code cannot;
    const fs::directory_iterator days(folder, cannot);
    if (cannot) return false;
    return std::any_of(begin(days), end(days), [](const fs::directory_entry& day) {
        return day.path().filename().string().starts_with("date=");
    });
}

}  // namespace

bool has_been_recorded_into(const fs::path& target) {
    const auto paths = journal::target_paths(target);
    std::error_code cannot;
    if (fs::exists(paths.journals, cannot)) return true;
    if (paths.is_single_file()) return false;  // an existing file is refused when it is opened
    return fs::exists(paths.root / "exchanges.parquet", cannot) ||
           std::any_of(kTableNames.begin(), kTableNames.end(),
                       [&](std::string_view table) { return is_table(paths.root / table); });
}

std::size_t waiting_journals(const fs::path& target) {
    const auto journals = journal::target_paths(target).journals;
    std::error_code cannot;
    const fs::directory_iterator files(journals, cannot);
    if (cannot) return 0;
    const auto lock = journals / "lock";
    if (fs::exists(lock, cannot) && !journal::Lock::try_file(lock).holds()) return 0;
    return static_cast<std::size_t>(
        std::count_if(begin(files), end(files), [](const fs::directory_entry& file) {
            return file.path().extension() == journal::kJournalSuffix;
        }));
}

}  // namespace mdc::collector
