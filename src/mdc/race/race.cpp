#include "mdc/race/race.hpp"

#include <algorithm>
#include <bit>

#include "mdc/core/assert.hpp"

namespace mdc::race {
namespace {

/// One id in 64, the same ones on every leg.
bool is_sampled(std::int64_t id) noexcept {
    return (static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15U) >> 58 == 0;
}

bool has_chain(const StreamState& stream) noexcept {
    return stream.rule == ArrivalRule::chain || stream.rule == ArrivalRule::per_leg;
}

bool is_comparable(const StreamState& stream, const FrameKey& key) noexcept {
    return (stream.rule == ArrivalRule::chain || stream.rule == ArrivalRule::newest) &&
           !is_null(key.last) && is_sampled(key.last);
}

}  // namespace

Race::Race(const RaceOptions& options, RaceOutput& output)
    : options_(options), output_(output), pool_(options.pool_bytes) {}

Race::~Race() = default;

void Race::add(const Stream& stream, std::uint32_t group) {
    const std::size_t index = index_of(stream.id);
    if (index >= streams_.size()) streams_.resize(index + 1);
    if (streams_[index] != nullptr) return;
    auto state = std::make_unique<StreamState>();
    state->id = stream.id;
    state->rule = stream.rule;
    state->feed = stream.feed;
    const bool by_content = stream.rule == ArrivalRule::chain && options_.takes_unchained;
    if (stream.rule == ArrivalRule::seen || by_content) {
        state->seen = SeenSet(options_.seen_keys);
    }
    state->leg_stats = group_of(group).by_leg.data();
    streams_[index] = std::move(state);
    holding_.reserve(streams_.size());
}

void Race::remove(StreamId stream) noexcept {
    StreamState* const state = find(stream);
    if (state == nullptr) return;
    drop_held(*state, [](const HeldFrame&) { return true; });
    update_holding(*state);
    streams_[index_of(stream)].reset();
}

void Race::leg_opened(std::uint16_t leg, std::uint32_t group, std::span<const StreamId> streams) {
    MDC_ASSERT(leg < kMaxLegs);
    Group& legs = group_of(group);
    if (legs.owned[leg] == nullptr) {
        legs.owned[leg] = std::make_unique<LegStats>();
        legs.by_leg[leg] = legs.owned[leg].get();
    }
    for (const StreamId id : streams) {
        StreamState* const stream = find(id);
        if (stream == nullptr) continue;
        stream->live |= bit_of(leg);
        stream->legs[leg] = {};
        if (std::popcount(stream->live) > 1) stream->winners.enable();
    }
}

void Race::leg_closed(const LegEnd& end, std::uint64_t now) noexcept {
    MDC_ASSERT(end.leg < kMaxLegs);
    for (const StreamId id : end.streams) {
        StreamState* const stream = find(id);
        if (stream == nullptr || (stream->live & bit_of(end.leg)) == 0) continue;
        stream->live &= ~bit_of(end.leg);
        stream->legs[end.leg] = {};
        if (stream->leader == end.leg) stream->leader = kNoLeg;
        const bool is_last = stream->live == 0;
        if (is_last) stream->outage_cause = end.cause;
        settle(*stream, now);
        if (!is_last) continue;
        stream->is_outage = true;
        stream->is_broken = true;
        stream->last_heard = end.last_heard;
    }
}

Verdict Race::offer(const FrameKey& key, const Frame& frame, std::uint64_t now) noexcept {
    StreamState* const stream = find(key.stream);
    if (stream == nullptr || key.kind == KeyKind::control || key.kind == KeyKind::unknown) {
        output_.on_frame(frame, key, false);
        return Verdict::accept;
    }
    MDC_ASSERT(frame.leg < kMaxLegs);
    stream->live |= bit_of(frame.leg);
    const std::uint16_t leader = stream->leader;
    const Decision decision = decide(*stream, key, frame.leg, now);
    if (stream->leader != leader && stream->applied_at != 0) ++stats_.takeovers;
    const Verdict verdict = carry_out(*stream, decision, key, frame, now);
    count(verdict, stream->leg_stats[frame.leg]);
    return verdict;
}

void Race::expect_snapshot(StreamId stream) noexcept {
    if (StreamState* const state = find(stream)) state->is_broken = true;
}

bool Race::wants_content(const FrameKey& key) const noexcept {
    const StreamState* const stream = find(key.stream);
    return stream != nullptr && std::popcount(stream->live) > 1 && is_comparable(*stream, key);
}

void Race::note_content(const FrameKey& key, std::uint64_t content) noexcept {
    StreamState* const stream = find(key.stream);
    if (stream == nullptr) return;
    std::uint64_t cursor = 0;
    if (auto* const winner = stream->winners.find(key.last, 0, cursor)) winner->content = content;
}

void Race::compare_content(const FrameKey& key, std::uint16_t leg, std::uint64_t content) noexcept {
    StreamState* const stream = find(key.stream);
    if (stream == nullptr) return;
    std::uint64_t cursor = 0;
    const auto* const winner = stream->winners.find(key.last, 0, cursor);
    if (winner == nullptr || winner->content == 0) return;
    ++stats_.compared;
    if (winner->content == content) return;
    ++stats_.mismatches;
    give_up_all(*stream, stream->applied_at);
    // A chain stays one: its leader's.
    stream->rule = has_chain(*stream) ? ArrivalRule::per_leg : ArrivalRule::leader;
    stream->leader = kNoLeg;
    output_.on_mismatch(stream->id, leg);
}

void Race::finish(std::uint64_t now) noexcept {
    for (const auto& stream : streams_) {
        if (stream == nullptr) continue;
        give_up_all(*stream, now);
        if (!stream->is_outage) continue;
        const bool has_ids = has_chain(*stream) && !is_null(stream->applied);
        mark_gap(*stream, {.cause = stream->outage_cause,
                           .from_id = has_ids ? stream->applied + 1 : kNullInt64,
                           .from = std::max(stream->last_received, stream->last_heard)});
        stream->is_outage = false;
    }
}

const LegStats* Race::leg_stats(std::uint32_t group, std::uint16_t leg) const noexcept {
    if (group >= groups_.size() || groups_[group] == nullptr || leg >= kMaxLegs) return nullptr;
    return groups_[group]->by_leg[leg];
}

bool Race::is_holding(StreamId stream) const noexcept {
    const StreamState* const state = find(stream);
    return state != nullptr && state->held != nullptr;
}

int Race::live_legs(StreamId stream) const noexcept {
    const StreamState* const state = find(stream);
    return state == nullptr ? 0 : std::popcount(state->live);
}

StreamState* Race::find(StreamId stream) const noexcept {
    const std::size_t index = index_of(stream);
    return index < streams_.size() ? streams_[index].get() : nullptr;
}

Race::Group& Race::group_of(std::uint32_t group) {
    if (group >= groups_.size()) groups_.resize(group + 1);
    if (groups_[group] == nullptr) groups_[group] = std::make_unique<Group>();
    return *groups_[group];
}

Decision Race::decide(StreamState& stream, const FrameKey& key, std::uint16_t leg,
                      std::uint64_t now) const noexcept {
    const Offer offer{key, leg, now, options_.leader_silence_ns};
    switch (stream.rule) {
        case ArrivalRule::chain:
            return decide_chain(stream, offer);
        case ArrivalRule::newest:
            return decide_newest(stream, offer);
        case ArrivalRule::seen:
            return decide_seen(stream, offer);
        case ArrivalRule::per_leg:
            return decide_per_leg(stream, offer);
        case ArrivalRule::leader:
            break;
    }
    return decide_leader(stream, offer);
}

Verdict Race::carry_out(StreamState& stream, const Decision& decision, const FrameKey& key,
                        const Frame& frame, std::uint64_t now) noexcept {
    switch (decision.verdict) {
        case Verdict::accept:
            publish(stream, decision, {key, frame, now, false}, now);
            settle(stream, now);
            return Verdict::accept;
        case Verdict::held:
            return hold(stream, key, frame, now);
        case Verdict::repeat:
            note_leg(stream, key, frame.leg);
            settle(stream, now);
            return Verdict::repeat;
        default:
            return lose(stream, decision, key, frame.leg, now) ? Verdict::compare
                                                               : decision.verdict;
    }
}

void Race::publish(StreamState& stream, const Decision& decision, const Candidate& candidate,
                   std::uint64_t now) noexcept {
    const FrameKey& key = candidate.key;
    mark_before(stream, decision, candidate);
    if (decision.is_reset) {
        ++(decision.before == Decision::Break::restart ? stats_.restarts : stats_.resets);
        ++stream.epoch;
        stream.epoch_time = key.time;
        stream.applied_time = key.time;
        stream.applied = kNullInt64;
        const std::int64_t reset_time = key.time;
        drop_held(stream, [=](const HeldFrame& held) { return held.key.time < reset_time; });
    }
    const bool is_unchained = has_chain(stream) && is_null(key.last);  // its time is no place in it
    if (!is_unchained) stream.applied = std::max(stream.applied, id_of(key));
    stream.applied_time = std::max(stream.applied_time, key.time);
    stream.applied_at = now;
    stream.applied_fingerprint = key.fingerprint;
    stream.last_received = candidate.frame.stamps.received;
    if (key.kind == KeyKind::snapshot || key.kind == KeyKind::reset) stream.is_broken = false;
    stream.winners.push({key.prev, key.last, key.fingerprint, candidate.arrived});
    if (!candidate.was_held) note_leg(stream, key, candidate.frame.leg);
    output_.on_frame(candidate.frame, key, candidate.was_held);
}

/// What was lost before an accepted frame, as far as its rule or an outage tells. (What a chain
/// lacks between its ids was said when it was given up.)
void Race::mark_before(StreamState& stream, const Decision& decision,
                       const Candidate& candidate) noexcept {
    using Break = Decision::Break;
    const FrameKey& key = candidate.key;
    RaceGap gap{.cause = stream.is_outage ? stream.outage_cause : GapCause::server_drop,
                .from = stream.last_received,
                .to = candidate.frame.stamps.received.value};
    const bool is_restart = decision.before == Break::restart;
    if (decision.before == Break::ids || (is_restart && has_chain(stream))) {
        gap.from_id = stream.applied + 1;
    }
    if (decision.before == Break::ids) gap.to_id = place_of(key);
    gap.is_restart = is_restart;
    const bool is_blind =
        stream.is_outage && (!has_chain(stream) || is_null(stream.applied) || is_null(key.last));
    if (is_blind) gap.from = std::max(stream.last_received, stream.last_heard);
    if (decision.before != Break::none || is_blind) mark_gap(stream, gap);
    stream.is_outage = false;
}

void Race::mark_gap(StreamState& stream, const RaceGap& gap) noexcept {
    ++stats_.gaps;
    stream.is_broken = true;
    RaceGap said = gap;
    said.stream = stream.id;
    output_.on_gap(said);
}

/// Notes where a leg is that was not first, and how far behind. True when its content is to be
/// compared with the winner's.
bool Race::lose(StreamState& stream, const Decision& decision, const FrameKey& key,
                std::uint16_t leg, std::uint64_t now) noexcept {
    if (!decision.is_other_epoch) note_leg(stream, key, leg);
    LegStats* const stats = stream.leg_stats[leg];
    if (stats == nullptr) return false;
    auto* const winner = stream.winners.find(key.last, key.fingerprint, stream.legs[leg].cursor);
    if (winner == nullptr) {
        stats->lags_unknown.add();
        return false;
    }
    stats->lag.record(now - winner->arrived);
    return decision.verdict == Verdict::duplicate && winner->content != 0 &&
           winner->prev == key.prev && is_comparable(stream, key);
}

void Race::count(Verdict verdict, LegStats* leg) noexcept {
    const auto add = [leg](std::uint64_t& total, Counter LegStats::*counter) {
        ++total;
        if (leg != nullptr) (leg->*counter).add();
    };
    if (leg != nullptr) leg->frames.add();
    switch (verdict) {
        case Verdict::accept:
            return add(stats_.accepted, &LegStats::wins);
        case Verdict::duplicate:
        case Verdict::compare:
            return add(stats_.duplicates, &LegStats::duplicates);
        case Verdict::superseded:
            return add(stats_.superseded, &LegStats::superseded);
        case Verdict::standby:
            return add(stats_.standby, &LegStats::standby);
        case Verdict::held:
            return add(stats_.held, &LegStats::held);
        case Verdict::repeat:
            return add(stats_.repeats, &LegStats::repeats);
    }
}

}  // namespace mdc::race
