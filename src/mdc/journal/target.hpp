#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "mdc/journal/file.hpp"
#include "mdc/journal/lock.hpp"
#include "mdc/journal/names.hpp"

// What a target remembers over restarts is one small file, `state` in the journal folder: the
// highest id and the latest row of all journals that are gone, and which run was begun and which
// ended last. Whoever removes a journal raises it first, so the highest id used is always
// max(state, the journals that are there); of those only block headers are read, and the rows of
// the last one when its run did not end.

namespace mdc::journal {

struct TargetState {
    std::int64_t highest_id = 0;  ///< largest seq_id or packet_id ever written; 0 none
    /// The latest moment that is recorded: an rcv_timestamp, or the opening of a run that followed
    /// one that had ended. 0 none.
    UnixMicros last_seen = {};
    UnixMicros last_start = {};  ///< of the latest run, whole seconds; 0 none
    UnixMicros last_stop = {};   ///< last_start of the latest run that ended; 0 none

    /// Set when the latest run did not end: from when on nothing is known to be recorded.
    [[nodiscard]] std::optional<UnixMicros> crashed_at() const;
    friend bool operator==(const TargetState&, const TargetState&) = default;
};

/// What the state file and the journals say. Errors: `target`, `malformed` (state file unreadable).
[[nodiscard]] Result<TargetState> read_state(const std::filesystem::path& journals);

/// Makes each number of the state at least this, safe from a power cut. Safe beside other
/// processes.
[[nodiscard]] Result<void> raise_state(Files& files, const std::filesystem::path& journals,
                                       const TargetState& least);

/// A target made ready to record into.
struct OpenTarget {
    TargetPaths paths;
    Lock lock;
    UnixMicros start;             ///< names of this run: whole seconds, later than any run before
    std::int64_t highest_id = 0;  ///< ids of this run begin above it
    /// Set when the run before did not end: the last rcv_timestamp it wrote; its opening when it
    /// wrote none, or that of the run before when that one had not ended either. May be later than
    /// `now` when the clock was set back.
    std::optional<UnixMicros> crashed_at = std::nullopt;
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
