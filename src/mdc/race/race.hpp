#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mdc/model/frame.hpp"
#include "mdc/model/frame_key.hpp"
#include "mdc/model/stream.hpp"
#include "mdc/race/frame_pool.hpp"
#include "mdc/race/leg_stats.hpp"
#include "mdc/race/race_output.hpp"
#include "mdc/race/stream_state.hpp"
#include "mdc/race/verdict.hpp"

namespace mdc::race {

/// Times are nanoseconds of the monotonic clock that `now` is of.
struct RaceOptions {
    /// How long a frame waits for what is missing before it. Longer repairs more loss, later.
    std::uint64_t hold_ns = 50'000'000;
    /// Memory for held frames of all streams; when full, the oldest is given up.
    std::size_t pool_bytes = 16U << 20;
    /// Rule `leader`: another leg takes over when the leader said nothing for so long.
    std::uint64_t leader_silence_ns = 1'500'000'000;
    /// Rule `seen`: at least so many recent keys are remembered per stream (32 bytes each).
    std::size_t seen_keys = 256;
};

/// First arrival wins: what several connections (legs) deliver of the same streams becomes what
/// one perfect connection would have delivered, plus gap marks for what none delivered.
///
/// One per I/O thread. Legs are numbered within their race group (Frame::leg, below kMaxLegs);
/// groups carry disjoint streams. REST answers are not offered. Nothing allocates but add() and
/// leg_opened().
class Race {
  public:
    Race(const RaceOptions& options, RaceOutput& output);
    ~Race();
    Race(const Race&) = delete;
    Race& operator=(const Race&) = delete;

    /// `group` names the statistics that the stream's wins and lags count in.
    void add(const Stream& stream, std::uint32_t group);
    /// Forgets the stream; held frames of it are dropped.
    void remove(StreamId stream) noexcept;

    /// A connection carries these streams from now on (all of group `group`).
    void leg_opened(std::uint16_t leg, std::uint32_t group, std::span<const StreamId> streams);
    /// It does no more. `cause` stands in the gap marks of streams that no leg carries now.
    void leg_closed(std::uint16_t leg, std::span<const StreamId> streams, GapCause cause,
                    std::uint64_t now) noexcept;

    /// Decides over one frame of leg `frame.leg` and publishes what is due. Frames of no stream
    /// (kinds control and unknown) are published as they are. Unknown streams are, too.
    Verdict offer(const FrameKey& key, const Frame& frame, std::uint64_t now) noexcept;

    /// The next snapshot of the stream passes, whatever its id: its book asked for one.
    void expect_snapshot(StreamId stream) noexcept;

    /// Content check, one frame in 64 by its id, only with several legs: the publisher of a frame
    /// that wants it calls note_content(key, content_hash(output)).
    [[nodiscard]] bool wants_content(const FrameKey& key) const noexcept;
    void note_content(const FrameKey& key, std::uint64_t content) noexcept;
    /// After the verdict `compare`. A difference counts, is said, and turns the stream to `leader`.
    void compare_content(const FrameKey& key, std::uint16_t leg, std::uint64_t content) noexcept;

    /// Gives up what waited too long. Cheap when nothing is held.
    void on_time(std::uint64_t now) noexcept;
    /// When on_time() has something to do next; UINT64_MAX: nothing is held.
    [[nodiscard]] std::uint64_t next_due() const noexcept;
    /// The run ends: held frames are given up, outages that are not over are said.
    void finish(std::uint64_t now) noexcept;

    [[nodiscard]] const RaceStats& stats() const noexcept { return stats_; }
    /// nullptr when that leg never opened. Stable until the race ends; readable from any thread.
    [[nodiscard]] const LegStats* leg_stats(std::uint32_t group, std::uint16_t leg) const noexcept;
    /// Legs that carry the stream now.
    [[nodiscard]] int live_legs(StreamId stream) const noexcept;

  private:
    RaceOptions options_;
    RaceOutput& output_;
    RaceStats stats_;
    FramePool pool_;
    std::vector<std::unique_ptr<StreamState>> streams_;
    std::vector<std::vector<std::unique_ptr<LegStats>>> legs_;  // by group, then leg
    std::vector<StreamState*> holding_;
};

}  // namespace mdc::race
