#include "mdc/sinks/recording/retention.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <time.h>
#include <tuple>
#include <utility>

#include "mdc/core/log.hpp"
#include "mdc/core/thread.hpp"
#include "mdc/model/tables/table.hpp"

namespace mdc::sinks {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kDay = "date=";
constexpr std::string_view kVenue = "venue=";
constexpr std::string_view kParquet = ".parquet";
constexpr std::size_t kMostFilesAtOnce = 1000;  ///< of a round, a minute
constexpr std::chrono::seconds kEvery{60};

/// Entries of a directory; empty when it is a link, no directory, or gone.
std::vector<fs::directory_entry> entries_of(const fs::path& folder) {
    std::vector<fs::directory_entry> found;
    std::error_code code;
    if (!fs::is_directory(fs::symlink_status(folder, code))) return found;
    fs::directory_iterator entries(folder, code);
    for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
        found.push_back(*entries);
    }
    return found;
}

std::optional<std::int64_t> day_of(std::string_view folder) {
    if (!folder.starts_with(kDay)) return std::nullopt;
    const std::string date(folder.substr(kDay.size()));
    std::tm fields{};
    const char* end = ::strptime(date.c_str(), "%Y-%m-%d", &fields);
    if (end == nullptr || *end != '\0') return std::nullopt;
    const UnixMicros midnight = {static_cast<std::int64_t>(::timegm(&fields)) * kMicrosPerSecond};
    if (format_date(midnight) != date) return std::nullopt;
    return utc_day(midnight);
}

/// The name that a conversion gave, or nothing.
std::optional<journal::JournalName> name_of(const std::string& file) {
    const auto name = journal::parse_journal_name(file);
    if (!name || file != name->stem() + std::string(kParquet)) return std::nullopt;
    return name;
}

void add_files_of(const fs::path& venue, std::int64_t day, std::vector<RecordedFile>& found) {
    for (const auto& entry : entries_of(venue)) {
        std::error_code code;
        const auto name = name_of(entry.path().filename().string());
        if (!name || !fs::is_regular_file(entry.symlink_status(code))) continue;
        const auto bytes = entry.file_size(code);
        if (!code) found.push_back({entry.path(), day, *name, bytes});
    }
}

auto age_order(const RecordedFile& file) {
    return std::tuple(file.day, file.name.start, file.name.number, file.path);
}

std::uint64_t bytes_of(const std::vector<RecordedFile>& files) {
    std::uint64_t bytes = 0;
    for (const auto& file : files) bytes += file.bytes;
    return bytes;
}

/// Removes the venue's and the day's folder when nothing is left in them.
void remove_if_empty(const fs::path& venue) {
    std::error_code not_empty;
    if (fs::remove(venue, not_empty)) fs::remove(venue.parent_path(), not_empty);
}

}  // namespace

std::vector<RecordedFile> recorded_files(const fs::path& root) {
    std::vector<RecordedFile> found;
    for (std::size_t i = 0; i < kTableCount; ++i) {
        for (const auto& date : entries_of(root / to_string(static_cast<Table>(i)))) {
            const auto day = day_of(date.path().filename().string());
            if (!day) continue;
            for (const auto& venue : entries_of(date.path())) {
                if (!venue.path().filename().string().starts_with(kVenue)) continue;
                add_files_of(venue.path(), *day, found);
            }
        }
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return age_order(a) < age_order(b); });
    return found;
}

Deletion delete_oldest(journal::Files& disk, const fs::path& root, const config::Keep& keep,
                       UnixMicros now, std::size_t most_files) {
    const auto files = recorded_files(root);
    auto left = bytes_of(files);
    const auto is_too_old = [&](const RecordedFile& file) {
        const UnixMicros end = {(file.day + 1) * kMicrosPerDay};
        return keep.age != std::chrono::seconds(0) && end <= now - keep.age;
    };
    Deletion done;
    std::set<fs::path> folders;
    for (const auto& file : files) {
        const bool is_too_much = keep.bytes != 0 && left > keep.bytes;
        if (done.files == most_files || file.day >= utc_day(now)) break;
        if (!is_too_old(file) && !is_too_much) break;  // those behind are younger
        if (const auto removed = disk.remove(file.path)) {
            ++done.files;
            done.bytes += file.bytes;
            folders.insert(file.path.parent_path());
        } else if (done.problem.empty()) {
            done.problem = removed.error().message;
        }
        left -= file.bytes;  // also when it stays: the next ones shall not go in its place
    }
    for (const auto& folder : folders) remove_if_empty(folder);
    return done;
}

Retention::Retention(journal::Files& disk, fs::path root, config::Keep keep, Counter& files,
                     Counter& bytes)
    : disk_(disk),
      root_(std::move(root)),
      keep_(keep),
      files_(files),
      bytes_(bytes),
      thread_([this] { run(); }) {}

Retention::~Retention() {
    {
        const std::lock_guard guard(mutex_);
        is_stopping_ = true;
    }
    stopping_.notify_one();
    thread_.join();
}

void Retention::run() {
    name_this_thread("mdc-keep");
    std::unique_lock guard(mutex_);
    do {
        guard.unlock();
        delete_and_tell();
        guard.lock();
    } while (!stopping_.wait_for(guard, kEvery, [this] { return is_stopping_; }));
}

void Retention::delete_and_tell() {
    const auto done = delete_oldest(disk_, root_, keep_, utc_now(), kMostFilesAtOnce);
    files_.add(done.files);
    bytes_.add(done.bytes);
    if (done.files > 0) {
        log::info("storage", "{}: {} of the oldest Parquet files were deleted, {:.1f} MB",
                  root_.string(), done.files, static_cast<double>(done.bytes) / 1e6);
    }
    if (!done.problem.empty() && done.problem != last_problem_) {
        log::warning("storage", "storage.keep: {}", done.problem);
    }
    last_problem_ = done.problem;
}

}  // namespace mdc::sinks
