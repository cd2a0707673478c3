#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "mdc/journal/file.hpp"
#include "mdc/journal/lock.hpp"
#include "mdc/journal/names.hpp"
#include "mdc/journal/stream_ends.hpp"

// What a target remembers over restarts is one small file, `state` in the journal folder: the
// highest id of all journals that are gone, which run was begun and which ended last, and, as long
// as the latest run has not ended, until when each stream is recorded in the journals that are
// gone. Whoever removes a journal adds it first, so the truth is always state and journals
// together; of those only block headers are read, and the rows when a run did not end.

namespace mdc::journal {

struct TargetState {
    std::int64_t highest_id = 0;    ///< largest seq_id or packet_id ever written; 0 none
    UnixMicros last_start = {};     ///< of the latest run, whole seconds; 0 none
    UnixMicros last_stop = {};      ///< last_start of the latest run that ended; 0 none
    UnixMicros unended_since = {};  ///< opening of the first run behind last_stop; 0 none
    StreamEnds ends = {};           ///< of the runs behind last_stop

    /// Set when the latest run did not end, or goes on.
    [[nodiscard]] std::optional<CrashedRun> crashed() const;
    friend bool operator==(const TargetState&, const TargetState&) = default;
};

/// What the state file and the journals say. Errors: `target`, `malformed` (state file unreadable).
[[nodiscard]] Result<TargetState> read_state(const std::filesystem::path& journals);

/// What journals of one run say that are about to be removed.
struct LeavingJournals {
    UnixMicros run_start = {};    ///< as their names say it
    std::int64_t highest_id = 0;  ///< 0 none
    StreamEnds ends = {};
};

/// Adds them to the state, safe from a power cut. Safe beside other processes.
[[nodiscard]] Result<void> remember(Files& files, const std::filesystem::path& journals,
                                    const LeavingJournals& leaving);

/// A target made ready to record into.
struct OpenTarget {
    TargetPaths paths;
    Lock lock;
    UnixMicros start;             ///< names of this run: whole seconds, later than any run before
    std::int64_t highest_id = 0;  ///< ids of this run begin above it
    /// Set when the run before did not end. Moments may be later than `now` when the clock was set
    /// back.
    std::optional<CrashedRun> crashed = std::nullopt;
};

/// Makes the folders, takes the lock, and chooses the run's start: `now`, or one second behind the
/// latest run when that is later (quick restart, clock stepped back).
///
/// Errors: `target` when it is in use, not writable, or a single file that exists; `disk`.
[[nodiscard]] Result<OpenTarget> open_target(Files& files, const std::filesystem::path& target,
                                             UnixMicros now);

/// The run of this target ends: all its rows are in journals that are synced.
[[nodiscard]] Result<void> note_end(Files& files, const OpenTarget& target);

/// Removes temporaries whose writer is gone: their locks are free. Returns what was removed.
std::vector<std::filesystem::path> remove_stray_temporaries(Files& files,
                                                            const std::filesystem::path& journals);

/// Removes the journal folder of a single file when nothing in it is worth keeping. The caller
/// holds the target's lock.
void remove_finished_folder(const TargetPaths& paths);

}  // namespace mdc::journal
