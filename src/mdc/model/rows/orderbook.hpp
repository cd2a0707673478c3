#pragma once

#include "mdc/model/enums.hpp"
#include "mdc/model/rows/head.hpp"

namespace mdc {

/// One level of a book change, as the ring carries it behind its BookRecord.
struct LevelChange {
    double price = kNullDouble;  ///< null: all levels (side unknown, delete): forget the book
    double qty = 0;
    Action action{};
    Side side{};
};

/// A book change in the ring: this head, then `count` LevelChange. Each level becomes one row whose
/// seq_id counts on from the head's.
struct BookRecord {
    RowHead head;
    std::int64_t first_update_id = kNullInt64;
    std::int64_t last_update_id = kNullInt64;
    std::int64_t prev_update_id = kNullInt64;
    std::uint32_t count = 0;
    bool is_snapshot = false;
    bool is_checkpoint = false;
};

/// A row of `orderbook_l2`.
struct OrderbookRow {
    RowHead head;
    LevelChange level;
    std::int64_t first_update_id = kNullInt64;
    std::int64_t last_update_id = kNullInt64;
    std::int64_t prev_update_id = kNullInt64;
    bool is_snapshot = false;
    bool is_checkpoint = false;
};

}  // namespace mdc
