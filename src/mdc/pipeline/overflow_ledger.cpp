#include "mdc/pipeline/overflow_ledger.hpp"

#include <algorithm>
#include <memory>

#include "mdc/model/tables/row.hpp"

namespace mdc::pipeline {

namespace {

constexpr std::size_t kReceived = 1, kTicker = 3;  // the common columns stand in every table

/// The columns of the first and the last id that a row of the table covers.
std::pair<int, int> id_columns(Table table) {
    switch (table) {
        case Table::orderbook_l2:
            return {column_index(table, "first_update_id"), column_index(table, "last_update_id")};
        case Table::trades:
            return {column_index(table, "trade_seq"), column_index(table, "trade_seq")};
        case Table::bbo:
            return {column_index(table, "update_id"), column_index(table, "update_id")};
        default:
            return {-1, -1};
    }
}

std::int64_t integer_or_null(const Batch& batch, int column, std::size_t row) {
    if (column < 0) return kNullInt64;
    const auto& values = batch.columns[static_cast<std::size_t>(column)];
    return values.is_null(row) ? kNullInt64 : values.integer_at(row);
}

void widen(std::int64_t& from, std::int64_t& to, std::int64_t first, std::int64_t last) {
    if (!is_null(first)) from = is_null(from) ? first : std::min(from, first);
    if (!is_null(last)) to = is_null(to) ? last : std::max(to, last);
}

}  // namespace

void OverflowLedger::lost(const Batch& batch) {
    if (!is_feed_table(batch.table)) return;
    const Flow flow{batch.exchange, batch.table};
    const auto seen = last_.find(flow);
    const auto from = seen == last_.end() ? kNullInt64 : seen->second;
    const auto [first_id, last_id] = id_columns(batch.table);
    auto& holes = holes_[flow];
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        const auto ticker = batch.columns[kTicker].text_at(row);
        auto hole = holes.find(ticker);
        if (hole == holes.end()) {
            hole = holes.emplace(ticker, Hole{from, kNullInt64, kNullInt64}).first;
        }
        widen(hole->second.from_id, hole->second.to_id, integer_or_null(batch, first_id, row),
              integer_or_null(batch, last_id, row));
    }
}

BatchPtr OverflowLedger::before(const Batch& batch, const NextId& next_id) {
    if (!is_feed_table(batch.table)) return nullptr;
    const Flow flow{batch.exchange, batch.table};
    const auto& received = batch.columns[kReceived];
    last_[flow] = received.integer_at(batch.rows() - 1);
    const auto holes = holes_.find(flow);
    if (holes == holes_.end()) return nullptr;
    const auto first = received.integer_at(0);
    auto rows = rows_of(flow, holes->second, {first}, first, next_id);
    holes_.erase(holes);
    return rows;
}

std::vector<BatchPtr> OverflowLedger::open_holes(UnixMicros now, const NextId& next_id) {
    std::vector<BatchPtr> out;
    for (const auto& [flow, holes] : holes_) {
        if (auto rows = rows_of(flow, holes, now, kNullInt64, next_id)) out.push_back(rows);
    }
    holes_.clear();
    return out;
}

BatchPtr OverflowLedger::rows_of(const Flow& flow, const Holes& holes, UnixMicros at,
                                 std::int64_t to_timestamp, const NextId& next_id) {
    if (!next_id) return nullptr;
    auto batch = std::make_shared<Batch>(Table::gaps, flow.first);
    for (const auto& [ticker, hole] : holes) {
        GapRow row;
        row.head.timestamp = row.head.rcv_timestamp = at;
        row.head.timestamp_is_local = true;
        row.head.exchange = flow.first;
        row.head.seq_id = row.head.packet_id = next_id();
        row.feed = parse_feed(to_string(flow.second)).value();
        row.cause = GapCause::overflow;
        row.from_update_id = hole.from_id;
        row.to_update_id = hole.to_id;
        row.from_timestamp = hole.from_timestamp;
        row.to_timestamp = to_timestamp;
        append_row(*batch, row, ticker);
    }
    return batch;
}

}  // namespace mdc::pipeline
