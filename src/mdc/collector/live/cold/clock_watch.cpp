#include "mdc/collector/live/cold/clock_watch.hpp"

#include <sys/timex.h>

namespace mdc::collector {

ClockRow clock_row(ExchangeId exchange) noexcept {
    ClockRow row;
    row.head.exchange = exchange;
    row.source = std::string_view("adjtimex");
    timex state{};
    const int verdict = ::adjtimex(&state);
    if (verdict < 0) return row;
    const bool is_nano = (state.status & STA_NANO) != 0;
    row.offset_us = is_nano ? state.offset / 1000 : state.offset;
    row.error_us = state.esterror;
    row.is_synchronised = verdict != TIME_ERROR;
    return row;
}

}  // namespace mdc::collector
