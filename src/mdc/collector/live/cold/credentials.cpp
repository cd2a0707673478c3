#include "mdc/collector/live/cold/credentials.hpp"

#include <cstdlib>

namespace mdc::collector {

std::optional<std::vector<std::string>> credentials_of(const exchanges::MarketFacts& market) {
    if (market.credentials.empty()) return std::nullopt;
    std::vector<std::string> values;
    for (const auto name : market.credentials) {
        const char* const value = std::getenv(std::string(name).c_str());
        if (value == nullptr || *value == '\0') return std::nullopt;
        values.emplace_back(value);
    }
    return values;
}

}  // namespace mdc::collector
