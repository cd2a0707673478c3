#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mdc/core/time.hpp"
#include "mdc/model/rows/ledger.hpp"
#include "mdc/model/tables/batch.hpp"

// What one sink lost when its queue was full, and how its tables stay true all the same.
//
// Every hole becomes `gaps` rows for that sink alone: one per ticker and feed, from the last row it
// got to the first row it gets again. A book is more: changes behind a hole make no book. So the
// sink gets a clear row in place of the first row that it lost ("forget all levels"), further rows
// of that book are withheld, and the book is asked for anew; from its next clear row on (checkpoint
// or snapshot) it goes on.

namespace mdc::pipeline {

/// Takes one number of the process counter. Empty: there is none, and no rows are made.
using NextId = std::function<std::int64_t()>;
/// A book that should be written again, as a checkpoint.
using WantBook = std::function<void(ExchangeId exchange, std::string_view ticker)>;

/// Losses of ledger tables have no feed and are only counted and told.
class OverflowLedger {
  public:
    /// The batch did not reach the sink.
    void lost(const Batch& batch);
    /// What the sink gets when the batch can reach it: rows that go before it, and the batch, or
    /// what is left of it. Each may be called with empty functions.
    std::vector<BatchPtr> pass(BatchPtr batch, const NextId& next_id, const WantBook& want_book);
    /// Nothing more comes: the holes that are still open, with to_timestamp null; one batch each
    /// exchange.
    std::vector<BatchPtr> open_holes(UnixMicros now, const NextId& next_id);
    /// Rows of books that were withheld so far.
    [[nodiscard]] std::uint64_t withheld_rows() const noexcept { return withheld_rows_; }

  private:
    using Flow = std::pair<ExchangeId, Table>;
    struct Hole {                     // of one ticker
        std::int64_t from_timestamp;  // null: nothing came before
        std::int64_t last_lost;       // receive time; rows of several I/O threads overlap a little
        RowHead first;                // of its first lost row: times and numbers
        std::int64_t from_id;         // ids are null where the lost rows have none
        std::int64_t to_id;
        bool is_cleared = false;             // of a book: the clear row is written
        std::int64_t asked_at = kNullInt64;  // of a book: receive time when it was asked for
    };
    using Holes = std::map<std::string, Hole, std::less<>>;

    static GapRow gap_of(const Flow& flow, const Hole& hole, UnixMicros at);
    Hole& hole_of(const Flow& flow, const Batch& batch, std::size_t row);
    static void lose(Hole& hole, const Batch& batch, std::size_t row);
    std::vector<BatchPtr> pass_book(const BatchPtr& batch, Holes& holes, const NextId& next_id,
                                    const WantBook& want_book);

    std::map<Flow, std::int64_t> last_;  // rcv_timestamp of the last row that reached the sink
    std::map<Flow, Holes> holes_;
    std::uint64_t withheld_rows_ = 0;
};

}  // namespace mdc::pipeline
