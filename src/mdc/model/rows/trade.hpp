#pragma once

#include "mdc/core/short_text.hpp"
#include "mdc/model/enums.hpp"
#include "mdc/model/rows/head.hpp"

namespace mdc {

/// A row of `trades`. The side is the aggressor's.
struct TradeRow {
    RowHead head;
    double price = 0;
    double qty = 0;                       ///< as the exchange sends it (contracts stay contracts)
    std::int64_t trade_seq = kNullInt64;  ///< dense number of the trade; null where there is none
    std::int32_t trade_count = 1;         ///< matches in this row
    Side side = Side::unknown;
    TradeKind kind = TradeKind::normal;
    ShortText<47> trade_id;
};

}  // namespace mdc
