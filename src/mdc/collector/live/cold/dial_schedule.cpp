#include "mdc/collector/live/cold/dial_schedule.hpp"

#include <algorithm>

namespace mdc::collector {

DialSchedule::DialSchedule(std::size_t connections, std::uint64_t seed)
    : seed_(seed), series_(connections, Series{net::Backoff({}, seed)}) {}

void DialSchedule::want(ConnectionIndex connection, net::SteadyTime now,
                        std::chrono::milliseconds retry_after) {
    series_[connection] = {net::Backoff({}, ++seed_), retry_after};
    waiting_.push_back({connection, now + retry_after});
}

std::chrono::milliseconds DialSchedule::failed(ConnectionIndex connection, net::SteadyTime now,
                                               std::chrono::milliseconds asked) {
    auto& series = series_[connection];
    const auto wait = series.backoff.next(std::max(asked, series.least));
    waiting_.push_back({connection, now + wait});
    return wait;
}

void DialSchedule::take(std::size_t position) {
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(position));
}

}  // namespace mdc::collector
