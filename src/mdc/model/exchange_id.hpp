#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mdc {

/// One market of one venue. The codes are stored in the tables and fixed for ever.
enum class ExchangeId : std::int16_t {
    binance_spot = 1,
    binance_usdm = 2,
    deribit = 3,
    okx = 4,
    bybit_spot = 5,
    bybit_linear = 6,
    bybit_inverse = 7,
    bybit_option = 8,
};

struct ExchangeName {
    ExchangeId id;
    std::string_view name;    ///< the one spelling: configuration, metric label, path part
    std::string_view symbol;  ///< the name of the code in the tables' metadata
};

/// All of them, in the order of their codes.
inline constexpr auto kExchangeNames = std::to_array<ExchangeName>({
    {ExchangeId::binance_spot, "binance_spot", "BINANCE_SPOT"},
    {ExchangeId::binance_usdm, "binance_usdm", "BINANCE_USDM"},
    {ExchangeId::deribit, "deribit", "DERIBIT"},
    {ExchangeId::okx, "okx", "OKX"},
    {ExchangeId::bybit_spot, "bybit_spot", "BYBIT_SPOT"},
    {ExchangeId::bybit_linear, "bybit_linear", "BYBIT_LINEAR"},
    {ExchangeId::bybit_inverse, "bybit_inverse", "BYBIT_INVERSE"},
    {ExchangeId::bybit_option, "bybit_option", "BYBIT_OPTION"},
});
static_assert(
    [] {
        std::int16_t code = 0;
        for (const auto& each : kExchangeNames) {
            if (static_cast<std::int16_t>(each.id) != ++code) return false;
        }
        return true;
    }(),
    "A further market takes the next free code and stands last.");

/// "binance_spot"; "unknown" for a code that is none.
constexpr std::string_view to_string(ExchangeId id) noexcept {
    for (const auto& each : kExchangeNames) {
        if (each.id == id) return each.name;
    }
    return "unknown";
}

constexpr std::optional<ExchangeId> parse_exchange(std::string_view name) noexcept {
    for (const auto& each : kExchangeNames) {
        if (each.name == name) return each.id;
    }
    return std::nullopt;
}

}  // namespace mdc
