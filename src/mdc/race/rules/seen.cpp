// Rule `seen`: everything once, whenever it comes. Quotes are the exception: an older one after a
// newer one would be a lie about the market.

#include "mdc/race/rules/rule.hpp"

namespace mdc::race {

Decision decide_seen(StreamState& stream, const Offer& offer) noexcept {
    const FrameKey& key = offer.key;
    if (key.kind == KeyKind::repeat) return {Verdict::repeat};
    if (key.fingerprint == 0 && is_null(id_of(key))) return {Verdict::accept};
    const std::uint64_t content =
        key.fingerprint != 0 ? key.fingerprint : static_cast<std::uint64_t>(id_of(key));
    if (!stream.seen.insert(content)) return {Verdict::duplicate};
    const bool is_older = key.time != 0 && key.time < stream.applied_time;
    if (stream.feed == Feed::bbo && is_older) return {Verdict::superseded};
    return {Verdict::accept};
}

}  // namespace mdc::race
