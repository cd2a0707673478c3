#pragma once

#include <cstdint>

#include "mdc/model/wire/output.hpp"

namespace mdc::race {

/// A hash of what a parsed frame says: ids, levels, trades, quotes, tickers. Times are left out:
/// where a venue sends only the time at which it pushed, that differs between connections. Never 0.
std::uint64_t content_hash(const Output& output) noexcept;

}  // namespace mdc::race
