#include "tests/support/batches.hpp"

#include <memory>
#include <string>

#include "mdc/core/assert.hpp"

namespace mdc::test {

namespace {

const Column& column_of(const Batch& batch, std::string_view name) {
    const auto index = column_index(batch.table, name);
    MDC_ASSERT(index >= 0);
    return batch.columns[static_cast<std::size_t>(index)];
}

void fill(OrderbookRow& row) { row.level = {1.5, 2, Action::update, Side::bid}; }
void fill(BboRow& row) { row.bid_price = row.bid_qty = 1.5; }
void fill(TickerRow& row) { row.last_price = 1.5; }
void fill(GapRow& row) { row.cause = GapCause::resync; }
void fill(InstrumentRow& row) { row.name = std::string_view("BTCUSDT"); }
void fill(ClockRow& row) { row.source = std::string_view("adjtimex"); }
void fill(TradeRow& row) {
    row.price = row.qty = 1.5;
    row.trade_id = std::string_view("7");
}
void fill(ConnectionRow& row) {
    row.reason = std::string_view("a \"word\", and a\nline");
    row.url = std::string_view("wss://a");
}
void fill(RawRow& row) {
    row.kind = std::string_view("ws");
    row.payload = R"({"e":"trade"})";
}

template <class Row>
void append(Batch& batch, std::int64_t at) {
    Row row;
    row.head = head(at);
    fill(row);
    append_row(batch, row, "BTCUSDT");
}

void append_any(Batch& batch, std::int64_t at) {
    switch (batch.table) {
        case Table::orderbook_l2:
            return append<OrderbookRow>(batch, at);
        case Table::trades:
            return append<TradeRow>(batch, at);
        case Table::bbo:
            return append<BboRow>(batch, at);
        case Table::tickers:
            return append<TickerRow>(batch, at);
        case Table::gaps:
            return append<GapRow>(batch, at);
        case Table::connections:
            return append<ConnectionRow>(batch, at);
        case Table::instruments:
            return append<InstrumentRow>(batch, at);
        case Table::clock:
            return append<ClockRow>(batch, at);
        case Table::raw:
            return append<RawRow>(batch, at);
    }
}

}  // namespace

RowHead head(std::int64_t at, ExchangeId exchange, InstrumentId instrument) {
    RowHead out;
    out.timestamp = out.rcv_timestamp = {at};
    out.seq_id = out.packet_id = at;
    out.exchange = exchange;
    out.instrument = instrument;
    return out;
}

BatchPtr trades(const std::vector<TradeLine>& lines, ExchangeId exchange) {
    auto batch = std::make_shared<Batch>(Table::trades, exchange);
    for (const auto& line : lines) {
        TradeRow row;
        row.head = head(line.at, exchange);
        row.price = row.qty = 1;
        row.trade_seq = line.at;
        row.trade_id = std::to_string(line.at);
        append_row(*batch, row, line.ticker);
    }
    return batch;
}

BatchPtr bbos(const std::vector<BboLine>& lines) {
    auto batch = std::make_shared<Batch>(Table::bbo, ExchangeId::binance_spot);
    for (const auto& line : lines) {
        BboRow row;
        row.head = head(line.at);
        row.bid_price = line.bid;
        append_row(*batch, row, line.ticker);
    }
    return batch;
}

BatchPtr tickers(const std::vector<TickerLine>& lines) {
    auto batch = std::make_shared<Batch>(Table::tickers, ExchangeId::binance_spot);
    for (const auto& line : lines) {
        TickerRow row;
        row.head = head(line.at);
        row.channel = line.channel;
        row.last_price = line.last;
        append_row(*batch, row, line.ticker);
    }
    return batch;
}

BatchPtr rows_of(Table table, std::size_t rows, std::int64_t at) {
    auto batch = std::make_shared<Batch>(table, ExchangeId::binance_spot);
    for (std::size_t i = 0; i < rows; ++i) append_any(*batch, at + static_cast<std::int64_t>(i));
    return batch;
}

std::vector<double> doubles(const Batch& batch, std::string_view column) {
    const auto& values = column_of(batch, column);
    std::vector<double> out;
    for (std::size_t row = 0; row < values.size(); ++row) {
        out.push_back(values.is_null(row) ? kNullDouble : values.at<double>(row));
    }
    return out;
}

std::vector<std::int64_t> integers(const Batch& batch, std::string_view column) {
    const auto& values = column_of(batch, column);
    std::vector<std::int64_t> out;
    for (std::size_t row = 0; row < values.size(); ++row) {
        out.push_back(values.is_null(row) ? kNullInt64 : values.integer_at(row));
    }
    return out;
}

std::vector<std::string_view> texts(const Batch& batch, std::string_view column) {
    const auto& values = column_of(batch, column);
    std::vector<std::string_view> out;
    for (std::size_t row = 0; row < values.size(); ++row) {
        out.push_back(values.is_null(row) ? "(null)" : values.text_at(row));
    }
    return out;
}

}  // namespace mdc::test
