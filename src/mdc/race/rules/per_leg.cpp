// Rule `per_leg`: each connection has a chain of its own, and its frames are net differences
// between its own ids, so an overlap may not be published. One leg publishes; a leg that takes over
// from another continues where the ids meet, else the book starts again from a snapshot.
// (Publishing the difference of several legs' books is for several legs to come.)

#include "mdc/race/rules/rule.hpp"

namespace mdc::race {
namespace {

using Break = Decision::Break;

Decision decide_picture(const StreamState& stream, const FrameKey& key) noexcept {
    if (is_null(stream.applied) || is_null(key.last)) return {Verdict::accept};
    const bool is_later =
        key.time != 0 && stream.applied_time != 0 && key.time > stream.applied_time;
    if (key.kind == KeyKind::reset || (key.last < stream.applied && is_later)) {
        return {.verdict = Verdict::accept, .is_reset = true};
    }
    const bool is_ahead = key.last > stream.applied;
    if (!stream.is_broken) return {is_ahead ? Verdict::accept : Verdict::duplicate};
    return {.verdict = Verdict::accept, .before = is_ahead ? Break::ids : Break::none};
}

}  // namespace

Decision decide_per_leg(StreamState& stream, const Offer& offer) noexcept {
    const FrameKey& key = offer.key;
    if (key.kind == KeyKind::repeat) return {Verdict::repeat};
    const bool is_awaited = stream.is_broken && key.kind != KeyKind::data;
    if (is_awaited) {  // whoever brings the picture that is waited for, leads
        stream.leader = offer.leg;
        stream.leader_at = offer.now;
    } else if (!is_leader(stream, offer)) {
        return {Verdict::standby};
    }
    if (key.kind != KeyKind::data) return decide_picture(stream, key);
    if (is_null(stream.applied) || is_null(key.last) || key.prev == stream.applied) {
        return {Verdict::accept};
    }
    if (key.last <= stream.applied) {
        if (!is_restart(stream, offer)) return {Verdict::duplicate};
        return {.verdict = Verdict::accept, .before = Break::restart, .is_reset = true};
    }
    const Break before = key.prev > stream.applied ? Break::ids : Break::unknown;
    return {.verdict = Verdict::accept, .before = before};
}

}  // namespace mdc::race
