// Rule `chain`: a frame brings the ids (prev, last]. What was brought already is a duplicate, what
// does not begin at or below the published id is ahead, all else follows. An overlap may be
// published as it is, because a frame carries every level that it touches.
//
// A frame of an older numbering is told by its exchange time. What happens at the very moment of
// a reset is told by the pair of ids, if it is among the last winners.

#include "mdc/race/rules/rule.hpp"

namespace mdc::race {
namespace {

using Break = Decision::Break;

bool is_of_older_epoch(const StreamState& stream, const FrameKey& key) noexcept {
    if (stream.epoch_time == 0 || key.time == 0 || key.time > stream.epoch_time) return false;
    if (key.prev == stream.applied) return false;
    return key.time < stream.epoch_time || stream.winners.has(key.prev, key.last);
}

// Old captures have books without ids: only the content tells what another leg brought already. A
// picture that opens a leg says nothing new while the stream stands.
Decision decide_without_ids(StreamState& stream, const Offer& offer) noexcept {
    const FrameKey& key = offer.key;
    LegState& leg = stream.legs[offer.leg];
    const bool opens_leg = !leg.has_spoken;
    leg.has_spoken = true;
    const bool is_news = key.fingerprint == 0 || stream.seen.insert(key.fingerprint);
    if (key.kind == KeyKind::snapshot && opens_leg && !stream.is_broken) {
        return {Verdict::duplicate};
    }
    return {is_news ? Verdict::accept : Verdict::duplicate};
}

Decision decide_data(const StreamState& stream, const Offer& offer) noexcept {
    const FrameKey& key = offer.key;
    if (is_null(stream.applied)) return {Verdict::accept};
    if (is_of_older_epoch(stream, key)) {
        return {.verdict = Verdict::duplicate, .is_other_epoch = true};
    }
    if (key.last <= stream.applied) {
        if (!is_restart(stream, offer)) return {Verdict::duplicate};
        return {.verdict = Verdict::accept, .before = Break::restart, .is_reset = true};
    }
    const bool follows = is_null(key.prev) || key.prev <= stream.applied;
    return {follows ? Verdict::accept : Verdict::held};
}

/// The exchange restarted its numbering: within the chain (OKX) or by a snapshot (Bybit).
Decision decide_reset(const StreamState& stream, const Offer& offer) noexcept {
    const FrameKey& key = offer.key;
    const Decision adopt{.verdict = Verdict::accept, .is_reset = true};
    if (is_null(stream.applied)) return adopt;
    if (is_null(key.prev)) {
        return is_known_reset(stream, key) ? Decision{Verdict::duplicate} : adopt;
    }
    if (key.prev == stream.applied) return adopt;
    const bool is_known = key.time != 0 && stream.epoch_time != 0 && key.time <= stream.epoch_time;
    if (is_known || key.prev < stream.applied) return {Verdict::duplicate};
    return {Verdict::held};
}

/// A snapshot in the channel. While the stream stands, one that a running leg sends is adopted when
/// its ids are new: the exchange chose to send it. One that opens a leg is of no use then, unless
/// it is ahead and the others do not catch up. While the stream is broken any passes; if it is
/// ahead, the ids before it are lost unless another leg still brings them.
Decision decide_snapshot(const StreamState& stream, const Offer& offer) noexcept {
    const FrameKey& key = offer.key;
    if (is_null(stream.applied)) return {Verdict::accept};
    if (key.last < stream.applied && key.time != 0 && stream.applied_time != 0 &&
        key.time > stream.applied_time) {
        return {.verdict = Verdict::accept, .is_reset = true};
    }
    if (key.last <= stream.applied) {
        return {stream.is_broken ? Verdict::accept : Verdict::duplicate};
    }
    const bool opens_leg = is_null(stream.legs[offer.leg].last);
    return {stream.is_broken || opens_leg ? Verdict::held : Verdict::accept};
}

}  // namespace

Decision decide_chain(StreamState& stream, const Offer& offer) noexcept {
    if (offer.key.kind == KeyKind::repeat) return {Verdict::repeat};
    if (is_null(offer.key.last)) return decide_without_ids(stream, offer);
    switch (offer.key.kind) {
        case KeyKind::reset:
            return decide_reset(stream, offer);
        case KeyKind::snapshot:
            return decide_snapshot(stream, offer);
        default:
            return decide_data(stream, offer);
    }
}

}  // namespace mdc::race
