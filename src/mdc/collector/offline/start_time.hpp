#pragma once

#include <string>
#include <vector>

#include "mdc/core/result.hpp"
#include "mdc/core/time.hpp"
#include "mdc/exchanges/exchange.hpp"

namespace mdc::collector {

/// The moment that a replay begins at: the first receive time of the input or, of bare frames, the
/// first exchange time. Looks at the first lines of each file; zero when none has any.
/// Errors: target, when a file cannot be read.
Result<UnixMicros> start_time(const exchanges::Exchange& exchange,
                              const std::vector<std::string>& files);

}  // namespace mdc::collector
