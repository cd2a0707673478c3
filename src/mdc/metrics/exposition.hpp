#pragma once

#include <string>

#include "mdc/metrics/snapshot.hpp"

namespace mdc::metrics {

/// What to_text() writes, as HTTP names it.
inline constexpr std::string_view kTextContentType = "text/plain; version=0.0.4; charset=utf-8";

/// The snapshot in Prometheus' text format, metrics in the order of the catalogue; those without a
/// sample are left out.
std::string to_text(const Snapshot& snapshot);

}  // namespace mdc::metrics
