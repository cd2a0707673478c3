#include "mdc/collector/live/cold/clock_watch.hpp"

#include <cstdlib>
#include <ctime>
#include <sys/timex.h>

namespace mdc::collector {

namespace {

constexpr std::int64_t kSmallestStepNs = 1'000'000;  // a thread may lose its core between readings
constexpr int kReadings = 5;                         // the closest pair of them counts

std::int64_t nanos_of(clockid_t clock) noexcept {
    timespec now{};
    ::clock_gettime(clock, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

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

std::string_view advice_on(const ClockRow& clock) noexcept {
    if (clock.is_synchronised) return {};
    return "the clock of this machine is not synchronised: times between exchange and receipt mean "
           "little; let chrony or ntpd run";
}

std::int64_t ClockSteps::note(std::int64_t utc_ns, std::int64_t monotonic_ns) noexcept {
    const auto distance = utc_ns - monotonic_ns;
    const auto before = distance_ns_.value_or(distance);
    const auto step = distance - before;
    if (std::abs(step) < kSmallestStepNs) {
        if (!distance_ns_) distance_ns_ = distance;
        return 0;  // the first distance stays: small steps add up until they are one
    }
    distance_ns_ = distance;
    return step / 1000;
}

std::int64_t ClockSteps::look() noexcept {
    std::int64_t utc = 0, monotonic = 0, closest = INT64_MAX;
    for (int i = 0; i < kReadings; ++i) {
        const auto before = nanos_of(CLOCK_MONOTONIC);
        const auto between = nanos_of(CLOCK_REALTIME);
        const auto apart = nanos_of(CLOCK_MONOTONIC) - before;
        if (apart >= closest) continue;
        closest = apart;
        utc = between;
        monotonic = before + apart / 2;
    }
    return note(utc, monotonic);
}

}  // namespace mdc::collector
