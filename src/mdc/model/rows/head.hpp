#pragma once

#include <cstdint>

#include "mdc/core/null.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/exchange_id.hpp"
#include "mdc/model/ids.hpp"

namespace mdc {

/// What every row of every table has. Rows have a fixed layout and are copied as bytes.
struct RowHead {
    UnixMicros timestamp;      ///< when it happened at the exchange
    UnixMicros rcv_timestamp;  ///< when its packet arrived here
    std::int64_t seq_id = 0;   ///< increasing per row, also across restarts
    std::int64_t packet_id = 0;
    std::int64_t push_timestamp = kNullInt64;  ///< when the venue sent it, UTC microseconds
    std::int64_t conn_id = kNullInt64;
    InstrumentId instrument = kNoInstrument;
    ExchangeId exchange{};
    bool timestamp_is_local = false;
};

/// The head of a row of our own making: it happened here, now.
inline RowHead local_head(ExchangeId exchange, UnixMicros now,
                          InstrumentId instrument = kNoInstrument) noexcept {
    RowHead head;
    head.timestamp = now;
    head.rcv_timestamp = now;
    head.instrument = instrument;
    head.exchange = exchange;
    head.timestamp_is_local = true;
    return head;
}

}  // namespace mdc
