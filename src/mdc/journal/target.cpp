#include "mdc/journal/target.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "mdc/core/log.hpp"
#include "mdc/journal/reader.hpp"
#include "mdc/model/feed.hpp"

namespace mdc::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kStateFile = "state";

std::string to_text(const TargetState& state) {
    return fmt::format("mdc_state 1\nhighest_id {}\nlast_start {}\n", state.highest_id,
                       state.last_start.value);
}

/// Errors: `malformed`. It is replaced as a whole, so what is unreadable was changed by hand.
Result<TargetState> parse_state(const fs::path& path) {
    TargetState state;
    std::ifstream in(path);
    if (!in) return state;
    std::string magic, id_key, start_key;
    int version = 0;
    in >> magic >> version >> id_key >> state.highest_id >> start_key >> state.last_start.value;
    if (!in || magic != "mdc_state" || id_key != "highest_id" || start_key != "last_start") {
        return fail(ErrorKind::malformed,
                    fmt::format("{} is damaged: remove it when its recordings are complete",
                                path.string()));
    }
    return state;
}

/// A single file must not exist, under any of the names that its tables may get.
Result<void> refuse_existing(const TargetPaths& paths) {
    std::vector<fs::path> names = {paths.file};
    for (std::size_t i = 0; i < kTableCount; ++i) {
        names.push_back(table_file(paths.file, static_cast<Table>(i)));
    }
    for (const auto& name : names) {
        std::error_code code;
        if (fs::exists(name, code)) {
            return fail(ErrorKind::target, fmt::format("{} exists: remove it, or choose another "
                                                       "name; nothing was overwritten",
                                                       name.string()));
        }
    }
    return {};
}

/// Nor may a recording of that name wait to be recovered.
Result<void> refuse_unfinished(Files& files, const TargetPaths& paths) {
    const auto names = files.list(paths.journals);
    if (!names) return names.error();
    for (const auto& name : *names) {
        if (name.ends_with(kJournalSuffix)) {
            return fail(ErrorKind::target, fmt::format("an earlier recording into {} did not "
                                                       "finish: run mdc recover {} first",
                                                       paths.file.string(), paths.file.string()));
        }
    }
    return {};
}

constexpr UnixMicros whole_seconds(UnixMicros at) {
    return {at.value - at.value % kMicrosPerSecond};
}

}  // namespace

Result<TargetState> read_state(const fs::path& journals) {
    auto state = parse_state(journals / kStateFile);
    if (!state) return state;
    const auto names = posix_files().list(journals);
    if (!names) return names.error();
    for (const auto& name : *names) {
        const auto journal = parse_journal_name(name);
        if (!journal) continue;
        state->last_start = std::max(state->last_start, journal->start);
        if (!name.ends_with(kJournalSuffix)) continue;
        auto reader = Reader::open(journals / name);
        if (!reader) continue;  // gone meanwhile: then the state was raised before
        while (reader->skip()) {
        }
        state->highest_id = std::max(state->highest_id, reader->statistics().highest_id);
    }
    // A journal that went away while we looked had raised the state first.
    const auto again = parse_state(journals / kStateFile);
    if (!again) return again;
    state->highest_id = std::max(state->highest_id, again->highest_id);
    return state;
}

Result<void> raise_state(Files& files, const fs::path& journals, const TargetState& least) {
    const auto lock = Lock::of_directory(journals);
    if (!lock) return lock.error();
    const auto before = parse_state(journals / kStateFile);
    if (!before) return before.error();
    const TargetState after = {std::max(before->highest_id, least.highest_id),
                               std::max(before->last_start, least.last_start)};
    if (after.highest_id == before->highest_id && after.last_start == before->last_start) return {};
    return replace_file(files, journals / kStateFile, to_text(after));
}

Result<OpenTarget> open_target(Files& files, const fs::path& target, UnixMicros now) {
    OpenTarget open{.paths = target_paths(target), .lock = {}, .start = {}};
    if (open.paths.is_single_file()) {
        if (auto fresh = refuse_existing(open.paths); !fresh) return fresh.error();
    }
    if (auto made = make_directories(files, open.paths.journals); !made) return made.error();
    auto lock = Lock::of_target(open.paths.journals);
    if (!lock) return lock.error();
    open.lock = std::move(*lock);
    if (open.paths.is_single_file()) {
        if (auto none = refuse_unfinished(files, open.paths); !none) return none.error();
    }
    const auto state = read_state(open.paths.journals);
    if (!state) return state.error();
    open.highest_id = state->highest_id;
    open.start = whole_seconds(now);
    if (open.start <= state->last_start) {
        open.start = state->last_start + std::chrono::seconds(1);
    }
    const TargetState least = {state->highest_id, open.start};
    if (auto raised = raise_state(files, open.paths.journals, least); !raised) {
        return raised.error();
    }
    return open;
}

std::vector<fs::path> remove_stray_temporaries(Files& files, const fs::path& journals) {
    std::vector<fs::path> removed;
    const auto names = files.list(journals);
    if (!names) return removed;
    for (const auto& name : *names) {
        if (!name.ends_with(kTemporarySuffix)) continue;
        const auto path = journals / name;
        const auto lock = Lock::try_file(path);
        if (lock.holds() && files.remove(path)) removed.push_back(path);
    }
    return removed;
}

void remove_finished_folder(const TargetPaths& paths) {
    if (!paths.is_single_file()) return;
    const auto names = posix_files().list(paths.journals);
    if (!names) return;
    for (const auto& name : *names) {
        if (name.ends_with(kJournalSuffix) || name.ends_with(kDamagedSuffix)) return;
    }
    std::error_code code;
    fs::remove_all(paths.journals, code);
}

}  // namespace mdc::journal
