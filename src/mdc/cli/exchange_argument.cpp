#include "mdc/cli/exchange_argument.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/exchanges/registry.hpp"

namespace mdc::cli {

const exchanges::Exchange& exchange_argument(const std::string& name) {
    std::vector<std::string_view> known;
    for (const auto* exchange : exchanges::registry()) {
        known.push_back(to_string(exchange->facts().id));
        if (known.back() == name) return *exchange;
    }
    throw Failure{fail(ErrorKind::usage,
                       fmt::format("There is no exchange '{}'; there is {}.{}", name,
                                   config::listed(known), config::did_you_mean(name, known)))};
}

}  // namespace mdc::cli
