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
#include "mdc/model/output.hpp"
#include "mdc/model/stream.hpp"

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
    /// Neither snapshot nor refusal for so long: ask again.
    std::chrono::microseconds answer_within = std::chrono::seconds(30);
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
    std::uint64_t updates_dropped = 0;  ///< buffer full, or before the start of any buffer
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
    RetryOptions retry;
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

    [[nodiscard]] SyncState state() const noexcept { return state_; }
    [[nodiscard]] const Book& book() const noexcept { return book_; }
    /// When on_time() has something to do; INT64_MAX: never.
    [[nodiscard]] UnixMicros due() const noexcept { return ask_at_; }
    UnixMicros next_checkpoint;  ///< kept by Books

  private:
    struct OpenHole {
        Hole hole;
        bool awaits_ids = false;  ///< the first update after it says what was lost
    };

    void apply_snapshot(const BookUpdate&, std::span<const Level>, const Arrival&) noexcept;
    void apply_update(const BookUpdate&, std::span<const Level>, const Arrival&) noexcept;

    const StreamId stream_;
    const InstrumentId instrument_;
    const ExchangeId exchange_;
    const BookOptions options_;
    SyncContext& context_;
    SyncState state_ = SyncState::unknown;
    Book book_;
    DiffBuffer buffer_;
    std::vector<OpenHole> holes_;
    UnixMicros last_received_;  ///< of the last thing that was known
    std::int64_t last_time_ = kNullInt64;
    UnixMicros ask_at_{INT64_MAX};
    int attempt_ = 0;
};

}  // namespace mdc::book
