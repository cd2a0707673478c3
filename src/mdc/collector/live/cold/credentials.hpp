#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mdc/exchanges/facts.hpp"

namespace mdc::collector {

/// The credentials of a market out of the environment, in the order of its facts; nothing when one
/// is missing, or when the market has no login. Never to be logged.
std::optional<std::vector<std::string>> credentials_of(const exchanges::MarketFacts& market);

}  // namespace mdc::collector
