#pragma once

#include <cstdint>

#include "mdc/model/wire/frame_key.hpp"
#include "mdc/race/stream_state.hpp"
#include "mdc/race/verdict.hpp"

namespace mdc::race {

/// A frame seen by a rule.
struct Offer {
    const FrameKey& key;
    std::uint16_t leg;
    std::uint64_t now;  ///< monotonic nanoseconds
    std::uint64_t leader_silence_ns;
};

/// What a rule says; the race carries it out.
struct Decision {
    Verdict verdict{};
    enum class Break : std::uint8_t {
        none,
        ids,                      ///< (applied, prev] are lost
        unknown,                  ///< something is lost, no ids say what
        restart,                  ///< the numbering began again unannounced
    } before = Break::none;       ///< what is lost before an accepted frame
    bool is_reset = false;        ///< an accepted frame begins a new numbering
    bool is_other_epoch = false;  ///< of an older numbering: says nothing of the leg's place
};

// The rules of DESIGN §3. Each reads the stream's state and may change what only it uses (leader,
// seen keys, …); what all share is changed by the race after it. `held` means: ahead of its turn.
Decision decide_chain(StreamState& stream, const Offer& offer) noexcept;
Decision decide_newest(StreamState& stream, const Offer& offer) noexcept;
Decision decide_seen(StreamState& stream, const Offer& offer) noexcept;
Decision decide_per_leg(StreamState& stream, const Offer& offer) noexcept;
Decision decide_leader(StreamState& stream, const Offer& offer) noexcept;

/// One connection brings its frames in order: an id that is far lower, and newer by the exchange's
/// time, is of a new numbering. Where several connections are, it may be late: false.
bool begins_anew(const StreamState& stream, const FrameKey& key) noexcept;
/// A frame with a lower id than the published one that can only mean that the exchange began its
/// numbering again without saying so: it begins anew, or is by its exchange time far newer, or,
/// where it has no time, comes long after the last one. Without this such a stream would be silent
/// for ever.
bool is_restart(const StreamState& stream, const Offer& offer) noexcept;
/// An announced reset without a predecessor (a snapshot): whether it was seen already.
bool is_known_reset(const StreamState& stream, const FrameKey& key) noexcept;
/// Whether this leg publishes; a leg takes over when the leader is gone, or silent while this one
/// has news.
bool is_leader(StreamState& stream, const Offer& offer) noexcept;

}  // namespace mdc::race
