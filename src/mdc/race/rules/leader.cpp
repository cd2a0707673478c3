// Rule `leader`: nothing tells whether two frames are the same, so one connection publishes and the
// others stand by until it is gone or silent.

#include "mdc/race/rules/rule.hpp"

namespace mdc::race {

Decision decide_leader(StreamState& stream, const Offer& offer) noexcept {
    if (offer.key.kind == KeyKind::repeat) return {Verdict::repeat};
    return {is_leader(stream, offer) ? Verdict::accept : Verdict::standby};
}

}  // namespace mdc::race
