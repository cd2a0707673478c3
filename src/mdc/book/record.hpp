#pragma once

#include "mdc/book/book_output.hpp"
#include "mdc/model/rows/orderbook.hpp"
#include "mdc/model/wire/output.hpp"

namespace mdc::book {

/// The head of the rows of a message, without count and seq_id. `timestamp` is the exchange's;
/// where it sent none, or one more than a day off, the local one, and timestamp_is_local says so.
BookRecord record_of(const BookUpdate& update, const Arrival& arrival, InstrumentId instrument,
                     ExchangeId exchange) noexcept;

}  // namespace mdc::book
