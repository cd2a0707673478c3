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
    return fmt::format("mdc_state 1\nhighest_id {}\nlast_seen {}\nlast_start {}\nlast_stop {}\n",
                       state.highest_id, state.last_seen.value, state.last_start.value,
                       state.last_stop.value);
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
    const bool is_whole = read_number(in, "mdc_state", version) && version == 1 &&
                          read_number(in, "highest_id", state.highest_id) &&
                          read_number(in, "last_seen", state.last_seen.value) &&
                          read_number(in, "last_start", state.last_start.value) &&
                          read_number(in, "last_stop", state.last_stop.value);
    if (!is_whole) {
        return fail(ErrorKind::malformed,
                    fmt::format("{} is damaged: remove it when its recordings are complete",
                                path.string()));
    }
    return state;
}

TargetState later_of(const TargetState& a, const TargetState& b) {
    return {std::max(a.highest_id, b.highest_id), std::max(a.last_seen, b.last_seen),
            std::max(a.last_start, b.last_start), std::max(a.last_stop, b.last_stop)};
}

/// The last rcv_timestamp in these journals of one run; 0 when they have no whole block.
UnixMicros last_row_of(const fs::path& journals, std::vector<JournalName> run) {
    std::sort(run.begin(), run.end(),
              [](const auto& a, const auto& b) { return a.number > b.number; });
    for (const auto& name : run) {
        auto reader = Reader::open(journals / (name.stem() + std::string(kJournalSuffix)));
        if (!reader) continue;  // gone meanwhile: then the state was raised before
        while (reader->next()) {
        }
        if (reader->statistics().blocks > 0) return reader->statistics().last_received;
    }
    return {};
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

std::optional<UnixMicros> TargetState::crashed_at() const {
    if (last_stop >= last_start) return std::nullopt;
    return last_seen == UnixMicros{} ? last_start : last_seen;
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
        present.push_back(*journal);
        auto reader = Reader::open(journals / name);
        if (!reader) continue;  // gone meanwhile: then the state was raised before
        while (reader->skip()) {
        }
        state->highest_id = std::max(state->highest_id, reader->statistics().highest_id);
    }
    if (state->crashed_at()) {
        std::erase_if(present, [&](const auto& each) { return each.start != state->last_start; });
        state->last_seen = std::max(state->last_seen, last_row_of(journals, std::move(present)));
    }
    // A journal that went away while we looked had raised the state first.
    const auto again = parse_state(journals / kStateFile);
    if (!again) return again;
    return later_of(*state, *again);
}

Result<void> raise_state(Files& files, const fs::path& journals, const TargetState& least) {
    const auto lock = Lock::of_directory(journals);
    if (!lock) return lock.error();
    const auto before = parse_state(journals / kStateFile);
    if (!before) return before.error();
    const auto after = later_of(*before, least);
    if (after == *before) return {};
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
    auto state = read_state(open.paths.journals);
    if (!state) return state.error();
    open.highest_id = state->highest_id;
    open.crashed_at = state->crashed_at();
    open.start = whole_seconds(now);
    if (open.start <= state->last_start) {
        open.start = state->last_start + std::chrono::seconds(1);
    }
    // Behind a crash nothing is recorded until this run writes a row: should it end before, the
    // next one still learns of the first crash.
    if (!open.crashed_at) state->last_seen = std::max(state->last_seen, now);
    state->last_start = open.start;
    if (auto raised = raise_state(files, open.paths.journals, *state); !raised) {
        return raised.error();
    }
    return open;
}

Result<void> note_end(Files& files, const OpenTarget& target) {
    TargetState least;
    least.last_stop = target.start;
    return raise_state(files, target.paths.journals, least);
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
