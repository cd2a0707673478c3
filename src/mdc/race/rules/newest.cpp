// Rule `newest`: only the newest picture counts, ids may jump.

#include "mdc/race/rules/rule.hpp"

namespace mdc::race {

Decision decide_newest(StreamState& stream, const Offer& offer) noexcept {
    const FrameKey& key = offer.key;
    if (key.kind == KeyKind::repeat) return {Verdict::repeat};
    const std::int64_t id = id_of(key);
    if (is_null(stream.applied) || is_null(id)) return {Verdict::accept};
    if (key.kind == KeyKind::reset) {
        if (is_known_reset(stream, key)) return {Verdict::duplicate};
        return {.verdict = Verdict::accept, .is_reset = true};
    }
    if (key.time != 0 && key.time < stream.epoch_time) {
        return {.verdict = Verdict::superseded, .is_other_epoch = true};
    }
    if (id > stream.applied) return {Verdict::accept};
    if (id == stream.applied) return {Verdict::duplicate};
    if (begins_anew(stream, key)) return {.verdict = Verdict::accept, .is_reset = true};
    if (is_restart(stream, offer)) {
        return {.verdict = Verdict::accept, .before = Decision::Break::restart, .is_reset = true};
    }
    return {Verdict::superseded};
}

}  // namespace mdc::race
