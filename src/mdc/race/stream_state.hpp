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
    std::uint64_t cursor = 0;        ///< where it is among the winners
    std::uint32_t epoch = 0;         ///< the numbering that `last` is of
    bool has_spoken = false;         ///< since it opened; of streams without ids
};

/// What the race knows of one stream.
struct StreamState {
    StreamId id = kNoStream;
    ArrivalRule rule{};
    Feed feed{};
    bool is_broken = true;   ///< the next snapshot passes
    bool is_outage = false;  ///< the last leg went, and nothing has been published since
    bool is_holding = false;
    GapCause outage_cause{};
    std::uint16_t leader = kNoLeg;
    std::uint32_t live = 0;   ///< a bit per leg that carries it
    std::uint32_t epoch = 0;  ///< counts the exchange's numberings
    std::int64_t applied = kNullInt64;
    std::int64_t applied_time = 0;          ///< exchange time of the newest published frame
    std::int64_t epoch_time = 0;            ///< exchange time of the last reset
    std::uint64_t applied_at = 0;           ///< monotonic, when the newest was published
    std::uint64_t leader_at = 0;            ///< monotonic, when the leader last delivered
    std::uint64_t applied_fingerprint = 0;  ///< of the newest published frame
    HeldFrame* held = nullptr;              ///< by their place in the chain
    std::uint64_t give_up_at =
        UINT64_MAX;                      ///< when what the first held frame waits for is given up
    std::uint64_t drop_at = UINT64_MAX;  ///< when a held snapshot is of no use any more
    std::array<LegState, kMaxLegs> legs{};
    LegStats* const* leg_stats = nullptr;  ///< of the group, by leg
    UnixMicros last_received;              ///< of the newest published frame
    UnixMicros last_heard;                 ///< of the last leg that went
    Winners winners;
    SeenSet seen;
};

constexpr std::uint32_t bit_of(std::uint16_t leg) noexcept { return 1U << leg; }

/// The id that the rules compare: where the exchange sends none, its time stands in.
constexpr std::int64_t id_of(const FrameKey& key) noexcept {
    return is_null(key.last) && key.time != 0 ? key.time : key.last;
}

/// Where a frame belongs in the chain: it may be published once the stream is there.
constexpr std::int64_t place_of(const FrameKey& key) noexcept {
    return key.kind == KeyKind::snapshot ? key.last : key.prev;
}

/// A leg has delivered this frame.
void note_leg(StreamState& stream, const FrameKey& key, std::uint16_t leg) noexcept;

}  // namespace mdc::race
