#pragma once

#include <cstdint>

#include "mdc/model/rows/bbo.hpp"
#include "mdc/model/rows/head.hpp"
#include "mdc/model/rows/ledger.hpp"
#include "mdc/model/rows/orderbook.hpp"
#include "mdc/model/rows/ticker.hpp"
#include "mdc/model/rows/trade.hpp"
#include "mdc/model/tables/table.hpp"

namespace mdc {

/// The kind of a record in the ring is the table that it fills. A book record holds many rows.
constexpr std::uint16_t record_kind(Table table) noexcept {
    return static_cast<std::uint16_t>(table);
}

/// Which table a row belongs to: one line per row kind.
template <class Row>
inline constexpr Table kTableOf = Table::raw;
template <>
inline constexpr Table kTableOf<OrderbookRow> = Table::orderbook_l2;
template <>
inline constexpr Table kTableOf<TradeRow> = Table::trades;
template <>
inline constexpr Table kTableOf<BboRow> = Table::bbo;
template <>
inline constexpr Table kTableOf<TickerRow> = Table::tickers;
template <>
inline constexpr Table kTableOf<GapRow> = Table::gaps;
template <>
inline constexpr Table kTableOf<ConnectionRow> = Table::connections;
template <>
inline constexpr Table kTableOf<InstrumentRow> = Table::instruments;
template <>
inline constexpr Table kTableOf<ClockRow> = Table::clock;

}  // namespace mdc
