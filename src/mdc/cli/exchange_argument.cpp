#include "mdc/cli/exchange_argument.hpp"

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/exchanges/registry.hpp"

namespace mdc::cli {

std::vector<std::string_view> exchange_names() {
    std::vector<std::string_view> names;
    for (const auto* exchange : exchanges::registry()) {
        names.push_back(to_string(exchange->facts().id));
    }
    return names;
}

std::string exchange_list() { return fmt::format("{}", fmt::join(exchange_names(), ", ")); }

const exchanges::Exchange& exchange_argument(const std::string& name) {
    for (const auto* exchange : exchanges::registry()) {
        if (to_string(exchange->facts().id) == name) return *exchange;
    }
    const auto known = exchange_names();
    throw Failure{fail(ErrorKind::usage,
                       fmt::format("There is no exchange '{}'; there is {}.{}", name,
                                   config::listed(known), config::did_you_mean(name, known)))};
}

}  // namespace mdc::cli
