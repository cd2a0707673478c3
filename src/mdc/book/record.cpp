#include "mdc/book/record.hpp"

#include <cstdlib>

namespace mdc::book {
namespace {

bool is_usable(std::int64_t timestamp, UnixMicros received) noexcept {
    return !is_null(timestamp) && timestamp != 0 &&
           std::llabs(timestamp - received.value) <= kMicrosPerDay;
}

}  // namespace

BookRecord record_of(const BookUpdate& update, const Arrival& arrival, InstrumentId instrument,
                     ExchangeId exchange) noexcept {
    BookRecord record;
    record.head.timestamp_is_local = !is_usable(update.timestamp, arrival.rcv_timestamp);
    record.head.timestamp =
        record.head.timestamp_is_local ? arrival.rcv_timestamp : UnixMicros{update.timestamp};
    record.head.rcv_timestamp = arrival.rcv_timestamp;
    record.head.packet_id = arrival.packet_id;
    record.head.push_timestamp = update.push_timestamp;
    record.head.conn_id = arrival.conn_id;
    record.head.instrument = instrument;
    record.head.exchange = exchange;
    record.first_update_id = update.first_update_id;
    record.last_update_id = update.last;
    record.prev_update_id = update.prev_update_id;
    return record;
}

}  // namespace mdc::book
