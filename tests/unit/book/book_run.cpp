#include "book_run.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace mdc::book {
namespace {

std::string id_text(std::int64_t id) { return is_null(id) ? "?" : std::to_string(id); }

}  // namespace

std::string text_of(const LevelChange& change) {
    if (is_null(change.price)) return "clear";
    std::ostringstream text;
    text << (change.action == Action::new_level ? '+'
             : change.action == Action::update  ? '='
                                                : '-')
         << (change.side == Side::bid ? 'b' : 'a') << change.price;
    if (change.action != Action::delete_level) text << ':' << change.qty;
    return text.str();
}

std::string text_of(std::span<const LevelChange> changes) {
    std::string text;
    for (const LevelChange& change : changes) {
        text += (text.empty() ? "" : " ") + text_of(change);
    }
    return text;
}

void PlainBook::apply(const Level& level) {
    auto& side = level.side == Side::bid ? bids : asks;
    if (level.qty == 0) {
        side.erase(level.price);
    } else {
        side[level.price] = level.qty;
    }
}

PlainBook plain(const Book& book) {
    PlainBook result;
    for (const Side side : {Side::bid, Side::ask}) {
        for (auto walk = book.side(side).walk(); !walk.is_done(); walk.next()) {
            result.apply({walk.level().price, walk.level().qty, side});
        }
    }
    result.id = book.last_update_id;
    return result;
}

void Replay::apply(const BookRecord& record, std::span<const LevelChange> changes) {
    for (const LevelChange& change : changes) {
        if (is_null(change.price)) {
            EXPECT_EQ(change.side, Side::unknown);
            EXPECT_EQ(change.action, Action::delete_level);
            book_.reset();
            continue;
        }
        if (!book_) {  // only a whole picture may follow
            EXPECT_TRUE(record.is_snapshot || record.is_checkpoint);
            book_.emplace();
        }
        auto& side = change.side == Side::bid ? book_->bids : book_->asks;
        const bool is_there = side.count(change.price) == 1;
        EXPECT_FALSE(change.action == Action::new_level && is_there);
        EXPECT_FALSE(change.action == Action::update && !is_there);
        book_->apply({change.price, change.qty, change.side});
        book_->id = record.last_update_id;
    }
}

BookRun::BookRun(const BookOptions& options, BooksOptions books_options)
    : books(books_options, *this) {
    Stream stream;
    stream.id = kStream;
    stream.instrument = InstrumentId{4};
    stream.exchange = ExchangeId::binance_spot;
    stream.feed = Feed::orderbook_l2;
    books.add(stream, options, now);
}

void BookRun::apply(const Update& update) {
    BookUpdate message;
    message.stream = kStream;
    message.instrument = InstrumentId{4};
    message.is_snapshot = update.is_snapshot;
    message.is_reset = update.is_reset;
    message.prev = update.prev;
    message.last = update.last;
    message.first_update_id = is_null(update.prev) ? kNullInt64 : update.prev + 1;
    message.timestamp = update.timestamp;
    message.level_count = static_cast<std::uint32_t>(update.levels.size());
    ++packet;
    books.apply(message, update.levels, {.rcv_timestamp = now, .packet_id = packet, .conn_id = 9});
    if (books.state(kStream) == SyncState::standing && replay.book()) {
        const PlainBook maintained = plain(*books.book(kStream));
        EXPECT_EQ(replay.book()->bids, maintained.bids);
        EXPECT_EQ(replay.book()->asks, maintained.asks);
    }
}

void BookRun::wait(std::int64_t micros) {
    now.value += micros;
    books.on_time(now);
}

std::string BookRun::said() {
    std::string text = std::move(said_);
    said_.clear();
    return text;
}

void BookRun::on_change(const BookRecord& record, std::span<const LevelChange> changes) noexcept {
    EXPECT_EQ(record.count, changes.size());
    EXPECT_FALSE(changes.empty());
    EXPECT_EQ(record.head.instrument, InstrumentId{4});
    EXPECT_EQ(record.head.exchange, ExchangeId::binance_spot);
    EXPECT_GT(record.head.timestamp.value, 0);
    records.push_back(record);
    replay.apply(record, changes);
    std::string head;
    if (record.is_snapshot) head = "snapshot " + id_text(record.last_update_id) + " ";
    if (record.is_checkpoint) head = "checkpoint " + id_text(record.last_update_id) + " ";
    say(head + text_of(changes));
}

void BookRun::need_snapshot(StreamId stream, int attempt) noexcept {
    EXPECT_EQ(stream, kStream);
    ++asked;
    say("ask " + std::to_string(attempt));
}

void BookRun::need_resync(StreamId stream, int attempt) noexcept {
    EXPECT_EQ(stream, kStream);
    ++asked;
    say("resync " + std::to_string(attempt));
}

void BookRun::on_hole(const Hole& hole) noexcept {
    EXPECT_EQ(hole.stream, kStream);
    holes.push_back(hole);
    say("hole " + id_text(hole.from_update_id) + "-" + id_text(hole.to_update_id) + " " +
        std::string(to_string(hole.cause)) + (hole.is_repaired_by_snapshot ? "" : " open"));
}

void BookRun::on_standing(StreamId stream, std::int64_t last_update_id) noexcept {
    EXPECT_EQ(stream, kStream);
    say("standing " + id_text(last_update_id));
}

void BookRun::say(const std::string& text) {
    if (!said_.empty()) said_ += " | ";
    said_ += text;
}

}  // namespace mdc::book
