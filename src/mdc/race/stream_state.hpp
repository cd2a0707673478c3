#pragma once

#include <array>
#include <cstdint>

#include "mdc/core/null.hpp"
#include "mdc/core/time.hpp"
#include "mdc/model/enums.hpp"
#include "mdc/model/feed.hpp"
#include "mdc/model/ids.hpp"
#include "mdc/race/frame_pool.hpp"
#include "mdc/race/leg_stats.hpp"
#include "mdc/race/seen_set.hpp"
#include "mdc/race/winners.hpp"

namespace mdc::race {

inline constexpr std::uint16_t kNoLeg = 0xFFFF;

/// What one leg has delivered of a stream.
struct LegState {
    std::int64_t last = kNullInt64;  ///< id of its newest frame; null: none since it opened
    std::uint32_t epoch = 0;         ///< the numbering that `last` is of
    std::uint32_t cursor = 0;        ///< where it is among the winners
};

/// What the race knows of one stream; the rules read and write it.
struct StreamState {
    StreamId id = kNoStream;
    ArrivalRule rule{};
    Feed feed{};
    bool is_broken = true;   ///< the next snapshot passes
    bool is_outage = false;  ///< no leg carries it, or none has delivered since
    GapCause outage_cause{};
    std::uint16_t leader = kNoLeg;
    std::uint32_t live = 0;  ///< a bit per leg that carries it
    std::uint32_t group = 0;
    std::uint32_t epoch = 0;  ///< counts the exchange's numberings
    std::int64_t applied = kNullInt64;
    std::int64_t applied_time = 0;   ///< exchange time of the newest published frame
    std::int64_t epoch_time = 0;     ///< exchange time of the last reset
    std::uint64_t applied_at = 0;    ///< monotonic, when it was published
    std::uint64_t leader_at = 0;     ///< monotonic, when the leader last delivered
    std::uint64_t last_content = 0;  ///< fingerprint of the newest published frame
    UnixMicros last_received;
    HeldFrame* held = nullptr;  ///< by their place in the chain
    Winners winners;
    SeenSet seen;
    std::array<LegState, kMaxLegs> legs{};
};

}  // namespace mdc::race
