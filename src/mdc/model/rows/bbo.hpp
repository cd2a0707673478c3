#pragma once

#include "mdc/model/rows/head.hpp"

namespace mdc {

/// A row of `bbo`: best bid and offer. A missing side is null.
struct BboRow {
    RowHead head;
    double bid_price = kNullDouble;
    double bid_qty = kNullDouble;
    double ask_price = kNullDouble;
    double ask_qty = kNullDouble;
    std::int64_t update_id = kNullInt64;
};

}  // namespace mdc
