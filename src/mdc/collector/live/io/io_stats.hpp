#pragma once

#include <array>
#include <atomic>

#include "mdc/book/book_sync.hpp"
#include "mdc/core/counter.hpp"
#include "mdc/metrics/published.hpp"
#include "mdc/model/enums.hpp"
#include "mdc/race/leg_stats.hpp"

namespace mdc::collector {

/// What the I/O thread counts of one connection; written by it, read by any thread.
struct ConnectionStats {
    Counter is_used;  ///< 1: it is to be open, or its successor; 0: waits for what is listed later
    Counter is_open;  ///< 1 while open
    Counter opened;   ///< how often
    Counter messages, bytes, reads, reads_with_kernel_stamp, pings;
    Counter refused;       ///< subscriptions that the venue refused
    Counter silent;        ///< streams without a first message although their siblings move
    Counter opened_at_us;  ///< UTC
    std::array<Counter, kGapCauseNames.size()> closed;  ///< how often, by cause
    std::atomic<const race::LegStats*> race{nullptr};   ///< null: never opened
};

/// What the I/O thread counts of itself.
struct IoStats {
    Counter cpu_ns;  ///< of the thread, kernel included; as of the last look
    Counter loops, loop_ns_max;
    Counter reads, reads_with_kernel_stamp;
    Counter books_standing, books;
    Counter connections;  ///< that carry something
    Counter inbox_full, outbox_full;
    metrics::Published<book::BookStats> book_counts;
    metrics::Published<race::RaceStats> race_counts;
};

}  // namespace mdc::collector
