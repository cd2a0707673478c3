#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mdc {

/// The tables that mdc writes. The numbers are stored in journal blocks and never change.
enum class Table : std::uint16_t {
    orderbook_l2 = 0,
    trades = 1,
    bbo = 2,
    tickers = 3,
    gaps = 4,
    connections = 5,
    instruments = 6,
    clock = 7,
    raw = 8,
};

inline constexpr std::size_t kTableCount = 9;
inline constexpr std::array<std::string_view, kTableCount> kTableNames = {
    "orderbook_l2", "trades",      "bbo",   "tickers", "gaps",
    "connections",  "instruments", "clock", "raw"};

constexpr std::string_view to_string(Table table) noexcept {
    return kTableNames[static_cast<std::size_t>(table)];
}
constexpr std::optional<Table> parse_table(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kTableCount; ++i) {
        if (kTableNames[i] == name) return static_cast<Table>(i);
    }
    return std::nullopt;
}

/// The four tables that hold market data; the others are the ledger that speaks about them.
constexpr bool is_feed_table(Table table) noexcept { return table <= Table::tickers; }

}  // namespace mdc
