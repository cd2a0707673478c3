#pragma once

#include <string>

#include "mdc/core/null.hpp"
#include "mdc/model/exchange_id.hpp"
#include "mdc/model/ids.hpp"

namespace mdc {

/// What an exchange says about one instrument. Unknown numbers are kNullDouble / kNullInt64.
struct Instrument {
    ExchangeId exchange{};
    std::string ticker;         ///< as the exchange writes it
    std::string type = "spot";  ///< spot, perpetual, future, option
    std::string status;         ///< the exchange's own word, "TRADING"
    std::string base, quote;    ///< assets
    std::string contract_unit;  ///< what contract_value counts; empty for spot
    double tick_size = kNullDouble;
    double lot_size = kNullDouble;
    double contract_value = kNullDouble;
    std::int64_t expiry = kNullInt64;  ///< UTC microseconds
    bool is_trading = true;
};

}  // namespace mdc
