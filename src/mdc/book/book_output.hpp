#pragma once

#include <cstdint>
#include <span>

#include "mdc/core/null.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/enums.hpp"
#include "mdc/model/ids.hpp"
#include "mdc/model/rows/orderbook.hpp"

namespace mdc::book {

/// How a message came here: what its rows will say of it.
struct Arrival {
    UnixMicros rcv_timestamp;
    std::int64_t packet_id = 0;
    std::int64_t conn_id = kNullInt64;  ///< null: not from a connection (REST)
};

/// A span of a book's history that the rows do not tell, for the ledger. Ids are inclusive and
/// exactly those that no connection delivered; both null when none is known to be lost.
struct Hole {
    StreamId stream = kNoStream;
    GapCause cause{};
    std::int64_t from_update_id = kNullInt64;
    std::int64_t to_update_id = kNullInt64;
    UnixMicros from;                       ///< receive time of the last thing that was known
    std::int64_t to = kNullInt64;          ///< receive time of the repair; null while open
    bool is_repaired_by_snapshot = false;  ///< false: nothing has repaired it
};

/// Where books say what happened. Called on the caller's thread, from within the call that caused
/// it, in the order in which rows belong; nothing here may call back into the books.
class BookOutput {
  public:
    virtual ~BookOutput() = default;

    /// Rows. The head is filled but for seq_id; packet_id is 0 on rows of our own making (clear and
    /// checkpoint), the receiver gives those one. `changes` is never empty; record.count is its
    /// size.
    virtual void on_change(const BookRecord& record,
                           std::span<const LevelChange> changes) noexcept = 0;
    /// From on_time() only: ask for a REST snapshot now. Each is answered once, with apply() or
    /// snapshot_failed(). `attempt` counts from 1 and begins again once the book stands.
    virtual void need_snapshot(StreamId stream, int attempt) noexcept = 0;
    /// From on_time() only: the channel has to send its snapshot again (unsubscribe, subscribe),
    /// and the race has to let it pass (Race::expect_snapshot).
    virtual void need_resync(StreamId stream, int attempt) noexcept = 0;
    /// A hole has ended, or the run ends with it open. Each is said once.
    virtual void on_hole(const Hole& hole) noexcept = 0;
    /// The book is the exchange's again, at this id.
    virtual void on_standing(StreamId stream, std::int64_t last_update_id) noexcept = 0;
};

}  // namespace mdc::book
