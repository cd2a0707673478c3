#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mdc/exchanges/exchange.hpp"

namespace mdc::cli {

/// The names of all markets, in the order of their codes.
std::vector<std::string_view> exchange_names();
/// The same for the help: "binance_spot, binance_usdm, …".
std::string exchange_list();

/// The market that the user named. Throws Failure{usage} with "did you mean" when there is none.
const exchanges::Exchange& exchange_argument(const std::string& name);

}  // namespace mdc::cli
