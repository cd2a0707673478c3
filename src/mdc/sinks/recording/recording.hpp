#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mdc/config/config.hpp"
#include "mdc/core/counter.hpp"
#include "mdc/journal/file.hpp"
#include "mdc/model/tables/table.hpp"
#include "mdc/sinks/sink.hpp"

namespace mdc::sinks {

struct RecordingOptions {
    /// A directory, or a file whose name ends in .parquet (then no rotation, must not exist).
    std::filesystem::path target;
    /// Tables subscribed to; names the files of a single-file target. Ledger tables always are.
    std::vector<Table> feeds;
    /// A journal is closed and converted after this much time, or these bytes, or at UTC midnight.
    std::chrono::seconds rotate_span = config::Rotation{}.span;
    std::uint64_t rotate_bytes = config::Rotation{}.bytes;
    /// Most that a power cut can lose. Smaller costs more disk operations.
    std::chrono::milliseconds sync_every = config::StorageConfig{}.sync_ms;
    /// Below this much free space it warns, with the time left. 0: never.
    std::uint64_t min_free = config::StorageConfig{}.min_free;
    /// Which Parquet files stay; the oldest beyond it are deleted. Directories only.
    config::Keep keep;
    /// How long close() waits for conversions when no person waits; then journals stay.
    std::chrono::milliseconds stop_within = config::StorageConfig{}.stop_within;
    /// A person watches: close() converts everything, however long, telling on_progress.
    bool is_interactive = false;
    /// Rows kept in memory while the disk is full; beyond it write() refuses. One batch always is
    /// kept.
    std::uint64_t held_bytes = 64u << 20;
    /// How often a full disk is tried again.
    std::chrono::milliseconds retry_every{1000};
    std::filesystem::path converter;             ///< empty: journal::find_converter()
    bool convert = true;                         ///< false: journals stay (mdc recover)
    journal::Files* files = nullptr;             ///< nullptr: the real ones
    const std::atomic<bool>* abandon = nullptr;  ///< true: close() leaves journals and returns
};

/// What a recording has to say beyond the outcome of write(): for log, ledger and alerts.
struct RecordingEvent {
    enum class Kind : std::uint8_t {
        disk_failed,        ///< rows are held in memory from now on
        disk_recovered,     ///< held rows are written, nothing was lost on the way
        sync_failed,        ///< what was not synced before may be lost by a power cut
        low_space,          ///< `text` has the time left
        conversion_failed,  ///< the journal stays; tried again later
        converted,          ///< `text` is the journal
        journal_torn,       ///< a journal of an earlier run had an unfinished end
    };
    Kind kind{};
    std::string text;
};

/// All are optional. Called from the sink's thread, on_synced from the syncing one.
struct RecordingHooks {
    std::function<void(const RecordingEvent&)> on_event;
    std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
    /// Ticks (monotonic ns) when the batch's oldest row was dequeued (0 unknown) and was written.
    std::function<void(std::uint64_t t_dequeued, std::uint64_t t_written)> on_written;
    /// Ticks when the oldest batch of this sync was written, and when it was on the disk.
    std::function<void(std::uint64_t t_written, std::uint64_t t_synced)> on_synced;
};

/// Written by the sink's threads, one writer a counter; any thread may read.
struct RecordingStatistics {
    Counter rows, bytes, blocks, journals;  ///< in journals
    Counter syncs, sync_failures, write_failures;
    Counter held_bytes;  ///< waiting in memory for the disk, now
    Counter lost_rows;   ///< that still waited when close() gave up
    /// Of batches that were refused because the memory for it was full, each once: whoever wrote
    /// them may try again.
    Counter refused_rows;
    Counter conversions, conversion_failures;
    Counter converted_rows, converted_bytes;  ///< in Parquet files
    Counter journals_waiting;                 ///< closed, not converted, now
    Counter free_bytes;                       ///< of the target's disk, at the last look
    Counter deleted_files, deleted_bytes;     ///< Parquet files beyond RecordingOptions::keep
};

/// Writes batches into journals and has these converted to Parquet (DESIGN: one journal, one
/// converter). Everything but statistics() is called from the sink's thread.
class Recording final : public Sink {
  public:
    /// Takes the target's lock, finds what it remembers, starts the syncing thread. Journals that
    /// an earlier run left are converted along the way. Errors: `target` (in use, not writable,
    /// file exists), `disk`, `usage` (no mdc-parquet).
    [[nodiscard]] static Result<std::unique_ptr<Recording>> open(RecordingOptions options,
                                                                 RecordingHooks hooks = {});
    ~Recording() override;

    /// Errors: `disk`, retryable, when the disk is full and the memory for held rows, too: nothing
    /// of this batch is taken. Otherwise a full disk is no error here: see RecordingEvent.
    [[nodiscard]] Result<void> write(const Batch& batch) override;
    [[nodiscard]] Result<void> on_time(UnixMicros now) override;
    /// The run has ended once all rows are in journals, converted or not.
    /// Errors: `disk` when rows could not be written or synced. Journals that stay are no error.
    [[nodiscard]] Result<void> close() override;
    [[nodiscard]] std::uint64_t lost_rows() const noexcept override;

    [[nodiscard]] Remembered remembered() const override;
    [[nodiscard]] const RecordingStatistics& statistics() const noexcept;
    /// After close(): journals that were left for `mdc recover`.
    [[nodiscard]] std::vector<std::filesystem::path> left_journals() const;

  private:
    struct Parts;
    explicit Recording(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace mdc::sinks
