#include "mdc/collector/path/ledger.hpp"

#include "mdc/core/assert.hpp"

namespace mdc::collector {

void Ledger::add(const Stream& stream) {
    const auto index = index_of(stream.id);
    if (entries_.size() <= index) entries_.resize(index + 1);
    entries_[index] = {stream};
    // A book tells itself when it began to stand: see hole().
    entries_[index].is_open = stream.feed != Feed::orderbook_l2;
}

void Ledger::delivered(StreamId stream, UnixMicros at, std::int64_t first_id,
                       std::int64_t last_id) noexcept {
    auto& entry = entries_[index_of(stream)];
    if (entry.is_open) {
        entry.is_open = false;
        if (entry.cause == GapCause::start) {
            const auto before = is_null(first_id) ? kNullInt64 : first_id - 1;
            write(entry, GapCause::start, {kNullInt64, before}, kNullInt64, at.value, {});
        } else if (entry.stream.rule != ArrivalRule::chain) {
            // Without a chain nobody knows whether anything was sent meanwhile.
            write(entry, entry.cause, {}, entry.since, at.value, "reconnect");
        }
    }
    entry.last_at = at.value;
    if (!is_null(last_id)) entry.last_id = last_id;
}

void Ledger::interrupted(StreamId stream, GapCause cause, UnixMicros at) noexcept {
    auto& entry = entries_[index_of(stream)];
    if (entry.is_open || entry.stream.feed == Feed::orderbook_l2) return;
    entry.is_open = true;
    entry.cause = cause;
    entry.since = is_null(entry.last_at) ? at.value : entry.last_at;
}

void Ledger::lost(StreamId stream, GapCause cause, LostIds ids, UnixMicros at) noexcept {
    auto& entry = entries_[index_of(stream)];
    if (entry.is_open && entry.cause != GapCause::start) {
        entry.is_open = false;
        write(entry, entry.cause, ids, entry.since, at.value, "reconnect");
    } else {
        write(entry, cause, ids, entry.last_at, at.value, {});
    }
}

void Ledger::hole(StreamId stream, GapCause cause, LostIds ids, std::int64_t from, std::int64_t to,
                  std::string_view repaired_by) noexcept {
    write(entries_[index_of(stream)], cause, ids, from, to, repaired_by);
}

void Ledger::finish(UnixMicros at) noexcept {
    for (auto& entry : entries_) {
        if (entry.stream.id == kNoStream) continue;
        if (entry.is_open) {
            write(entry, entry.cause, {}, entry.since, kNullInt64, {});
        } else if (!is_null(entry.last_at)) {
            const auto next = is_null(entry.last_id) ? kNullInt64 : entry.last_id + 1;
            write(entry, GapCause::stop, {next, kNullInt64}, entry.last_at, kNullInt64, {});
        }
        entry.last_at = at.value;
    }
}

void Ledger::write(const Entry& entry, GapCause cause, LostIds ids, std::int64_t from,
                   std::int64_t to, std::string_view repaired_by) noexcept {
    GapRow row;
    row.head.exchange = entry.stream.exchange;
    row.head.instrument = entry.stream.instrument;
    row.feed = entry.stream.feed;
    row.cause = cause;
    row.from_update_id = ids.from;
    row.to_update_id = ids.to;
    row.from_timestamp = from;
    row.to_timestamp = to;
    row.repaired_by = repaired_by;
    ++rows_written_;
    if (cause != GapCause::start && cause != GapCause::stop) ++holes_;
    write_(row);
}

}  // namespace mdc::collector
