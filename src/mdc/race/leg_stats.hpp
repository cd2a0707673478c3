#pragma once

#include <cstdint>

#include "mdc/core/counter.hpp"
#include "mdc/core/histogram.hpp"

namespace mdc::race {

/// Connections that may carry the same stream at once (old and new ones while one is replaced).
inline constexpr std::size_t kMaxLegs = 16;

/// What one connection of a race group earned. The race writes, any thread may read.
struct LegStats {
    Counter frames;      ///< offered
    Counter wins;        ///< published, first of all
    Counter duplicates;  ///< another was first
    Counter superseded;
    Counter standby;
    Counter held;
    Counter repeats;
    Counter lags_unknown;  ///< so late that the winner is forgotten; not in lag
    Histogram lag;         ///< behind the winner, of the frames that lost
};

/// Counts of all streams of a race; the owning thread copies them out.
struct RaceStats {
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t superseded = 0;
    std::uint64_t standby = 0;
    std::uint64_t held = 0;
    std::uint64_t repeats = 0;
    std::uint64_t released = 0;  ///< held, then published
    std::uint64_t gaps = 0;
    std::uint64_t given_up_passed = 0;  ///< every leg had delivered past it
    std::uint64_t given_up_time = 0;
    std::uint64_t given_up_pool = 0;
    std::uint64_t resets = 0;    ///< said by the exchange
    std::uint64_t restarts = 0;  ///< numbering began again without a word
    std::uint64_t takeovers = 0;
    std::uint64_t compared = 0;
    std::uint64_t mismatches = 0;
};

}  // namespace mdc::race
