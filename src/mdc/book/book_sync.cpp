#include "mdc/book/book_sync.hpp"

#include <utility>

#include "mdc/book/record.hpp"

namespace mdc::book {

BookSync::BookSync(const Stream& stream, const BookOptions& options, SyncContext& context)
    : stream_(stream.id),
      instrument_(stream.instrument),
      exchange_(stream.exchange),
      options_(options),
      context_(context),
      book_(context.pool) {
    holes_.reserve(4);
    book_.grow_directories();
}

void BookSync::apply(const BookUpdate& update, std::span<const Level> levels,
                     const Arrival& arrival) noexcept {
    if (update.is_snapshot) {
        apply_snapshot(update, levels, arrival);
    } else {
        apply_update(update, levels, arrival);
    }
}

void BookSync::apply_update(const BookUpdate& update, std::span<const Level> levels,
                            const Arrival& arrival) noexcept {
    if (state_ == SyncState::unknown) wait(arrival.rcv_timestamp, options_.snapshot_by_request);
    const bool ends_outage = learn_ids(update.prev);
    if (state_ == SyncState::waiting) {
        buffer(update, levels, arrival);
        return;
    }
    const std::int64_t id = book_.last_update_id;
    const bool knows_ids = !is_null(id) && !is_null(update.last);
    if (knows_ids && !is_null(update.prev) && update.prev > id) {
        ++context_.stats.chain_breaks;
        if (!ends_outage) {
            open_hole({stream_, GapCause::resync, id + 1, update.prev, last_received_},
                      Awaits::nothing);
        }
        break_off(arrival.rcv_timestamp);
        buffer(update, levels, arrival);
        return;
    }
    if (ends_outage) end_holes(id, last_received_);
    // A reset that follows the book goes on with a lower id; any other lower id was seen before.
    const bool is_reset = update.is_reset && (is_null(update.prev) || update.prev == id);
    if (knows_ids && !is_reset && update.last <= id) {
        ++context_.stats.updates_stale;
        return;
    }
    if (is_reset) {
        ++context_.stats.resets;
        reset_time_ = update.timestamp;
    }
    ++context_.stats.updates_applied;
    write_update(update, levels, arrival);
}

/// Keeps an update for the snapshot to come. What is buffered is one unbroken chain.
void BookSync::buffer(const BookUpdate& update, std::span<const Level> levels,
                      const Arrival& arrival) noexcept {
    BookStats& stats = context_.stats;
    if (is_null(update.last)) {  // no ids: only a snapshot in the channel can be its beginning
        ++stats.updates_dropped;
        return;
    }
    if (update.is_reset) {  // the buffered ids are of another numbering; this one begins behind it
        stats.updates_dropped += buffer_.size() + 1;
        buffer_.clear();
        reset_time_ = update.timestamp;
        ++stats.resets;
        return;
    }
    if (!buffer_.is_empty()) {
        const std::int64_t newest = buffer_.back().update.last;
        if (update.last <= newest) {
            ++stats.updates_stale;
            return;
        }
        if (!is_null(update.prev) && update.prev > newest) {
            ++stats.chain_breaks;
            gap(newest + 1, update.prev, GapCause::resync, arrival.rcv_timestamp);
        }
    } else if (buffer_.memory_bytes() == 0 && !context_.spare_buffers.empty()) {
        buffer_ = std::move(context_.spare_buffers.back());
        context_.spare_buffers.pop_back();
    }
    ++stats.updates_buffered;
    stats.updates_dropped += buffer_.push(update, levels, arrival, options_.buffer_bytes);
}

void BookSync::apply_snapshot(const BookUpdate& update, std::span<const Level> levels,
                              const Arrival& arrival) noexcept {
    BookStats& stats = context_.stats;
    if (state_ == SyncState::unknown) {
        if (options_.snapshot_by_request) {  // an answer that comes after the connection went
            ++stats.snapshots_stale;
            return;
        }
        wait(arrival.rcv_timestamp, false);
    }
    if (state_ == SyncState::standing && !is_news(update)) {
        ++stats.snapshots_stale;
        return;
    }
    if (state_ == SyncState::waiting && !fits_buffer(update)) {
        ++stats.snapshots_too_old;
        ask_later(arrival.rcv_timestamp, {0});
        return;
    }
    if (update.is_reset) {
        ++stats.resets;
        reset_time_ = update.timestamp;
    }
    ++stats.snapshots_applied;
    const bool was_standing = state_ == SyncState::standing;
    write_snapshot(update, levels, arrival);
    state_ = SyncState::standing;
    attempt_ = 0;
    ask_at_ = {INT64_MAX};
    write_buffered();
    end_holes(update.last, arrival.rcv_timestamp);
    if (!was_standing) context_.output.on_standing(stream_, book_.last_update_id);
}

/// Whether a snapshot tells a standing book more than it knows.
bool BookSync::is_news(const BookUpdate& snapshot) const noexcept {
    if (snapshot.is_reset || is_null(snapshot.last) || is_null(book_.last_update_id)) return true;
    if (snapshot.last >= book_.last_update_id) return snapshot.last > book_.last_update_id;
    // A lower id at a later time: the exchange began its numbering again. A REST answer's time is
    // no proof, it may be that of the answer.
    return !options_.snapshot_by_request && !is_null(snapshot.timestamp) && !is_null(last_time_) &&
           snapshot.timestamp > last_time_;
}

/// Drops the buffered updates that the snapshot contains; false when it does not reach the first
/// one that remains.
bool BookSync::fits_buffer(const BookUpdate& snapshot) noexcept {
    if (snapshot.is_reset || is_null(snapshot.last)) {
        context_.stats.updates_stale += buffer_.size();
        buffer_.clear();
        return true;
    }
    if (!is_null(reset_time_) && !is_null(snapshot.timestamp) && snapshot.timestamp < reset_time_) {
        return false;
    }
    while (!buffer_.is_empty() && buffer_.front().update.last <= snapshot.last) {
        ++context_.stats.updates_stale;
        buffer_.pop();
    }
    return buffer_.is_empty() || is_null(buffer_.front().update.prev) ||
           buffer_.front().update.prev <= snapshot.last;
}

void BookSync::write_snapshot(const BookUpdate& update, std::span<const Level> levels,
                              const Arrival& arrival) noexcept {
    Book& fresh = context_.scratch;
    std::vector<LevelChange>& changes = context_.changes;
    for (const Level& level : levels) {
        if (level.qty != 0) fresh.apply(level);
    }
    changes.clear();
    if (options_.depth_limit > 0) {
        fresh.prune(static_cast<std::size_t>(options_.depth_limit), changes);
        changes.clear();  // levels that never were in the book
    }
    difference(book_, fresh, changes);
    book_.swap(fresh);
    if (book_.wants_room()) book_.grow_directories();
    fresh.clear();
    book_.last_update_id = update.last;
    BookRecord record = next_record(update, arrival);
    record.is_snapshot = true;
    emit(record);
}

void BookSync::write_update(const BookUpdate& update, std::span<const Level> levels,
                            const Arrival& arrival) noexcept {
    std::vector<LevelChange>& changes = context_.changes;
    changes.clear();
    book_.prefetch(levels);
    for (const Level& level : levels) changes.push_back(book_.apply(level));
    if (options_.depth_limit > 0) {
        book_.prune(static_cast<std::size_t>(options_.depth_limit), changes);
    }
    if (!is_null(update.last)) book_.last_update_id = update.last;
    emit(next_record(update, arrival));
}

/// What waited for the snapshot, each with the times and ids of its own arrival.
void BookSync::write_buffered() noexcept {
    while (!buffer_.is_empty()) {
        const DiffBuffer::Entry& entry = buffer_.front();
        ++context_.stats.updates_applied;
        write_update(entry.update, buffer_.levels_of(entry), entry.arrival);
        buffer_.pop();
    }
    constexpr std::size_t kSpareAtMost = 16;
    if (buffer_.memory_bytes() > 0 && context_.spare_buffers.size() < kSpareAtMost) {
        context_.spare_buffers.push_back(std::move(buffer_));
    }
    buffer_ = {};
}

/// Rows of our own making: the book is unknown, and with is_checkpoint what it is when it stands.
void BookSync::write_own(bool is_checkpoint, UnixMicros now) noexcept {
    std::vector<LevelChange>& changes = context_.changes;
    changes.clear();
    changes.push_back(kForgetBook);
    BookRecord record;
    record.head = local_head(exchange_, now, instrument_);
    record.is_checkpoint = is_checkpoint;
    if (is_checkpoint) {
        difference(context_.scratch, book_, changes);  // the scratch book is empty
        record.last_update_id = book_.last_update_id;
    }
    emit(record);
}

BookRecord BookSync::next_record(const BookUpdate& update, const Arrival& arrival) noexcept {
    last_received_ = arrival.rcv_timestamp;
    last_time_ = update.timestamp;
    const BookRecord record = record_of(update, arrival, instrument_, exchange_);
    if (record.head.timestamp_is_local) ++context_.stats.local_timestamps;
    return record;
}

void BookSync::emit(BookRecord record) noexcept {
    const std::vector<LevelChange>& changes = context_.changes;
    if (changes.empty()) return;
    record.count = static_cast<std::uint32_t>(changes.size());
    context_.stats.rows += changes.size();
    context_.output.on_change(record, changes);
}

}  // namespace mdc::book
