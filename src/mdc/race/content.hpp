#pragma once

#include <cstdint>

#include "mdc/model/output.hpp"

namespace mdc::race {

/// A hash of what a parsed frame says: levels, trades, quotes, tickers and their exchange times,
/// without the times at which the venue pushed it. Never 0.
std::uint64_t content_hash(const Output& output) noexcept;

}  // namespace mdc::race
