#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mdc {

/// What happened to a level of a book.
enum class Action : std::int8_t { new_level = 1, update = 2, delete_level = 3 };

/// Side of a level, or of a trade's aggressor.
enum class Side : std::int8_t { ask = -1, sell = -1, unknown = 0, bid = 1, buy = 1 };

enum class TradeKind : std::int8_t {
    normal = 0,
    block = 1,
    liquidation = 2,
    rpi = 3,
    insurance_fund = 4,
    adl = 5,
    other = 6,
};

/// Which of a venue's channels a `tickers` row came from.
enum class TickerChannel : std::int8_t {
    ticker = 0,
    mark_price = 1,
    index_price = 2,
    funding_rate = 3,
    open_interest = 4,
    option_summary = 5,
};

/// Why a span of a feed is missing.
enum class GapCause : std::int8_t {
    start,
    stop,
    crash,
    disconnect,
    server_drop,
    resync,
    overflow,
    planned,
    maintenance,
    listed,
    delisted,
};
inline constexpr std::array<std::string_view, 11> kGapCauseNames = {
    "start",    "stop",    "crash",       "disconnect", "server_drop", "resync",
    "overflow", "planned", "maintenance", "listed",     "delisted"};

constexpr std::string_view to_string(GapCause cause) noexcept {
    return kGapCauseNames[static_cast<std::size_t>(cause)];
}

enum class ConnectionEvent : std::int8_t {
    opened,
    acked,
    refused,
    notice,
    closed,
    replaced,
    summary
};
inline constexpr std::array<std::string_view, 7> kConnectionEventNames = {
    "opened", "acked", "refused", "notice", "closed", "replaced", "summary"};

constexpr std::string_view to_string(ConnectionEvent event) noexcept {
    return kConnectionEventNames[static_cast<std::size_t>(event)];
}

}  // namespace mdc
