#pragma once

#include <memory>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/pipeline/stage.hpp"

namespace mdc::pipeline {

/// Lets through the rows of some feeds and tickers only.
///
/// Options: feeds (of orderbook_l2, bbo, trades, tickers), tickers (`*` and `?` are globs); without
/// one of them all are let through. Touches the feed tables, and of the ledger `gaps` (by feed and
/// ticker) and `instruments` (by ticker); rows about no instrument always pass.
Result<std::unique_ptr<Stage>> make_filter(const config::StageConfig& config);

}  // namespace mdc::pipeline
