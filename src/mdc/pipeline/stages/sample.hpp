#pragma once

#include <memory>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/pipeline/stage.hpp"

namespace mdc::pipeline {

/// Keeps the last row per ticker (of `tickers`: per ticker and channel) of each interval, by
/// rcv_timestamp; intervals begin at multiples of their length since 1970. Where nothing arrived in
/// an interval there is no row.
///
/// Options: interval (1s, 1ms to 1d), tables (of bbo, tickers; both). It may touch no other: every
/// row of a book, of the trades and of the ledger counts.
Result<std::unique_ptr<Stage>> make_sample(const config::StageConfig& config);

}  // namespace mdc::pipeline
