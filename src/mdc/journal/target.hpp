#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "mdc/journal/file.hpp"
#include "mdc/journal/lock.hpp"
#include "mdc/journal/names.hpp"

// What a target remembers over restarts is one small file, `state` in the journal folder: the
// highest id of all journals that are gone, and the start of the latest run. Whoever removes a
// journal raises it first, so the highest id used is always max(state, the journals that are
// there); of those only block headers are read.

namespace mdc::journal {

struct TargetState {
    std::int64_t highest_id = 0;  ///< largest seq_id or packet_id ever written; 0 none
    UnixMicros last_start;        ///< of the latest run, whole seconds; 0 none
};

/// What the state file and the journals say. Errors: `target`, `malformed` (state file unreadable).
[[nodiscard]] Result<TargetState> read_state(const std::filesystem::path& journals);

/// Makes the state at least this, safe from a power cut. Safe beside other processes.
[[nodiscard]] Result<void> raise_state(Files& files, const std::filesystem::path& journals,
                                       const TargetState& least);

/// A target made ready to record into.
struct OpenTarget {
    TargetPaths paths;
    Lock lock;
    UnixMicros start;             ///< names of this run: whole seconds, later than any run before
    std::int64_t highest_id = 0;  ///< ids of this run begin above it
};

/// Makes the folders, takes the lock, and chooses the run's start: `now`, or one second behind the
/// latest run when that is later (quick restart, clock stepped back).
///
/// Errors: `target` when it is in use, not writable, or a single file that exists; `disk`.
[[nodiscard]] Result<OpenTarget> open_target(Files& files, const std::filesystem::path& target,
                                             UnixMicros now);

/// Removes temporaries whose writer is gone: their locks are free. Returns what was removed.
std::vector<std::filesystem::path> remove_stray_temporaries(Files& files,
                                                            const std::filesystem::path& journals);

/// Removes the journal folder of a single file when nothing in it is worth keeping. The caller
/// holds the target's lock.
void remove_finished_folder(const TargetPaths& paths);

}  // namespace mdc::journal
