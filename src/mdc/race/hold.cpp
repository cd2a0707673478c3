// The half of the race that waits: frames ahead of their turn are kept until what is missing comes
// from another leg, or no leg can bring it any more.
//
// Within a connection order is kept. So a leg that has delivered past the missing ids will never
// bring them; when that is true of every live leg, they are given up, and at the latest after
// RaceOptions::hold_ns. With one leg that is at once, and nothing is copied.

#include <algorithm>
#include <bit>

#include "mdc/race/race.hpp"

namespace mdc::race {
namespace {

constexpr std::uint64_t kSnapshotReadyNs = 1'000'000'000;

bool every_leg_passed(const StreamState& stream) noexcept {
    for (std::uint32_t live = stream.live; live != 0; live &= live - 1) {
        const LegState& leg = stream.legs[static_cast<std::size_t>(std::countr_zero(live))];
        if (leg.epoch != stream.epoch || leg.last <= stream.applied) return false;
    }
    return true;
}

/// The held frame that says what this one says; nullptr when there is none.
const HeldFrame* find_held(const StreamState& stream, const FrameKey& key) noexcept {
    for (const HeldFrame* held = stream.held; held != nullptr; held = held->next) {
        if (held->key.kind == key.kind && place_of(held->key) <= place_of(key) &&
            held->key.last >= key.last) {
            return held;
        }
    }
    return nullptr;
}

void insert(StreamState& stream, HeldFrame* entry) noexcept {
    HeldFrame** link = &stream.held;
    while (*link != nullptr && place_of((*link)->key) <= place_of(entry->key)) {
        link = &(*link)->next;
    }
    entry->next = *link;
    *link = entry;
}

}  // namespace

void note_leg(StreamState& stream, const FrameKey& key, std::uint16_t leg) noexcept {
    const std::int64_t id = id_of(key);
    LegState& state = stream.legs[leg];
    if (is_null(id)) return;
    state.last = state.epoch == stream.epoch ? std::max(state.last, id) : id;
    state.epoch = stream.epoch;
}

Verdict Race::hold(StreamState& stream, const FrameKey& key, const Frame& frame,
                   std::uint64_t now) noexcept {
    note_leg(stream, key, frame.leg);
    if (stream.held == nullptr && every_leg_passed(stream)) {
        ++stats_.given_up_passed;
        return go_on_with(stream, key, frame, now);
    }
    if (const HeldFrame* const same = find_held(stream, key)) {
        LegStats* const stats = stream.leg_stats[frame.leg];
        if (stats != nullptr) stats->lag.record(now - same->held_at);
        settle(stream, now);
        return Verdict::duplicate;
    }
    HeldFrame* entry = pool_.keep(frame, key, now);
    while (entry == nullptr) {
        HeldFrame* const oldest = pool_.oldest();
        if (oldest == nullptr) return go_on_with(stream, key, frame, now);  // larger than the pool
        ++stats_.given_up_pool;
        give_up_all(*find(oldest->key.stream), now);
        const Decision decision = decide(stream, key, frame.leg, now);
        if (decision.verdict != Verdict::held) return carry_out(stream, decision, key, frame, now);
        entry = pool_.keep(frame, key, now);
    }
    insert(stream, entry);
    settle(stream, now);
    return Verdict::held;
}

/// Publishes a frame that is ahead: what is missing before it is given up.
Verdict Race::go_on_with(StreamState& stream, const FrameKey& key, const Frame& frame,
                         std::uint64_t now) noexcept {
    give_up_to(stream, place_of(key), frame.stamps.received);
    const Decision decision = decide(stream, key, frame.leg, now);
    return carry_out(stream, decision, key, frame, now);
}

void Race::give_up_to(StreamState& stream, std::int64_t id, UnixMicros next_received) noexcept {
    const bool is_outage = stream.is_outage || stream.live == 0;
    mark_gap(stream, {.cause = is_outage ? stream.outage_cause : GapCause::server_drop,
                      .from_id = stream.applied + 1,
                      .to_id = id,
                      .from = stream.last_received,
                      .to = next_received.value});
    stream.is_outage = false;
    stream.applied = id;
}

void Race::give_up_first(StreamState& stream) noexcept {
    if (place_of(stream.held->key) <= stream.applied) return;
    give_up_to(stream, place_of(stream.held->key), stream.held->frame.stamps.received);
}

void Race::give_up_all(StreamState& stream, std::uint64_t now) noexcept {
    while (stream.held != nullptr) {
        give_up_first(stream);
        release_first(stream, now);
    }
    update_holding(stream);
}

/// Publishes the first held frame, whose turn it is, or drops it when its news came otherwise.
void Race::release_first(StreamState& stream, std::uint64_t now) noexcept {
    HeldFrame* const entry = stream.held;
    stream.held = entry->next;
    const Decision decision = decide(stream, entry->key, entry->frame.leg, now);
    if (decision.verdict == Verdict::accept) {
        ++stats_.released;
        publish(stream, decision, {entry->key, entry->frame, entry->held_at, true}, now);
    }
    pool_.free(entry);
}

/// Publishes whatever may be published now, and gives up what no leg can bring.
void Race::settle(StreamState& stream, std::uint64_t now) noexcept {
    if (stream.held == nullptr && !stream.is_holding) return;
    while (stream.held != nullptr) {
        if (place_of(stream.held->key) > stream.applied) {
            if (!every_leg_passed(stream)) break;
            ++stats_.given_up_passed;
            give_up_first(stream);
        }
        release_first(stream, now);
    }
    update_holding(stream);
}

/// Finds when the stream has to be looked at next. A frame proves that what is before it exists and
/// is late. A snapshot that opens a leg of a standing stream proves nothing: it may lie between two
/// messages of the others, so it only lies ready for a while to repair what they may turn out to
/// have lost.
void Race::update_holding(StreamState& stream) noexcept {
    stream.give_up_at = UINT64_MAX;
    stream.drop_at = UINT64_MAX;
    for (const HeldFrame* held = stream.held; held != nullptr; held = held->next) {
        if (held->key.kind == KeyKind::snapshot && !stream.is_broken) {
            stream.drop_at = std::min(stream.drop_at, held->held_at + kSnapshotReadyNs);
        } else {
            stream.give_up_at = std::min(stream.give_up_at, held->held_at + options_.hold_ns);
        }
    }
    const bool is_holding = stream.held != nullptr;
    if (is_holding && !stream.is_holding) holding_.push_back(&stream);
    if (!is_holding && stream.is_holding) std::erase(holding_, &stream);
    stream.is_holding = is_holding;
}

void Race::on_time(std::uint64_t now) noexcept {
    for (std::size_t i = holding_.size(); i-- > 0;) {
        StreamState& stream = *holding_[i];
        while (now >= stream.give_up_at) {
            ++stats_.given_up_time;
            give_up_first(stream);
            settle(stream, now);
        }
        if (now < stream.drop_at) continue;
        drop_held(stream, [now](const HeldFrame& held) {
            return held.key.kind == KeyKind::snapshot && now >= held.held_at + kSnapshotReadyNs;
        });
        update_holding(stream);
    }
}

std::uint64_t Race::next_due() const noexcept {
    std::uint64_t due = UINT64_MAX;
    for (const StreamState* const stream : holding_) {
        due = std::min({due, stream->give_up_at, stream->drop_at});
    }
    return due;
}

}  // namespace mdc::race
