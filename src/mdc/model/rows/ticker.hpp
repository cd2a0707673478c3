#pragma once

#include "mdc/model/enums.hpp"
#include "mdc/model/rows/head.hpp"

namespace mdc {

/// A row of `tickers`: one per message; only what the message says is not null.
struct TickerRow {
    RowHead head;
    TickerChannel channel = TickerChannel::ticker;
    double last_price = kNullDouble;
    double last_qty = kNullDouble;
    double open_24h = kNullDouble;
    double high_24h = kNullDouble;
    double low_24h = kNullDouble;
    double volume_base_24h = kNullDouble;
    double volume_quote_24h = kNullDouble;
    double volume_contracts_24h = kNullDouble;
    double bid_price = kNullDouble;
    double bid_qty = kNullDouble;
    double ask_price = kNullDouble;
    double ask_qty = kNullDouble;
    double mark_price = kNullDouble;
    double index_price = kNullDouble;
    double funding_rate = kNullDouble;
    std::int64_t funding_time = kNullInt64;  ///< next funding, UTC microseconds
    double open_interest = kNullDouble;
    double open_interest_value = kNullDouble;
    double underlying_price = kNullDouble;
    double mark_iv = kNullDouble;
    double bid_iv = kNullDouble;
    double ask_iv = kNullDouble;
    double delta = kNullDouble;
    double gamma = kNullDouble;
    double vega = kNullDouble;
    double theta = kNullDouble;
    double rho = kNullDouble;
};

}  // namespace mdc
