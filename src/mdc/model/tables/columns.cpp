#include "mdc/model/tables/columns.hpp"

#include <array>

#include "mdc/core/assert.hpp"
#include "mdc/model/tables/ledger_fields.hpp"

namespace mdc {

namespace {

template <class Row>
constexpr auto facts_of() {
    constexpr auto facts = [](const auto&... field) { return std::array{field.facts...}; };
    constexpr auto before = std::apply(facts, fields::common_before_ticker<Row>());
    constexpr auto after = std::apply(
        facts, std::tuple_cat(fields::common_after_ticker<Row>(), fields::own_columns<Row>()));
    std::array<ColumnFacts, before.size() + 1 + after.size()> all{};
    std::size_t at = 0;
    for (const auto& each : before) all[at++] = each;
    all[at++] = fields::kTickerFacts;
    for (const auto& each : after) all[at++] = each;
    return all;
}

template <class Row>
constexpr auto kColumns = facts_of<Row>();

constexpr std::array<TableFacts, kTableCount> kTables = {{
    {Table::orderbook_l2, "Order book, one row per changed level.", kColumns<OrderbookRow>},
    {Table::trades, "Trades, one row per element of the venue's trade feed.", kColumns<TradeRow>},
    {Table::bbo, "Best bid and offer, one row per message.", kColumns<BboRow>},
    {Table::tickers, "Tickers and their companion channels, one row per message.",
     kColumns<TickerRow>},
    {Table::gaps, "The ledger: what is missing, and why.", kColumns<GapRow>},
    {Table::connections, "What happened to the connections.", kColumns<ConnectionRow>},
    {Table::instruments, "What the exchange says about the instruments.", kColumns<InstrumentRow>},
    {Table::clock, "How far the local clock may be off.", kColumns<ClockRow>},
    {Table::raw, "Every message as received, before the race.", kColumns<RawRow>},
}};

}  // namespace

std::string_view to_string(ColumnType type) noexcept {
    constexpr std::array<std::string_view, 7> kNames = {"int8",    "int16",   "int32", "int64",
                                                        "float64", "boolean", "text"};
    return kNames[static_cast<std::size_t>(type)];
}

const TableFacts& table_facts(Table table) noexcept {
    const auto index = static_cast<std::size_t>(table);
    MDC_ASSERT(index < kTables.size());
    return kTables[index];
}

int column_index(Table table, std::string_view name) noexcept {
    const auto columns = table_facts(table).columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name) return static_cast<int>(i);
    }
    return -1;
}

}  // namespace mdc
