// The half of BookSync that is not about levels: states, requests for snapshots, holes.

#include <algorithm>

#include "mdc/book/book_sync.hpp"

namespace mdc::book {
namespace {

// More open holes than a book can collect between two snapshots unless something is badly wrong;
// the oldest is said early then.
constexpr std::size_t kHolesAtMost = 64;

}  // namespace

BookSync::~BookSync() = default;

void BookSync::begin(GapCause cause, UnixMicros now) noexcept {
    last_received_ = now;
    open_hole({stream_, cause, kNullInt64, kNullInt64, now}, Awaits::snapshot);
    write_own(false, now);
}

void BookSync::end(GapCause cause, UnixMicros now) noexcept {
    if (state_ == SyncState::standing) {
        const std::int64_t id = book_.last_update_id;
        open_hole({stream_, cause, is_null(id) ? id : id + 1, kNullInt64, last_received_},
                  Awaits::nothing);
        write_own(false, now);
    }
    state_ = SyncState::unknown;
    ask_at_ = {INT64_MAX};
    book_.clear();
    buffer_.clear();
    finish();
}

void BookSync::finish() noexcept {
    for (const OpenHole& open : holes_) say(open.hole);
    holes_.clear();
}

void BookSync::subscribed(UnixMicros now) noexcept {
    if (state_ == SyncState::unknown) wait(now, options_.snapshot_by_request);
}

void BookSync::disconnected(GapCause cause, UnixMicros now) noexcept {
    if (state_ == SyncState::standing) {
        const std::int64_t id = book_.last_update_id;
        if (awaiting(Awaits::update) == nullptr) {
            open_hole({stream_, cause, is_null(id) ? id : id + 1, kNullInt64, last_received_},
                      is_null(id) ? Awaits::nothing : Awaits::update);
        }
        forget(now);
    }
    state_ = SyncState::unknown;
    buffer_.clear();
    ask_at_ = {INT64_MAX};
}

void BookSync::gap(std::int64_t from_id, std::int64_t to_id, GapCause cause,
                   UnixMicros now) noexcept {
    ++context_.stats.gaps;
    const std::int64_t id = book_.last_update_id;
    const bool is_bridged =
        state_ == SyncState::standing && !is_null(to_id) && !is_null(id) && to_id <= id;
    if (OpenHole* const open = awaiting(Awaits::update); open != nullptr) {
        open->hole.from_update_id = from_id;
        open->hole.to_update_id = to_id;
        open->awaits = Awaits::nothing;
    } else if (awaiting(Awaits::snapshot) == nullptr) {
        open_hole({stream_, cause, from_id, to_id, last_received_}, Awaits::nothing);
    }
    if (is_bridged) {  // a snapshot newer than the gap came before its mark
        end_holes(id, now);
    } else if (state_ == SyncState::standing) {
        break_off(now);
    } else {
        buffer_.clear();  // nothing before a gap helps after it
        if (state_ == SyncState::unknown) wait(now, options_.snapshot_by_request);
    }
}

void BookSync::snapshot_failed(UnixMicros retry_at, UnixMicros now) noexcept {
    ++context_.stats.snapshots_failed;
    if (state_ == SyncState::waiting) ask_later(now, retry_at);
}

void BookSync::checkpoint(UnixMicros now) noexcept {
    const bool stands = state_ == SyncState::standing;
    if (stands) ++context_.stats.checkpoints;
    write_own(stands, now);
}

void BookSync::on_time(UnixMicros now) noexcept {
    if (ask_at_ <= now && state_ == SyncState::waiting) ask(now);
}

void BookSync::wait(UnixMicros now, bool ask_at_once) noexcept {
    state_ = SyncState::waiting;
    ask_at_ = ask_at_once ? now : now + context_.retry.in_band_within;
}

/// A standing book is the exchange's no more: says so.
void BookSync::forget(UnixMicros now) noexcept {
    ++context_.stats.resyncs;
    write_own(false, now);
    book_.clear();
    for (OpenHole& open : holes_) {  // what a snapshot seemed to have ended goes on
        open.hole.to = kNullInt64;
        open.hole.is_repaired_by_snapshot = false;
    }
}

void BookSync::break_off(UnixMicros now) noexcept {
    forget(now);
    wait(now, true);
}

void BookSync::ask(UnixMicros now) noexcept {
    ++attempt_;
    ++context_.stats.snapshots_asked;
    if (options_.snapshot_by_request) {
        ask_at_ = now + context_.retry.answer_within;
        context_.output.need_snapshot(stream_, attempt_);
    } else {
        ask_at_ = now + std::max(backoff(), context_.retry.in_band_within);
        context_.output.need_resync(stream_, attempt_);
    }
}

void BookSync::ask_later(UnixMicros now, UnixMicros not_before) noexcept {
    ask_at_ = std::max(now + backoff(), not_before);
}

/// Doubles per attempt, up to a quarter longer by stream and attempt, so that streams which broke
/// together do not ask together.
std::chrono::microseconds BookSync::backoff() const noexcept {
    constexpr int kDoublingsAtMost = 20;
    const int doublings = std::clamp(attempt_ - 1, 0, kDoublingsAtMost);
    const std::chrono::microseconds doubled = context_.retry.first * (std::int64_t{1} << doublings);
    const auto plain = std::min(doubled, context_.retry.most);
    const std::uint32_t spread =
        ((index_of(stream_) * 2654435761U) + (static_cast<std::uint32_t>(attempt_) * 40503U)) >> 24;
    return plain + plain * std::int64_t{spread} / 1024;
}

void BookSync::open_hole(const Hole& hole, Awaits awaits) noexcept {
    if (holes_.size() == kHolesAtMost) {
        say(holes_.front().hole);
        holes_.erase(holes_.begin());
    }
    holes_.push_back({hole, awaits});
}

BookSync::OpenHole* BookSync::awaiting(Awaits what) noexcept {
    const auto it = std::find_if(holes_.begin(), holes_.end(),
                                 [what](const OpenHole& open) { return open.awaits == what; });
    return it == holes_.end() ? nullptr : &*it;
}

void BookSync::say(const Hole& hole) noexcept {
    ++context_.stats.holes;
    context_.output.on_hole(hole);
}

/// The first update after an outage brings (prev, last]: what was lost ends at `prev`. False when
/// there was no outage.
bool BookSync::learn_ids(std::int64_t prev) noexcept {
    OpenHole* const open = awaiting(Awaits::update);
    if (open == nullptr) return false;
    set_end(open->hole, prev);
    open->awaits = Awaits::nothing;
    return true;
}

void BookSync::set_end(Hole& hole, std::int64_t last_lost) noexcept {
    const bool is_lost = !is_null(last_lost) && last_lost >= hole.from_update_id;
    hole.to_update_id = is_lost ? last_lost : kNullInt64;
    if (!is_lost) hole.from_update_id = kNullInt64;
}

/// The book stands by a snapshot: says each hole whose ids are known.
void BookSync::end_holes(std::int64_t snapshot_id, UnixMicros at) noexcept {
    for (OpenHole& open : holes_) {
        if (is_null(open.hole.to)) open.hole.to = at.value;
        open.hole.is_repaired_by_snapshot = true;
        if (open.awaits == Awaits::snapshot) open.hole.to_update_id = snapshot_id;
        // A snapshot in the channel is the first that came after the outage; one by request is
        // not: the update to come says how much was lost.
        if (open.awaits == Awaits::update && options_.snapshot_by_request) continue;
        if (open.awaits == Awaits::update) set_end(open.hole, snapshot_id);
        open.awaits = Awaits::nothing;
        say(open.hole);
    }
    std::erase_if(holes_, [](const OpenHole& open) { return open.awaits == Awaits::nothing; });
}

}  // namespace mdc::book
