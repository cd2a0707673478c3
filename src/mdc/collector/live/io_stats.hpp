#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "mdc/core/counter.hpp"

namespace mdc::collector {

/// What the I/O thread counts of one connection; written by it, read by any thread.
struct ConnectionStats {
    Counter is_open;  ///< 1 while open
    Counter opened;   ///< how often
    Counter messages, bytes, reads, reads_with_kernel_stamp, pings;
    Counter refused;       ///< subscriptions that the venue refused
    Counter silent;        ///< streams without a first message although their siblings move
    Counter opened_at_us;  ///< UTC
};

/// What the I/O thread counts of itself.
struct IoStats {
    Counter loops, loop_ns_max;
    Counter reads, reads_with_kernel_stamp;
    Counter books_standing, books;
    Counter inbox_full, outbox_full;
};

}  // namespace mdc::collector
