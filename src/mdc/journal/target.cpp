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

constexpr std::int64_t kStateVersion = 2;

/// Most that is read of journals to find the last row of each stream. What lies before can only
/// make holes larger than they were, and recording must begin.
constexpr std::uint64_t kMostBytesRead = 1u << 30;

std::string to_text(const TargetState& state) {
    return fmt::format(
        "mdc_state {}\nhighest_id {}\nlast_start {}\nlast_stop {}\nunended_since {}\nstreams {}",
        kStateVersion, state.highest_id, state.last_start.value, state.last_stop.value,
        state.unended_since.value, state.ends.to_text());
}

/// Reads "<key> <number>".
bool read_number(std::istream& in, std::string_view key, std::int64_t& out) {
    std::string found;
    return in >> found >> out && found == key;
}

/// Errors: `malformed`. It is replaced as a whole, so what is unreadable was changed by hand.
Result<TargetState> parse_state(const fs::path& path) {
    TargetState state;
    std::ifstream in(path);
    if (!in) return state;
    std::int64_t version = 0;
    bool is_whole = read_number(in, "mdc_state", version) && version == kStateVersion &&
                    read_number(in, "highest_id", state.highest_id) &&
                    read_number(in, "last_start", state.last_start.value) &&
                    read_number(in, "last_stop", state.last_stop.value) &&
                    read_number(in, "unended_since", state.unended_since.value);
    std::string streams;
    auto ends = is_whole && in >> streams ? StreamEnds::parse(in) : std::nullopt;
    is_whole = ends && streams == "streams";
    if (is_whole) state.ends = std::move(*ends);
    if (!is_whole) {
        return fail(ErrorKind::malformed,
                    fmt::format("{} is damaged: remove it when its recordings are complete",
                                path.string()));
    }
    return state;
}

TargetState later_of(TargetState a, const TargetState& b) {
    a.highest_id = std::max(a.highest_id, b.highest_id);
    a.last_start = std::max(a.last_start, b.last_start);
    a.last_stop = std::max(a.last_stop, b.last_stop);
    a.unended_since = std::max(a.unended_since, b.unended_since);
    a.ends.raise(b.ends);
    return a;
}

/// Reads, changes and replaces the state, alone.
template <class Change>
Result<void> change_state(Files& files, const fs::path& journals, Change change) {
    const auto lock = Lock::of_directory(journals);
    if (!lock) return lock.error();
    const auto before = parse_state(journals / kStateFile);
    if (!before) return before.error();
    auto after = *before;
    change(after);
    if (after == *before) return {};
    return replace_file(files, journals / kStateFile, to_text(after));
}

/// Until when each stream is recorded in these journals: the latest of them, within reason.
StreamEnds ends_of(const fs::path& journals, std::vector<JournalName> names) {
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
        return std::pair(a.start, a.number) > std::pair(b.start, b.number);
    });
    StreamEnds ends;
    std::uint64_t bytes = 0;
    for (const auto& name : names) {
        if (bytes >= kMostBytesRead) break;
        auto reader = Reader::open(journals / (name.stem() + std::string(kJournalSuffix)));
        if (!reader) continue;  // gone meanwhile: then the state had it before
        while (const auto batch = reader->next()) ends.add(*batch);
        bytes += reader->file_size();
    }
    return ends;
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

std::optional<CrashedRun> TargetState::crashed() const {
    if (last_stop >= last_start) return std::nullopt;
    return CrashedRun{unended_since == UnixMicros{} ? last_start : unended_since, ends};
}

Result<TargetState> read_state(const fs::path& journals) {
    auto state = parse_state(journals / kStateFile);
    if (!state) return state;
    const auto names = posix_files().list(journals);
    if (!names) return names.error();
    std::vector<JournalName> present;
    for (const auto& name : *names) {
        const auto journal = parse_journal_name(name);
        if (!journal) continue;
        state->last_start = std::max(state->last_start, journal->start);
        if (!name.ends_with(kJournalSuffix)) continue;
        if (journal->start > state->last_stop) present.push_back(*journal);
        auto reader = Reader::open(journals / name);
        if (!reader) continue;  // gone meanwhile: then the state had it before
        while (reader->skip()) {
        }
        state->highest_id = std::max(state->highest_id, reader->statistics().highest_id);
    }
    if (!present.empty()) state->ends.raise(ends_of(journals, std::move(present)));
    // A journal that went away while we looked had been added to the state first.
    const auto again = parse_state(journals / kStateFile);
    if (!again) return again;
    return later_of(std::move(*state), *again);
}

Result<void> remember(Files& files, const fs::path& journals, const LeavingJournals& leaving) {
    return change_state(files, journals, [&](TargetState& state) {
        state.highest_id = std::max(state.highest_id, leaving.highest_id);
        if (leaving.run_start > state.last_stop) state.ends.raise(leaving.ends);
    });
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
    auto state = read_state(open.paths.journals);
    if (!state) return state.error();
    open.highest_id = state->highest_id;
    open.crashed = state->crashed();
    open.start = whole_seconds(now);
    if (open.start <= state->last_start) {
        open.start = state->last_start + std::chrono::seconds(1);
    }
    // A crash stays known until a run ends behind it: should this one end before it writes a row,
    // the next one still learns of the first.
    const auto since = open.crashed ? open.crashed->opened : now;
    auto begun = change_state(files, open.paths.journals, [&](TargetState& changed) {
        changed.last_start = open.start;
        changed.unended_since = since;
    });
    if (!begun) return begun.error();
    return open;
}

Result<void> note_end(Files& files, const OpenTarget& target) {
    return change_state(files, target.paths.journals, [&](TargetState& state) {
        state.last_stop = target.start;
        state.unended_since = {};
        state.ends = {};
    });
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
