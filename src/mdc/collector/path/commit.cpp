#include <algorithm>

#include <fmt/format.h>

#include "mdc/collector/path/message_path.hpp"

// All rows of a frame become visible or none of them, and what happens then: a stream that lost
// rows stays silent until there is room to say so. Then its hole goes into the ledger, and its book
// is written again, or that it is unknown.

namespace mdc::collector {

bool MessagePath::is_crowded() const noexcept {
    const auto& ring = writer_.ring();
    return ring.used() > ring.capacity() / 2;
}

// A frame may stage rows of other books than its own stream's (what the race gave up for it), and
// connections that end those of many: a clear row that is lost makes a book untrue like any other.
void MessagePath::commit(StreamId stream, const FrameKey& key, UnixMicros now) noexcept {
    if (stream == kNoStream && !writer_.has_staged() && is_crowded()) return;  // they can wait
    // A stream that lost rows stays silent until its hole can be told: one hole, not many.
    const bool is_silent = stream != kNoStream && overflows_[index_of(stream)].is_open;
    if (is_silent) writer_.discard();
    certain_.stage(writer_);
    const bool fits = writer_.publish();
    if (fits) certain_.published();
    if (!fits || is_silent) {
        stats_.overflows.add();
        if (stream != kNoStream) note_overflow(stream, key, now);
        for (const auto book : staged_books_) {
            if (book != stream) note_overflow(book, {}, now);
        }
    }
    staged_books_.clear();
}

void MessagePath::note_overflow(StreamId stream, const FrameKey& key, UnixMicros now) noexcept {
    auto& overflow = overflows_[index_of(stream)];
    const bool has_chain = !is_null(key.prev);
    const LostIds ids{has_chain ? key.prev + 1 : key.last, key.last};
    if (!overflow.is_open) {
        overflow = {true, ids, now.value};
        ++open_overflows_;
        return;
    }
    if (is_null(ids.to)) return;
    if (has_chain && !is_null(overflow.ids.to) && ids.from > overflow.ids.to + 1) {
        // What nobody delivered in between is a hole of its own, which others tell.
        ledger_.hole(stream, GapCause::overflow, overflow.ids, {overflow.from, now.value}, {});
        overflow.ids.from = ids.from;
        overflow.from = now.value;
    }
    if (is_null(overflow.ids.from)) overflow.ids.from = ids.from;
    overflow.ids.to = ids.to;
}

// `raw` has no ledger: a notice in `connections` says what it lacks.
void MessagePath::commit_raw(ExchangeId exchange) noexcept {
    if (writer_.publish()) return;
    ++lost_raw_.messages;
    lost_raw_.exchange = exchange;
}

void MessagePath::repair(UnixMicros now) noexcept {
    if (is_crowded()) return;
    if (open_overflows_ != 0) repair_overflows(now);
    if (!wanted_books_.empty()) grant_checkpoints(now);
    if (lost_raw_.messages != 0) tell_lost_raw(now);
}

void MessagePath::repair_overflows(UnixMicros now) noexcept {
    for (std::size_t i = 0; i < overflows_.size() && open_overflows_ != 0; ++i) {
        auto& overflow = overflows_[i];
        if (!overflow.is_open) continue;
        overflow.is_open = false;
        --open_overflows_;
        const auto& stream = streams_[i];
        const bool has_book = stream.feed == Feed::orderbook_l2 && options_.use_books;
        const bool stands = has_book && books_.state(stream.id) == book::SyncState::standing;
        ledger_.hole(stream.id, GapCause::overflow, overflow.ids, {overflow.from, now.value},
                     stands ? "checkpoint" : "");
        packet_of_own_ = 0;
        if (has_book) books_.checkpoint(stream.id, now);
        commit(stream.id, {stream.id, KeyKind::data, kNullInt64, overflow.ids.to, 0, 0}, now);
    }
}

void MessagePath::write_checkpoint(StreamId stream, UnixMicros now) {
    if (std::find(wanted_books_.begin(), wanted_books_.end(), stream) == wanted_books_.end()) {
        wanted_books_.push_back(stream);
    }
    repair(now);
}

void MessagePath::grant_checkpoints(UnixMicros now) noexcept {
    std::erase_if(wanted_books_, [&](StreamId stream) {
        if (books_.state(stream) != book::SyncState::standing) return false;
        now_ = now;
        packet_of_own_ = 0;
        books_.checkpoint(stream, now);
        commit(stream, {stream, KeyKind::data, kNullInt64, kNullInt64, 0, 0}, now);
        return true;
    });
}

void MessagePath::tell_lost_raw(UnixMicros now) noexcept {
    ConnectionRow row;
    row.event = ConnectionEvent::notice;
    row.head.exchange = lost_raw_.exchange;
    row.head.conn_id = kNullInt64;
    row.reason = fmt::format("raw lacks {} messages: the ring was full", lost_raw_.messages);
    lost_raw_ = {};
    queue_connection(row, now);
}

// The run ends before there was room: nothing repairs them.
void MessagePath::tell_open_overflows() noexcept {
    for (std::size_t i = 0; i < overflows_.size(); ++i) {
        auto& overflow = overflows_[i];
        if (!overflow.is_open) continue;
        overflow.is_open = false;
        ledger_.hole(streams_[i].id, GapCause::overflow, overflow.ids, {overflow.from, kNullInt64},
                     {});
    }
    open_overflows_ = 0;
}

}  // namespace mdc::collector
