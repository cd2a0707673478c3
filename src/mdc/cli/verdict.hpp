#pragma once

#include <string>
#include <string_view>

#include "mdc/collector/live/collector.hpp"

namespace mdc::cli {

/// The last line of a recording's summary: whether anything is missing, or that there is nothing.
/// `trouble`: why no connection opened, as far as it is known; else empty.
std::string verdict(const collector::Status& status, std::string_view trouble);

}  // namespace mdc::cli
