#pragma once

#include <cstdint>
#include <optional>
#include <span>
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
std::span<const ExchangeName> exchange_names() noexcept;

/// "binance_spot"; "unknown" for a code that is none.
std::string_view to_string(ExchangeId id) noexcept;
std::optional<ExchangeId> parse_exchange(std::string_view name) noexcept;

}  // namespace mdc
