#include "mdc/collector/path/message_path.hpp"

// The second half of the path: parsed frame → rows in the ring.

namespace mdc::collector {

namespace {

constexpr std::uint64_t kStampEvery = 16;  // frames: a stamp costs a look at the clock

}  // namespace

void MessagePath::note_delay(Feed feed, std::int64_t timestamp, UnixMicros received) noexcept {
    const auto late = received.value - timestamp;
    if (late < 0) return stats_.early_timestamps.add();
    stats_.exchange_to_receive[static_cast<std::size_t>(feed)].record(
        static_cast<std::uint64_t>(late) * 1000);
}

bool MessagePath::is_usable(std::int64_t timestamp, UnixMicros received) const noexcept {
    if (timestamp == 0 || is_null(timestamp)) return false;
    const auto off = received.value - timestamp;
    return off <= kMicrosPerDay && off >= -kMicrosPerDay;
}

void MessagePath::fill_head(const Frame& frame, RowHead& head, Feed feed) noexcept {
    head.rcv_timestamp = frame.stamps.received;
    head.packet_id = frame.packet;
    head.conn_id = frame.conn;
    if (is_usable(head.timestamp.value, head.rcv_timestamp)) {
        note_delay(feed, head.timestamp.value, head.rcv_timestamp);
    } else {
        head.timestamp = head.rcv_timestamp;
        head.timestamp_is_local = true;
        stats_.local_timestamps.add();
    }
}

void MessagePath::publish(const Frame& frame, const FrameKey& key, Output& out) noexcept {
    if (options_.ticks != nullptr) t_parsed_ = options_.ticks();
    if (key.stream != kNoStream) ++messages_[index_of(key.stream)];
    publish_trades(frame, key, out);
    for (auto& row : out.bbos) publish_row(frame, key, row, Feed::bbo);
    for (auto& row : out.tickers) publish_row(frame, key, row, Feed::tickers);
    publish_books(frame, out);
    if (options_.ticks != nullptr && ++published_ % kStampEvery == 0) {
        writer_.write_stamp(options_.ticks());
    }
    commit(key.stream, key, frame.stamps.received);
    if (options_.ticks == nullptr) return;
    const auto now = options_.ticks();
    const auto& stamps = frame.stamps;
    stats_.read_to_frame.record(stamps.t_frame - stamps.t_read);
    stats_.frame_to_parsed.record(t_parsed_ - stamps.t_frame);
    stats_.parsed_to_ring.record(now - t_parsed_);
    stats_.read_to_ring.record(now - stamps.t_read);
}

void MessagePath::publish_trades(const Frame& frame, const FrameKey& key, Output& out) noexcept {
    // What is missing before the first row of a stream ends where its frame begins.
    const auto first = is_null(key.prev) ? kNullInt64 : key.prev + 1;
    for (auto& row : out.trades) {
        if (!gate_.admit(key.stream, row)) continue;
        fill_head(frame, row.head, Feed::trades);
        const auto stream = stream_of(key.stream, row.head.instrument);
        ledger_.delivered(stream, frame.stamps.received, first, row.trade_seq);
        writer_.write(row);
        stats_.rows_by_feed[static_cast<std::size_t>(Feed::trades)].add();
    }
}

template <class Row>
void MessagePath::publish_row(const Frame& frame, const FrameKey& key, Row& row,
                              Feed feed) noexcept {
    fill_head(frame, row.head, feed);
    const auto id = is_null(key.last) ? kNullInt64 : key.last;
    ledger_.delivered(stream_of(key.stream, row.head.instrument), frame.stamps.received, id, id);
    writer_.write(row);
    stats_.rows_by_feed[static_cast<std::size_t>(feed)].add();
}

void MessagePath::publish_books(const Frame& frame, Output& out) noexcept {
    const book::Arrival arrival{frame.stamps.received, frame.packet,
                                frame.reply_to == nullptr ? frame.conn : kNullInt64};
    for (auto& update : out.books) {
        if (is_usable(update.timestamp, arrival.rcv_timestamp)) {
            note_delay(Feed::orderbook_l2, update.timestamp, arrival.rcv_timestamp);
        } else if (!is_null(update.timestamp)) {
            update.timestamp = kNullInt64;
            stats_.local_timestamps.add();
        }
        if (options_.use_books) {
            books_.apply(update, out.levels_of(update), arrival);
            const bool stands = books_.state(update.stream) == book::SyncState::standing;
            if (stands)
                ledger_.delivered(update.stream, arrival.rcv_timestamp, kNullInt64, update.last);
        } else {
            const auto exchange = streams_[index_of(update.stream)].exchange;
            passthrough_.apply(update, out.levels_of(update), exchange, arrival);
        }
    }
}

void MessagePath::on_change(const BookRecord& record,
                            std::span<const LevelChange> changes) noexcept {
    auto numbered = record;
    if (numbered.head.packet_id == 0) {
        // Clear row and levels of one checkpoint follow each other and share their packet.
        const bool is_continued = record.is_checkpoint && packet_of_own_ != 0 &&
                                  changes.front().action != Action::delete_level;
        if (!is_continued) packet_of_own_ = writer_.take_id();
        numbered.head.packet_id = packet_of_own_;
    }
    writer_.write_book(numbered, changes);
    const auto book = books_of_[index_of(record.head.instrument)];
    if (staged_books_.empty() || staged_books_.back() != book) staged_books_.push_back(book);
    stats_.rows_by_feed[static_cast<std::size_t>(Feed::orderbook_l2)].add(changes.size());
}

void MessagePath::write_raw(const Frame& frame, std::string_view kind,
                            std::string_view request) noexcept {
    RawRow row;
    row.head.timestamp = frame.stamps.received;
    row.head.rcv_timestamp = frame.stamps.received;
    row.head.exchange = frame.plan != nullptr ? frame.plan->exchange
                                              : streams_[index_of(frame.reply_to->stream)].exchange;
    row.head.packet_id = frame.packet;
    row.head.conn_id = frame.conn;
    row.kind = kind;
    row.request = request;
    row.payload = frame.payload;
    writer_.write_raw(row);
    commit_raw(row.head.exchange);
}

void MessagePath::write_gap(GapRow row) noexcept {
    row.head = local_head(row.head.exchange, now_, row.head.instrument);
    stats_.gaps.set(ledger_.holes());
    certain_.add(row);
}

}  // namespace mdc::collector
