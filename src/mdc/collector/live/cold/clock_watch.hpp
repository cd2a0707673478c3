#pragma once

#include "mdc/model/rows/ledger.hpp"

namespace mdc::collector {

/// What the kernel says of the clock (adjtimex): offset, estimated error, whether it is
/// synchronised.
ClockRow clock_row(ExchangeId exchange) noexcept;

}  // namespace mdc::collector
