#include "mdc/pipeline/overflow_ledger.hpp"

#include <algorithm>
#include <memory>

#include "mdc/model/tables/row.hpp"

namespace mdc::pipeline {

namespace {

constexpr std::size_t kReceived = 1, kTicker = 3, kSeqId = 4, kPacketId = 5;  // of every table

// What was asked for may be lost, too. A whole book is much to write: asking at each batch would
// keep a slow sink slow.
constexpr std::int64_t kAskAgainUs = 5'000'000;

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

// OKX numbers matches and sends several in one row; everybody else numbers what is sent.
std::int64_t first_id_of(const Batch& batch, int column, std::size_t row) {
    const auto id = integer_or_null(batch, column, row);
    if (batch.table != Table::trades || batch.exchange != ExchangeId::okx || is_null(id)) return id;
    static const int count = column_index(Table::trades, "trade_count");
    return id - integer_or_null(batch, count, row) + 1;
}

void widen(std::int64_t& from, std::int64_t& to, std::int64_t first, std::int64_t last) {
    if (!is_null(first)) from = is_null(from) ? first : std::min(from, first);
    if (!is_null(last)) to = is_null(to) ? last : std::max(to, last);
}

/// "Forget all levels", in place of the row with this head.
void append_clear(Batch& to, const RowHead& first, std::string_view ticker) {
    OrderbookRow row;
    row.head = first;
    row.head.conn_id = kNullInt64;
    row.level.action = Action::delete_level;
    row.level.side = Side::unknown;
    append_row(to, row, ticker);
}

bool is_clear(const Batch& batch, std::size_t row) {
    static const auto kSide = column_index(Table::orderbook_l2, "side");
    return integer_or_null(batch, kSide, row) == static_cast<std::int64_t>(Side::unknown);
}

bool is_checkpoint(const Batch& batch, std::size_t row) {
    static const auto kColumn = column_index(Table::orderbook_l2, "is_checkpoint");
    return integer_or_null(batch, kColumn, row) != 0;
}

void append_gap(Batch& to, GapRow row, std::string_view ticker, const NextId& next_id) {
    if (!next_id) return;
    row.head.seq_id = row.head.packet_id = next_id();
    append_row(to, row, ticker);
}

void add_when_filled(std::vector<BatchPtr>& out, std::shared_ptr<Batch> batch) {
    if (batch->rows() > 0) out.push_back(std::move(batch));
}

}  // namespace

/// The row of a hole that is still open.
GapRow OverflowLedger::gap_of(const Flow& flow, const Hole& hole, UnixMicros at) {
    GapRow row;
    row.head = local_head(flow.first, at);
    row.feed = parse_feed(to_string(flow.second)).value();
    row.cause = GapCause::overflow;
    row.from_update_id = hole.from_id;
    row.to_update_id = hole.to_id;
    row.from_timestamp = hole.from_timestamp;
    return row;
}

OverflowLedger::Hole& OverflowLedger::hole_of(const Flow& flow, const Batch& batch,
                                              std::size_t row) {
    auto& holes = holes_[flow];
    const auto ticker = batch.columns[kTicker].text_at(row);
    const auto known = holes.find(ticker);
    if (known != holes.end()) return known->second;
    const auto seen = last_.find(flow);
    const auto received = batch.columns[kReceived].integer_at(row);
    Hole hole{.from_timestamp = seen == last_.end() ? kNullInt64 : seen->second,
              .last_lost = received,
              .first = local_head(batch.exchange, {received}),
              .from_id = kNullInt64,
              .to_id = kNullInt64};
    hole.first.seq_id = batch.columns[kSeqId].integer_at(row);
    hole.first.packet_id = batch.columns[kPacketId].integer_at(row);
    return holes.emplace(ticker, std::move(hole)).first->second;
}

void OverflowLedger::lose(Hole& hole, const Batch& batch, std::size_t row) {
    const auto [first_id, last_id] = id_columns(batch.table);
    widen(hole.from_id, hole.to_id, first_id_of(batch, first_id, row),
          integer_or_null(batch, last_id, row));
    const auto received = batch.columns[kReceived].integer_at(row);
    hole.last_lost = std::max(hole.last_lost, received);
    if (!is_null(hole.from_timestamp)) {
        hole.from_timestamp = std::min(hole.from_timestamp, received);
    }
}

void OverflowLedger::lost(const Batch& batch) {
    if (!is_feed_table(batch.table)) return;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        lose(hole_of({batch.exchange, batch.table}, batch, row), batch, row);
    }
}

std::vector<BatchPtr> OverflowLedger::pass(BatchPtr batch, const NextId& next_id,
                                           const WantBook& want_book) {
    if (!is_feed_table(batch->table)) return {std::move(batch)};
    const Flow flow{batch->exchange, batch->table};
    const auto& received = batch->columns[kReceived];
    last_[flow] = received.integer_at(batch->rows() - 1);
    const auto found = holes_.find(flow);
    if (found == holes_.end()) return {std::move(batch)};
    auto& holes = found->second;
    std::vector<BatchPtr> out;
    if (batch->table == Table::orderbook_l2) {
        out = pass_book(batch, holes, next_id, want_book);
        if (holes.empty()) holes_.erase(found);
        return out;
    }
    const auto first = received.integer_at(0);
    auto gaps = std::make_shared<Batch>(Table::gaps, batch->exchange);
    for (const auto& [ticker, hole] : holes) {
        auto row = gap_of(flow, hole, {first});
        row.to_timestamp = std::max(first, hole.last_lost);
        append_gap(*gaps, row, ticker, next_id);
    }
    holes_.erase(found);
    add_when_filled(out, std::move(gaps));
    out.push_back(std::move(batch));
    return out;
}

std::vector<BatchPtr> OverflowLedger::pass_book(const BatchPtr& batch, Holes& holes,
                                                const NextId& next_id, const WantBook& want_book) {
    auto gaps = std::make_shared<Batch>(Table::gaps, batch->exchange);
    auto clears = std::make_shared<Batch>(Table::orderbook_l2, batch->exchange);
    const auto now = batch->columns[kReceived].integer_at(batch->rows() - 1);
    for (auto& [ticker, hole] : holes) {
        if (!std::exchange(hole.is_cleared, true)) append_clear(*clears, hole.first, ticker);
        if (!want_book || (!is_null(hole.asked_at) && now - hole.asked_at < kAskAgainUs)) continue;
        hole.asked_at = now;
        want_book(batch->exchange, ticker);
    }
    std::vector<std::uint32_t> kept;
    for (std::size_t row = 0; row < batch->rows(); ++row) {
        const auto ticker = batch->columns[kTicker].text_at(row);
        const auto found = holes.find(ticker);
        if (found == holes.end()) {
            kept.push_back(static_cast<std::uint32_t>(row));
            continue;
        }
        auto& hole = found->second;
        if (!is_clear(*batch, row)) {
            ++withheld_rows_;
            lose(hole, *batch, row);
            continue;
        }
        const auto at = batch->columns[kReceived].integer_at(row);
        auto gap = gap_of({batch->exchange, batch->table}, hole, {at});
        gap.to_timestamp = at;
        if (is_checkpoint(*batch, row)) gap.repaired_by = std::string_view("checkpoint");
        append_gap(*gaps, gap, ticker, next_id);
        holes.erase(found);
        kept.push_back(static_cast<std::uint32_t>(row));
    }
    std::vector<BatchPtr> out;
    add_when_filled(out, std::move(gaps));
    add_when_filled(out, std::move(clears));
    if (kept.size() == batch->rows()) {
        out.push_back(batch);
    } else {
        add_when_filled(out, std::make_shared<Batch>(batch->select(kept)));
    }
    return out;
}

std::vector<BatchPtr> OverflowLedger::open_holes(UnixMicros now, const NextId& next_id) {
    std::vector<BatchPtr> out;
    for (const auto& [flow, holes] : holes_) {
        const auto [exchange, table] = flow;
        auto gaps = std::make_shared<Batch>(Table::gaps, exchange);
        auto clears = std::make_shared<Batch>(Table::orderbook_l2, exchange);
        for (const auto& [ticker, hole] : holes) {
            append_gap(*gaps, gap_of(flow, hole, now), ticker, next_id);
            const bool is_book = table == Table::orderbook_l2;
            if (is_book && !hole.is_cleared) append_clear(*clears, hole.first, ticker);
        }
        add_when_filled(out, std::move(gaps));
        add_when_filled(out, std::move(clears));
    }
    holes_.clear();
    return out;
}

}  // namespace mdc::pipeline
