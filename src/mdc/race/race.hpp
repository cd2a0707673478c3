#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mdc/model/wire/frame.hpp"
#include "mdc/model/wire/frame_key.hpp"
#include "mdc/model/wire/stream.hpp"
#include "mdc/race/frame_pool.hpp"
#include "mdc/race/leg_stats.hpp"
#include "mdc/race/race_output.hpp"
#include "mdc/race/rules/rule.hpp"
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
    bool takes_unchained = false;  ///< chains without ids (old captures) are told apart by content
};

/// The end of a connection.
struct LegEnd {
    std::uint16_t leg = 0;
    std::span<const StreamId> streams{};  ///< what it carried
    GapCause cause = GapCause::disconnect;
    UnixMicros last_heard{};  ///< receive time of the last thing it said
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
    /// It does no more. The cause stands in the gap marks of streams that no leg carries now; their
    /// next snapshot passes.
    void leg_closed(const LegEnd& end, std::uint64_t now) noexcept;

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
    /// The run ends, before the legs are closed: held frames are given up, outages that are not
    /// over are said.
    void finish(std::uint64_t now) noexcept;

    [[nodiscard]] const RaceStats& stats() const noexcept { return stats_; }
    /// nullptr when that leg never opened. For the owning thread; what it points to stays and may
    /// be read from any.
    [[nodiscard]] const LegStats* leg_stats(std::uint32_t group, std::uint16_t leg) const noexcept;
    /// Frames of the stream wait for what another leg may bring.
    [[nodiscard]] bool is_holding(StreamId stream) const noexcept;
    /// Legs that carry the stream now.
    [[nodiscard]] int live_legs(StreamId stream) const noexcept;

  private:
    struct Group {
        std::array<std::unique_ptr<LegStats>, kMaxLegs> owned;
        std::array<LegStats*, kMaxLegs> by_leg{};
    };
    /// A frame on its way to being published.
    struct Candidate {
        const FrameKey& key;
        const Frame& frame;
        std::uint64_t arrived;
        bool was_held;
    };

    // race.cpp: decisions and their effects
    [[nodiscard]] StreamState* find(StreamId stream) const noexcept;
    [[nodiscard]] Decision decide(StreamState& stream, const FrameKey& key, std::uint16_t leg,
                                  std::uint64_t now) const noexcept;
    Verdict carry_out(StreamState& stream, const Decision& decision, const FrameKey& key,
                      const Frame& frame, std::uint64_t now) noexcept;
    void publish(StreamState& stream, const Decision& decision, const Candidate& candidate,
                 std::uint64_t now) noexcept;
    [[nodiscard]] bool lose(StreamState& stream, const Decision& decision, const FrameKey& key,
                            std::uint16_t leg, std::uint64_t now) noexcept;
    void count(Verdict verdict, LegStats* leg) noexcept;
    void mark_gap(StreamState& stream, const RaceGap& gap) noexcept;
    void mark_before(StreamState& stream, const Decision& decision,
                     const Candidate& candidate) noexcept;
    Group& group_of(std::uint32_t group);

    // hold.cpp: what is ahead of its turn
    Verdict hold(StreamState& stream, const FrameKey& key, const Frame& frame,
                 std::uint64_t now) noexcept;
    Verdict go_on_with(StreamState& stream, const FrameKey& key, const Frame& frame,
                       std::uint64_t now) noexcept;
    void give_up_to(StreamState& stream, std::int64_t id, UnixMicros next_received) noexcept;
    void give_up_first(StreamState& stream) noexcept;
    void give_up_all(StreamState& stream, std::uint64_t now) noexcept;
    void release_first(StreamState& stream, std::uint64_t now) noexcept;
    void settle(StreamState& stream, std::uint64_t now) noexcept;
    template <class Predicate>
    void drop_held(StreamState& stream, Predicate is_dropped) noexcept {
        HeldFrame** link = &stream.held;
        while (*link != nullptr) {
            HeldFrame* const entry = *link;
            if (!is_dropped(*entry)) {
                link = &entry->next;
                continue;
            }
            *link = entry->next;
            pool_.free(entry);
        }
    }
    void update_holding(StreamState& stream) noexcept;

    RaceOptions options_;
    RaceOutput& output_;
    RaceStats stats_;
    FramePool pool_;
    std::vector<std::unique_ptr<StreamState>> streams_;
    std::vector<std::unique_ptr<Group>> groups_;
    std::vector<StreamState*> holding_;
};

}  // namespace mdc::race
