#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mdc/book/book.hpp"
#include "mdc/book/book_output.hpp"
#include "mdc/book/diff_buffer.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/wire/output.hpp"
#include "mdc/model/wire/stream.hpp"

namespace mdc::book {

/// How one book is kept.
struct BookOptions {
    /// True: the first picture comes by REST (need_snapshot). False: the channel sends it.
    bool snapshot_by_request = false;
    /// Levels a side that the channel promises; what lies beyond is deleted. 0: no limit.
    int depth_limit = 0;
    /// Memory for updates that wait for a snapshot; when full, the oldest are dropped.
    std::size_t buffer_bytes = 4U << 20;
};

/// When to ask for a snapshot again.
struct RetryOptions {
    std::chrono::microseconds first = std::chrono::milliseconds(250);  ///< doubles per attempt
    std::chrono::microseconds most = std::chrono::seconds(30);
    /// The channel has to send its snapshot within this after subscribing, else it is asked to.
    std::chrono::microseconds in_band_within = std::chrono::seconds(10);
    /// Neither snapshot nor snapshot_failed() came of a REST request for so long: ask again. Only
    /// for answers that got lost; a queue that waits for its weight budget may take minutes.
    std::chrono::microseconds answer_within = std::chrono::minutes(10);
};

enum class SyncState : std::uint8_t {
    unknown,   ///< no connection carries the stream
    waiting,   ///< updates are buffered until the snapshot comes
    standing,  ///< equal to the exchange's book at last_update_id
};
inline constexpr std::array<std::string_view, 3> kSyncStateNames = {"unknown", "waiting",
                                                                    "standing"};

/// Counts of all books of a thread.
struct BookStats {
    std::uint64_t updates_applied = 0;
    std::uint64_t updates_buffered = 0;
    std::uint64_t updates_dropped = 0;  ///< buffer full, or nothing to chain them to
    std::uint64_t updates_stale = 0;    ///< older than the book
    std::uint64_t snapshots_applied = 0;
    std::uint64_t snapshots_stale = 0;    ///< older than a standing book
    std::uint64_t snapshots_too_old = 0;  ///< older than the first buffered update
    std::uint64_t snapshots_failed = 0;
    std::uint64_t snapshots_asked = 0;
    std::uint64_t resyncs = 0;       ///< a standing book became unknown
    std::uint64_t gaps = 0;          ///< as the race said them
    std::uint64_t chain_breaks = 0;  ///< found here, said by nobody
    std::uint64_t resets = 0;
    std::uint64_t checkpoints = 0;
    std::uint64_t holes = 0;
    std::uint64_t rows = 0;
    std::uint64_t local_timestamps = 0;  ///< updates without a usable exchange time
    std::uint64_t unknown_streams = 0;
};

/// What the books of a thread share.
struct SyncContext {
    BookOutput& output;
    RetryOptions retry{};
    LevelPool pool{};
    BookStats stats{};
    Book scratch{pool};  ///< a snapshot being compared
    std::vector<LevelChange> changes{};
    std::vector<DiffBuffer> spare_buffers{};
};

/// One order book and its synchronisation with the exchange.
///
/// Ids: an update brings (prev, last], a snapshot is the book at `last`.
///  1. A book is unknown until a snapshot came; updates are buffered meanwhile.
///  2. Snapshot with id L: buffered updates with last <= L are dropped. The first that remains has
///     to have prev <= L, else the snapshot is too old: ask again, keep buffering. This contains
///     the rules of all sheets (Binance spot U <= L+1 <= u, USD-M pu <= L < u).
///  3. With nothing buffered the snapshot is adopted and the next update decides.
///  4. On a standing book: last <= id is stale, prev > id breaks it, else the update is applied
///     (levels are absolute, so an overlap does no harm).
///  5. A newer snapshot on a standing book is written as the difference, an older one is ignored,
///     unless the exchange began its numbering again (is_reset, or a newer time with an older id).
/// Sources: the sheets' sections on book synchronisation, read 2026-11.
class BookSync {
  public:
    BookSync(const Stream& stream, const BookOptions& options, SyncContext& context);
    ~BookSync();
    BookSync(const BookSync&) = delete;
    BookSync& operator=(const BookSync&) = delete;

    void begin(GapCause cause, UnixMicros now) noexcept;
    void end(GapCause cause, UnixMicros now) noexcept;
    void subscribed(UnixMicros now) noexcept;
    void disconnected(GapCause cause, UnixMicros now) noexcept;
    void apply(const BookUpdate& update, std::span<const Level> levels,
               const Arrival& arrival) noexcept;
    void gap(std::int64_t from_id, std::int64_t to_id, GapCause cause, UnixMicros now) noexcept;
    void snapshot_failed(UnixMicros retry_at, UnixMicros now) noexcept;
    void checkpoint(UnixMicros now) noexcept;
    /// Says every open hole, open.
    void finish() noexcept;
    /// Asks for a snapshot when that is due.
    void on_time(UnixMicros now) noexcept;

    /// The clock jumped by this much: what is due keeps its distance.
    void shift_time(std::chrono::microseconds by) noexcept {
        if (ask_at_.value != INT64_MAX) ask_at_ = ask_at_ + by;
    }

    void grow_directories() { book_.grow_directories(); }

    [[nodiscard]] SyncState state() const noexcept { return state_; }
    [[nodiscard]] const Book& book() const noexcept { return book_; }
    /// When on_time() has something to do; INT64_MAX: never.
    [[nodiscard]] UnixMicros due() const noexcept { return ask_at_; }
    /// Of directory and buffer; the levels are in the pool.
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return sizeof *this + book_.memory_bytes() + buffer_.memory_bytes();
    }

  private:
    /// What is still to be learnt of an open hole's ids.
    enum class Awaits : std::uint8_t {
        nothing,
        snapshot,  ///< it ends with the snapshot's id
        update,    ///< it ends where the next update begins
    };
    struct OpenHole {
        Hole hole;
        Awaits awaits{};
    };

    // book_sync.cpp: what the exchange says
    void apply_snapshot(const BookUpdate& update, std::span<const Level> levels,
                        const Arrival& arrival) noexcept;
    void apply_update(const BookUpdate& update, std::span<const Level> levels,
                      const Arrival& arrival) noexcept;
    void buffer(const BookUpdate& update, std::span<const Level> levels,
                const Arrival& arrival) noexcept;
    [[nodiscard]] bool is_news(const BookUpdate& snapshot) const noexcept;
    [[nodiscard]] bool fits_buffer(const BookUpdate& snapshot) noexcept;
    void write_snapshot(const BookUpdate& update, std::span<const Level> levels,
                        const Arrival& arrival) noexcept;
    void write_update(const BookUpdate& update, std::span<const Level> levels,
                      const Arrival& arrival) noexcept;
    void write_buffered() noexcept;
    void write_own(bool is_checkpoint, UnixMicros now) noexcept;
    [[nodiscard]] BookRecord next_record(const BookUpdate& update, const Arrival& arrival) noexcept;
    void emit(BookRecord record) noexcept;

    // sync_state.cpp: states, requests and holes
    void wait(UnixMicros now, bool ask_at_once) noexcept;
    void forget(UnixMicros now) noexcept;
    void break_off(UnixMicros now) noexcept;
    [[nodiscard]] std::chrono::microseconds backoff() const noexcept;
    void ask(UnixMicros now) noexcept;
    void ask_later(UnixMicros now, UnixMicros not_before) noexcept;
    void open_hole(const Hole& hole, Awaits awaits) noexcept;
    [[nodiscard]] OpenHole* awaiting(Awaits what) noexcept;
    void say(const Hole& hole) noexcept;
    static void set_end(Hole& hole, std::int64_t last_lost) noexcept;
    void end_holes(std::int64_t snapshot_id, UnixMicros at) noexcept;
    bool learn_ids(std::int64_t prev) noexcept;

    const StreamId stream_;
    const InstrumentId instrument_;
    const ExchangeId exchange_;
    const BookOptions options_;
    SyncContext& context_;
    SyncState state_ = SyncState::unknown;
    int attempt_ = 0;
    Book book_;
    DiffBuffer buffer_;
    std::vector<OpenHole> holes_;
    UnixMicros last_received_;              // of the last thing that was known
    std::int64_t last_time_ = kNullInt64;   // exchange time of the book
    std::int64_t reset_time_ = kNullInt64;  // exchange time of the last reset
    UnixMicros ask_at_{INT64_MAX};
};

}  // namespace mdc::book
