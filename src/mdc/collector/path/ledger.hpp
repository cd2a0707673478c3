#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "mdc/model/rows/ledger.hpp"
#include "mdc/model/wire/stream.hpp"

namespace mdc::collector {

/// A span of ids that is missing, inclusive; null where the feed has none or it is not known.
struct LostIds {
    std::int64_t from = kNullInt64;
    std::int64_t to = kNullInt64;
};

// Which spans of each stream are missing (docs/decisions/0007): one row per hole, written when the
// hole closes, or at the end with to_timestamp null. A stream begins with a hole of cause `start`
// and ends with one of cause `stop`: these bound what was recorded, and are no losses.
//
// Pure: it is told what happened and when. One per I/O thread.

/// Receive times, UTC microseconds, of the last row before and the first row behind a hole.
struct Span {
    std::int64_t from = kNullInt64;
    std::int64_t to = kNullInt64;
};

/// Keeps the `gaps` table.
class Ledger {
  public:
    /// Where finished rows go. Their head has exchange and instrument; times and ids are the
    /// caller's.
    using Write = std::function<void(const GapRow&)>;
    explicit Ledger(Write write) : write_(std::move(write)) {}

    /// A carrier's holes are those of its members, which are added after it.
    void add(const Stream& stream, GapCause begins_with = GapCause::start);
    /// The stream is no longer recorded: it ends with a hole of this cause.
    void remove(StreamId stream, GapCause cause) noexcept;

    /// Rows of the stream were written that a frame of `at` brought. The first ones end the
    /// stream's hole of cause `start`; what is missing of it ends before `first_id`. A book says
    /// that itself.
    void delivered(StreamId stream, UnixMicros at, std::int64_t first_id,
                   std::int64_t last_id) noexcept;
    /// A hole that the race or a book watched, written as it is.
    void hole(StreamId stream, GapCause cause, LostIds ids, Span span,
              std::string_view repaired_by) noexcept;
    /// The stream should speak and does not: a hole from its last row to its next.
    void silent(StreamId stream) noexcept;
    /// The recording ends: every stream gets its `stop`.
    void finish() noexcept;

    [[nodiscard]] std::uint64_t rows_written() const noexcept { return rows_written_; }
    /// Holes that are losses, not the ends of what was recorded.
    [[nodiscard]] std::uint64_t holes() const noexcept { return holes_; }

  private:
    struct Entry {
        Stream stream;
        bool has_started = false;
        bool is_silent = false;
        bool is_gone = false;
        GapCause begins_with = GapCause::start;
        std::vector<StreamId> members;  // of a carrier
        std::int64_t last_at = kNullInt64;
        std::int64_t last_id = kNullInt64;
    };

    void finish(Entry& entry, GapCause cause) noexcept;
    void write(const Entry& entry, GapCause cause, LostIds ids, Span span,
               std::string_view repaired_by) noexcept;

    Write write_;
    std::vector<Entry> entries_;  // by StreamId
    std::uint64_t rows_written_ = 0;
    std::uint64_t holes_ = 0;
};

}  // namespace mdc::collector
