#pragma once

#include <string>

#include "mdc/exchanges/exchange.hpp"

namespace mdc::cli {

/// The market that the user named. Throws Failure{usage} with "did you mean" when there is none.
const exchanges::Exchange& exchange_argument(const std::string& name);

}  // namespace mdc::cli
