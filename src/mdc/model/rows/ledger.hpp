#pragma once

#include <string_view>

#include "mdc/core/short_text.hpp"
#include "mdc/model/enums.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/model/rows/head.hpp"

namespace mdc {

/// A row of `gaps`: what is missing of one feed of one instrument. Ids are inclusive.
struct GapRow {
    RowHead head;
    Feed feed{};
    GapCause cause{};
    std::int64_t from_update_id = kNullInt64;
    std::int64_t to_update_id = kNullInt64;
    std::int64_t from_timestamp = kNullInt64;  ///< receive time, UTC microseconds
    std::int64_t to_timestamp = kNullInt64;    ///< null while open
    ShortText<31> repaired_by;                 ///< "snapshot", "reconnect"; empty when nothing did
    ShortText<95> channel;  ///< of a feed that several channels fill; empty: the whole feed
};

/// A row of `connections`: what happened to a connection, and at its end what it earned.
struct ConnectionRow {
    RowHead head;
    ConnectionEvent event{};
    ShortText<160> reason;
    ShortText<200> url;
    ShortText<63> local_address;
    ShortText<63> remote_address;
    std::int64_t messages = kNullInt64;  ///< counters stand in closed and summary rows only
    std::int64_t bytes = kNullInt64;
    std::int64_t reads = kNullInt64;
    std::int64_t wins = kNullInt64;
    std::int64_t duplicates = kNullInt64;
    std::int64_t lag_us_p50 = kNullInt64;  ///< behind the winner, when it lost
    std::int64_t lag_us_p99 = kNullInt64;
};

/// A row of `instruments`; also tells the pipeline the ticker of an InstrumentId.
struct InstrumentRow {
    RowHead head;
    ShortText<95> name;  ///< the ticker
    ShortText<31> type;
    ShortText<31> status;
    ShortText<31> base;
    ShortText<31> quote;
    ShortText<31> contract_unit;
    ShortText<63> underlying;
    double tick_size = kNullDouble;
    double lot_size = kNullDouble;
    double contract_value = kNullDouble;
    std::int64_t expiry = kNullInt64;
    std::int32_t known_depth = kNullInt32;  ///< levels a side that the book is authoritative for
};

/// A row of `clock`: how far this machine's clock may be off.
struct ClockRow {
    RowHead head;
    std::int64_t offset_us = kNullInt64;  ///< local minus true, as the source estimates it
    std::int64_t error_us = kNullInt64;   ///< estimated bound of the error
    std::int64_t step_us = 0;  ///< jump since the row before, beyond what slewing explains
    bool is_synchronised = false;
    ShortText<31> source;  ///< "adjtimex"
};

/// A row of `raw`: a frame as received, before the race. The payload lies behind the row in the
/// ring.
struct RawRow {
    RowHead head;
    ShortText<15> kind;      ///< open, ws, rest, close: as `mdc parse` reads them
    ShortText<255> request;  ///< the url that a REST body answers, or the url that was opened
    std::string_view payload;
};

}  // namespace mdc
