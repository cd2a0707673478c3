#include "mdc/model/exchange_id.hpp"

#include <array>

namespace mdc {

namespace {

constexpr std::array<ExchangeName, 8> kNames = {{
    {ExchangeId::binance_spot, "binance_spot", "BINANCE_SPOT"},
    {ExchangeId::binance_usdm, "binance_usdm", "BINANCE_USDM"},
    {ExchangeId::deribit, "deribit", "DERIBIT"},
    {ExchangeId::okx, "okx", "OKX"},
    {ExchangeId::bybit_spot, "bybit_spot", "BYBIT_SPOT"},
    {ExchangeId::bybit_linear, "bybit_linear", "BYBIT_LINEAR"},
    {ExchangeId::bybit_inverse, "bybit_inverse", "BYBIT_INVERSE"},
    {ExchangeId::bybit_option, "bybit_option", "BYBIT_OPTION"},
}};

}  // namespace

std::span<const ExchangeName> exchange_names() noexcept { return kNames; }

std::string_view to_string(ExchangeId id) noexcept {
    for (const auto& each : kNames) {
        if (each.id == id) return each.name;
    }
    return "unknown";
}

std::optional<ExchangeId> parse_exchange(std::string_view name) noexcept {
    for (const auto& each : kNames) {
        if (each.name == name) return each.id;
    }
    return std::nullopt;
}

}  // namespace mdc
