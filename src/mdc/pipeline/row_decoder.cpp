#include "mdc/pipeline/row_decoder.hpp"

#include <cstring>
#include <utility>

#include "mdc/core/assert.hpp"
#include "mdc/pipeline/record.hpp"

namespace mdc::pipeline {

namespace {

// The rows of one book message differ in these columns only. Writing the others once and repeating
// them halves the cost of a row (46 levels: 126 to 60 ns), and book rows are nine in ten.
struct LevelColumns {
    std::size_t seq_id = at("seq_id");
    std::size_t action = at("action");
    std::size_t side = at("side");
    std::size_t price = at("price");
    std::size_t qty = at("qty");

    static std::size_t at(std::string_view name) {
        const auto index = column_index(Table::orderbook_l2, name);
        MDC_ASSERT(index >= 0);
        return static_cast<std::size_t>(index);
    }
    [[nodiscard]] bool has(std::size_t column) const noexcept {
        return column == seq_id || column == action || column == side || column == price ||
               column == qty;
    }
};

const LevelColumns& level_columns() {
    static const LevelColumns kColumns;
    return kColumns;
}

/// The level of a row that follows one of the same message.
void append_level(Batch& batch, const OrderbookRow& row) {
    const auto& at = level_columns();
    auto& columns = batch.columns;
    columns[at.seq_id].append(row.head.seq_id);
    columns[at.action].append(row.level.action);
    columns[at.side].append(row.level.side);
    auto& prices = columns[at.price];
    is_null(row.level.price) ? prices.append_null() : prices.append(row.level.price);
    columns[at.qty].append(row.level.qty);
}

void repeat_message(Batch& batch, std::size_t times) {
    for (std::size_t i = 0; i < batch.columns.size(); ++i) {
        if (!level_columns().has(i)) batch.columns[i].repeat_last(times);
    }
}

}  // namespace

RowDecoder::RowDecoder(BatchLimits limits, OnBatch on_batch, std::size_t rings)
    : limits_(limits),
      on_batch_(std::move(on_batch)),
      tickers_by_ring_(rings),
      tickers_(&tickers_by_ring_.front()) {}

void RowDecoder::begin(std::size_t ring, std::uint64_t t_dequeued) noexcept {
    MDC_ASSERT(ring < tickers_by_ring_.size());
    tickers_ = &tickers_by_ring_[ring];
    t_dequeued_ = t_dequeued;
}

void RowDecoder::add(std::uint16_t kind, std::span<const std::byte> payload) noexcept {
    switch (static_cast<Table>(kind)) {
        case Table::orderbook_l2:
            return add_book(payload);
        case Table::trades:
            return add_row(row_of<TradeRow>(payload));
        case Table::bbo:
            return add_row(row_of<BboRow>(payload));
        case Table::tickers:
            return add_row(row_of<TickerRow>(payload));
        case Table::gaps:
            return add_row(row_of<GapRow>(payload));
        case Table::connections:
            return add_row(row_of<ConnectionRow>(payload));
        case Table::instruments: {
            const auto row = row_of<InstrumentRow>(payload);
            learn(row.head.instrument, row.name.view());
            return add_row(row);
        }
        case Table::clock:
            return add_row(row_of<ClockRow>(payload));
        case Table::raw:
            return add_raw(payload);
    }
    MDC_ASSERT(!"a record of a known table");
}

template <class Row>
void RowDecoder::add_row(const Row& row) {
    auto& slot = open(kTableOf<Row>, row.head.exchange);
    append_row(*slot.batch, row, ticker_for(row.head.instrument));
    hand_on_when_full(slot, sizeof row);
}

/// All rows of a message stay in one batch: whatever a sink loses or keeps, it is whole messages.
void RowDecoder::add_book(std::span<const std::byte> payload) {
    const auto record = row_of<BookRecord>(payload);
    const auto levels = payload.subspan(sizeof record);
    MDC_ASSERT(levels.size() == record.count * sizeof(LevelChange));
    auto& slot = open(Table::orderbook_l2, record.head.exchange);
    const auto ticker = ticker_for(record.head.instrument);
    OrderbookRow row{record.head,
                     {},
                     record.first_update_id,
                     record.last_update_id,
                     record.prev_update_id,
                     record.is_snapshot,
                     record.is_checkpoint};
    for (std::uint32_t i = 0; i < record.count; ++i) {
        row.level = row_of<LevelChange>(levels.subspan(i * sizeof(LevelChange)));
        i == 0 ? append_row(*slot.batch, row, ticker) : append_level(*slot.batch, row);
        ++row.head.seq_id;
    }
    if (record.count > 1) repeat_message(*slot.batch, record.count - 1);
    hand_on_when_full(slot, payload.size());
}

void RowDecoder::add_raw(std::span<const std::byte> payload) {
    auto row = row_of<RawRow>(payload);
    const auto body = payload.subspan(sizeof row);
    row.payload = {reinterpret_cast<const char*>(body.data()), body.size()};
    auto& slot = open(Table::raw, row.head.exchange);
    append_row(*slot.batch, row, ticker_for(row.head.instrument));
    hand_on_when_full(slot, payload.size());
}

void RowDecoder::learn(InstrumentId id, std::string_view name) {
    constexpr std::uint32_t kMost = 1 << 20;  // far above all markets of all venues
    if (id == kNoInstrument) return;
    MDC_ASSERT(index_of(id) < kMost);
    if (tickers_->size() <= index_of(id)) tickers_->resize(index_of(id) + 1);
    (*tickers_)[index_of(id)] = name;
}

std::string_view RowDecoder::ticker_of(InstrumentId id) const noexcept {
    return index_of(id) < tickers_->size() ? std::string_view((*tickers_)[index_of(id)]) : "";
}

std::string_view RowDecoder::ticker_for(InstrumentId id) noexcept {
    const auto ticker = ticker_of(id);
    if (ticker.empty() && id != kNoInstrument) ++unnamed_rows_;
    return ticker;
}

RowDecoder::Open& RowDecoder::open(Table table, ExchangeId exchange) {
    const auto code = static_cast<std::size_t>(exchange);
    MDC_ASSERT(code < kExchangeSlots);
    auto& slot = open_[static_cast<std::size_t>(table)][code];
    if (slot.batch) return slot;
    slot.batch.emplace(table, exchange);
    slot.batch->t_dequeued = t_dequeued_;
    for (auto& column : slot.batch->columns) column.reserve(slot.rows_before);
    return slot;
}

void RowDecoder::hand_on_when_full(Open& open, std::size_t more_bytes) {
    open.bytes += more_bytes;
    if (open.batch->rows() >= limits_.rows || open.bytes >= limits_.bytes) hand_on(open);
}

void RowDecoder::hand_on(Open& open) {
    if (is_feed_table(open.batch->table)) hand_on_gaps();
    open.rows_before = open.batch->rows();
    open.bytes = 0;
    auto batch = std::make_shared<const Batch>(std::move(*open.batch));
    open.batch.reset();
    if (batch->rows() > 0) on_batch_(std::move(batch));
}

// A kill in between must not keep rows and lose the hole that they end.
void RowDecoder::hand_on_gaps() {
    for (auto& each : open_[static_cast<std::size_t>(Table::gaps)]) {
        if (each.batch) hand_on(each);
    }
}

void RowDecoder::flush() noexcept {
    for (auto& of_table : open_) {
        for (auto& each : of_table) {
            if (each.batch) hand_on(each);
        }
    }
}

}  // namespace mdc::pipeline
