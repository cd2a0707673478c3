#include "mdc/collector/path/ledger.hpp"

namespace mdc::collector {

namespace {

// These bound what was recorded of a stream.
bool is_loss(GapCause cause) noexcept {
    return cause != GapCause::start && cause != GapCause::stop && cause != GapCause::listed &&
           cause != GapCause::delisted;
}

}  // namespace

void Ledger::add(const Stream& stream, GapCause begins_with) {
    const auto index = index_of(stream.id);
    if (entries_.size() <= index) entries_.resize(index + 1);
    entries_[index] = {};
    entries_[index].stream = stream;
    entries_[index].begins_with = begins_with;
    if (stream.is_member()) entries_[index_of(stream.carrier)].members.push_back(stream.id);
}

void Ledger::remove(StreamId stream, GapCause cause) noexcept {
    auto& entry = entries_[index_of(stream)];
    finish(entry, cause);
    entry.is_gone = true;
}

void Ledger::delivered(StreamId stream, UnixMicros at, std::int64_t first_id,
                       std::int64_t last_id) noexcept {
    auto& entry = entries_[index_of(stream)];
    if (!entry.has_started) {
        entry.has_started = true;
        const auto before = is_null(first_id) ? kNullInt64 : first_id - 1;
        if (entry.stream.feed != Feed::orderbook_l2) {
            write(entry, entry.begins_with, {kNullInt64, before}, {kNullInt64, at.value}, {});
        }
    }
    if (entry.is_silent) [[unlikely]] {
        entry.is_silent = false;
        write(entry, GapCause::server_drop, {}, {entry.last_at, at.value}, "reconnect");
    }
    entry.last_at = at.value;
    if (!is_null(last_id)) entry.last_id = last_id;
}

void Ledger::hole(StreamId stream, GapCause cause, LostIds ids, Span span,
                  std::string_view repaired_by) noexcept {
    const auto& entry = entries_[index_of(stream)];
    for (const auto member : entry.members) hole(member, cause, ids, span, repaired_by);
    if (!entry.stream.is_carrier()) write(entry, cause, ids, span, repaired_by);
}

void Ledger::silent(StreamId stream) noexcept {
    auto& entry = entries_[index_of(stream)];
    for (const auto member : entry.members) silent(member);
    if (entry.has_started) entry.is_silent = true;
}

void Ledger::finish() noexcept {
    for (auto& entry : entries_) {
        finish(entry, entry.has_started ? GapCause::stop : GapCause::start);
    }
}

void Ledger::finish(Entry& entry, GapCause cause) noexcept {
    if (entry.stream.id == kNoStream || entry.stream.is_carrier() || entry.is_gone) return;
    if (entry.is_silent) write(entry, GapCause::server_drop, {}, {entry.last_at, kNullInt64}, {});
    const auto next = is_null(entry.last_id) ? kNullInt64 : entry.last_id + 1;
    // A book that never stood has said so itself.
    if (!entry.has_started && entry.stream.feed == Feed::orderbook_l2) return;
    write(entry, cause, {next, kNullInt64}, {entry.last_at, kNullInt64}, {});
}

void Ledger::write(const Entry& entry, GapCause cause, LostIds ids, Span span,
                   std::string_view repaired_by) noexcept {
    GapRow row;
    row.head.exchange = entry.stream.exchange;
    row.head.instrument = entry.stream.instrument;
    row.feed = entry.stream.feed;
    row.channel = entry.stream.channel;
    row.cause = cause;
    row.from_update_id = ids.from;
    row.to_update_id = ids.to;
    row.from_timestamp = span.from;
    row.to_timestamp = span.to;
    row.repaired_by = repaired_by;
    ++rows_written_;
    if (is_loss(cause)) ++holes_;
    write_(row);
}

}  // namespace mdc::collector
