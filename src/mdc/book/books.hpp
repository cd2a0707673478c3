#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mdc/book/book_output.hpp"
#include "mdc/book/book_sync.hpp"
#include "mdc/book/level_pool.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/wire/output.hpp"
#include "mdc/model/wire/stream.hpp"

namespace mdc::book {

/// What all books of a thread have in common.
struct BooksOptions {
    /// Each standing book is written again this often, spread over the instruments; 0: never.
    std::chrono::microseconds checkpoint_every = std::chrono::hours(1);
    RetryOptions retry{};
    /// Levels that may come at once without an allocation; on_time() fills up what is used of them.
    std::size_t spare_levels = 16 * 1024;
};

/// All order books of one I/O thread, each with its synchronisation. Pure: time is an argument.
///
/// Nothing allocates after warm-up but add(), a resync (buffers, the scratch book) and on_time(),
/// which keeps `spare_levels` in reserve so that new price levels find their memory there.
/// One thread calls; streams that were never added are ignored and counted.
class Books {
  public:
    Books(BooksOptions options, BookOutput& output);
    ~Books();
    Books(const Books&) = delete;
    Books& operator=(const Books&) = delete;

    /// A new book, unknown; writes the row that says so. `cause` (start, listed) names its first
    /// hole in the ledger, which ends with the first snapshot.
    void add(const Stream& stream, const BookOptions& options, UnixMicros now,
             GapCause cause = GapCause::start);
    /// The stream ends (delisted, unselected): says the book unknown and leaves its hole open.
    void remove(StreamId stream, GapCause cause, UnixMicros now) noexcept;

    /// A connection carries the stream now: asks for the first snapshot where one is by request.
    /// Not needed when updates come; for streams that may stay quiet.
    void on_subscribed(StreamId stream, UnixMicros now) noexcept;
    /// No connection carries the stream any more: the book is unknown until the next snapshot.
    void on_disconnect(StreamId stream, GapCause cause, UnixMicros now) noexcept;
    /// A message of the channel, or a snapshot by request, in the order of the race.
    void apply(const BookUpdate& update, std::span<const Level> levels,
               const Arrival& arrival) noexcept;
    /// No connection brought these ids (inclusive); call before the frame that follows them.
    void on_gap(StreamId stream, std::int64_t from_update_id, std::int64_t to_update_id,
                GapCause cause, UnixMicros now) noexcept;
    /// The snapshot asked for will not come; ask again not before `retry_at` (zero: by backoff).
    void snapshot_failed(StreamId stream, UnixMicros retry_at, UnixMicros now) noexcept;
    /// Rows were lost on their way (the ring was full): writes the book again, or that it is
    /// unknown.
    void checkpoint(StreamId stream, UnixMicros now) noexcept;
    /// Requests, checkpoints, reserve of memory; to be called once next_due() has come. Cheap when
    /// nothing is due.
    void on_time(UnixMicros now) noexcept;
    /// The clock jumped by this much: nothing is done earlier or later for it.
    void shift_time(std::chrono::microseconds by) noexcept;
    /// When on_time() has something to do next; may be early, never late.
    [[nodiscard]] UnixMicros next_due() const noexcept { return next_due_; }
    /// The run ends: says which holes are open.
    void finish() noexcept;

    /// Unknown streams have the state `unknown`.
    [[nodiscard]] SyncState state(StreamId stream) const noexcept;
    /// nullptr when the stream has no book. Only a standing book is the exchange's.
    [[nodiscard]] const Book* book(StreamId stream) const noexcept;
    [[nodiscard]] const BookStats& stats() const noexcept { return context_.stats; }
    [[nodiscard]] std::size_t size() const noexcept { return timers_.size(); }
    /// What books and buffers hold, in bytes.
    [[nodiscard]] std::size_t memory_bytes() const noexcept;

  private:
    struct Slot {
        std::unique_ptr<BookSync> sync;
        std::size_t timer = 0;  // index in timers_
        bool is_room_wanted = false;
    };
    struct Timer {
        UnixMicros ask_at;
        UnixMicros checkpoint_at;
        StreamId stream;
        [[nodiscard]] UnixMicros due() const noexcept {
            return ask_at < checkpoint_at ? ask_at : checkpoint_at;
        }
    };
    [[nodiscard]] Slot* find(StreamId stream) noexcept;
    void update_timer(const Slot& slot) noexcept;
    void run_due(Timer& timer, UnixMicros now) noexcept;
    [[nodiscard]] std::size_t spare_chunks() const noexcept;
    void reserve_memory();

    BooksOptions options_;
    SyncContext context_;
    std::vector<Slot> by_stream_;
    std::vector<Timer> timers_;  // one per book, side by side
    std::vector<StreamId> room_wanted_;
    UnixMicros next_due_{INT64_MAX};
};

}  // namespace mdc::book
