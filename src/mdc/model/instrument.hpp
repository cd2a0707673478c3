#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "mdc/core/null.hpp"
#include "mdc/model/exchange_id.hpp"
#include "mdc/model/ids.hpp"

namespace mdc {

/// What is traded under a ticker; it decides which channels a venue has for it.
enum class InstrumentType : std::uint8_t {
    spot,
    perpetual,
    future,  ///< dated
    option,
    index,  ///< not traded: what others are priced by
    other,  ///< combinations, spreads
};
inline constexpr std::array<std::string_view, 6> kInstrumentTypeNames = {
    "spot", "perpetual", "future", "option", "index", "other"};

constexpr std::string_view to_string(InstrumentType type) noexcept {
    return kInstrumentTypeNames[static_cast<std::size_t>(type)];
}

/// What an exchange says about one instrument. Unknown numbers are kNullDouble / kNullInt64.
struct Instrument {
    ExchangeId exchange{};
    std::string ticker;  ///< as the exchange writes it
    InstrumentType type = InstrumentType::spot;
    std::string status;         ///< the exchange's own word, "TRADING"
    std::string base, quote;    ///< assets
    std::string underlying;     ///< index or family that it is priced by, as the exchange writes it
    std::string contract_unit;  ///< what contract_value counts; empty for spot
    double tick_size = kNullDouble;
    double lot_size = kNullDouble;
    double contract_value = kNullDouble;
    std::int64_t expiry = kNullInt64;  ///< UTC microseconds
    bool is_trading = true;
    std::int32_t known_depth = kNullInt32;  ///< levels a side of the book that is recorded
};

}  // namespace mdc
