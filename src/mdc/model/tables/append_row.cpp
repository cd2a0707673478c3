#include "mdc/model/tables/batch.hpp"
#include "mdc/model/tables/ledger_fields.hpp"

namespace mdc {

namespace {

template <class Value>
void append_value(Column& column, const Value& value, bool is_nullable) {
    if constexpr (std::is_same_v<Value, UnixMicros>) {
        column.append(value.value);
    } else if constexpr (std::is_same_v<Value, bool>) {
        column.append(static_cast<std::uint8_t>(value));
    } else if constexpr (std::is_enum_v<Value>) {
        column.append(static_cast<std::underlying_type_t<Value>>(value));
    } else if constexpr (std::is_same_v<Value, std::string_view>) {
        is_nullable&& value.empty() ? column.append_null() : column.append_text(value);
    } else if constexpr (std::is_same_v<Value, double> || std::is_same_v<Value, std::int64_t> ||
                         std::is_same_v<Value, std::int32_t>) {
        is_nullable&& is_null(value) ? column.append_null() : column.append(value);
    } else {
        column.append(value);
    }
}

template <class Row, class Fields>
std::size_t append_fields(Batch& batch, std::size_t at, const Row& row, const Fields& all) {
    std::apply(
        [&](const auto&... field) {
            (append_value(batch.columns[at++], field.get(row), field.facts.is_nullable), ...);
        },
        all);
    return at;
}

}  // namespace

template <class Row>
void append_row(Batch& batch, const Row& row, std::string_view ticker) {
    static constexpr auto kBefore = fields::common_before_ticker<Row>();
    static constexpr auto kAfter =
        std::tuple_cat(fields::common_after_ticker<Row>(), fields::own_columns<Row>());
    const auto at = append_fields(batch, 0, row, kBefore);
    ticker.empty() ? batch.columns[at].append_null() : batch.columns[at].append_text(ticker);
    append_fields(batch, at + 1, row, kAfter);
}

template void append_row(Batch&, const OrderbookRow&, std::string_view);
template void append_row(Batch&, const TradeRow&, std::string_view);
template void append_row(Batch&, const BboRow&, std::string_view);
template void append_row(Batch&, const TickerRow&, std::string_view);
template void append_row(Batch&, const GapRow&, std::string_view);
template void append_row(Batch&, const ConnectionRow&, std::string_view);
template void append_row(Batch&, const InstrumentRow&, std::string_view);
template void append_row(Batch&, const ClockRow&, std::string_view);
template void append_row(Batch&, const RawRow&, std::string_view);

}  // namespace mdc
