#include <bit>

#include "mdc/race/rules/rule.hpp"

namespace mdc::race {
namespace {

constexpr std::int64_t kRestartAfterMicros = 10'000'000;
constexpr std::uint64_t kRestartAfterNs = 60'000'000'000;

/// Whether the frame says more than what was published last. What cannot be told counts as news:
/// better twice than never.
bool is_news(const StreamState& stream, const FrameKey& key) noexcept {
    if (stream.applied_at == 0) return true;
    if (key.fingerprint != 0 && key.fingerprint == stream.applied_fingerprint) return false;
    const bool knows_times = key.time != 0 && stream.applied_time != 0;
    if (knows_times && key.time > stream.applied_time) return true;
    if (!is_null(key.last) && !is_null(stream.applied)) return key.last > stream.applied;
    return !knows_times || (key.time == stream.applied_time && key.fingerprint != 0);
}

}  // namespace

bool begins_anew(const StreamState& stream, const FrameKey& key) noexcept {
    constexpr std::int64_t kFar = 1'000'000;
    if (std::popcount(stream.live) != 1 || is_null(key.last)) return false;
    if (stream.applied_time == 0 || key.time <= stream.applied_time) return false;
    return key.last < stream.applied / 2 || key.last < stream.applied - kFar;
}

bool is_restart(const StreamState& stream, const Offer& offer) noexcept {
    if (id_of(offer.key) >= stream.applied) return false;
    if (begins_anew(stream, offer.key)) return true;
    if (offer.key.time != 0 && stream.applied_time != 0) {
        return offer.key.time > stream.applied_time + kRestartAfterMicros;
    }
    return offer.now > stream.applied_at + kRestartAfterNs;
}

bool is_known_reset(const StreamState& stream, const FrameKey& key) noexcept {
    if (key.time == 0) return false;
    if (stream.epoch_time != 0 && key.time <= stream.epoch_time) return true;
    return key.time < stream.applied_time;
}

bool is_leader(StreamState& stream, const Offer& offer) noexcept {
    const bool leads = stream.leader == offer.leg;
    const bool is_silent = offer.now > stream.leader_at + offer.leader_silence_ns;
    if (!leads && stream.leader != kNoLeg && !is_silent) return false;
    if (!leads && !is_news(stream, offer.key)) return false;
    stream.leader = offer.leg;
    stream.leader_at = offer.now;
    return true;
}

}  // namespace mdc::race
