#pragma once

#include <cstdint>
#include <span>

#include "mdc/collector/path/ids.hpp"
#include "mdc/core/counter.hpp"
#include "mdc/core/ring.hpp"
#include "mdc/model/tables/row.hpp"

namespace mdc::collector {

/// Rows of one I/O thread on their way into its ring: gives each its seq_id, and makes all rows of
/// a frame visible at once or none of them. I/O thread only.
class RowWriter {
  public:
    RowWriter(Ring& ring, IdSource& ids) noexcept : ring_(ring), ids_(ids) {}

    /// A number for a packet or a connection.
    std::int64_t take_id() noexcept { return ids_.take(); }
    /// Numbers from here on are above those that other threads gave until now.
    void refresh_ids() noexcept { ids_.drop_rest(); }

    /// Gives the row its seq_id, unless it has one, and stages it.
    template <class Row>
    void write(Row row) noexcept;
    /// One row per level.
    void write_book(const BookRecord& record, std::span<const LevelChange> levels) noexcept;
    void write_raw(const RawRow& row) noexcept;

    /// Says when these rows were published, for the time that they lie in the ring.
    void write_stamp(std::uint64_t ticks) noexcept;

    /// Forgets what was staged since the last publish(): counted as dropped.
    void discard() noexcept;
    /// The frame is complete. False: the ring was full, none of its rows will be seen.
    [[nodiscard]] bool publish() noexcept;

    [[nodiscard]] bool has_staged() const noexcept { return staged_rows_ != 0; }

    struct Stats {
        Counter rows;            ///< published
        Counter frames_dropped;  ///< whose rows did not fit: must be 0
        Counter rows_dropped;
    };
    [[nodiscard]] const Stats& stats() const noexcept { return stats_; }
    [[nodiscard]] const Ring& ring() const noexcept { return ring_; }

  private:
    void staged(bool fits, std::int64_t rows) noexcept;

    Ring& ring_;
    IdBlock ids_;
    Stats stats_;
    std::int64_t staged_rows_ = 0;
    bool is_full_ = false;
};

}  // namespace mdc::collector
