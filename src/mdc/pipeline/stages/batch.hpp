#pragma once

#include <memory>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/pipeline/stage.hpp"

namespace mdc::pipeline {

/// Joins batches, per table and exchange, until there are at least `rows` rows or the oldest waited
/// for `time`; for sinks that like few large writes. It never cuts a batch, so the rows of a
/// message stay together, and nothing waits less than storage.write_ms.
///
/// Options: rows (5000, 1 to 10,000,000), time (1s, 1ms to 1h). Touches every table.
Result<std::unique_ptr<Stage>> make_batch(const config::StageConfig& config);

}  // namespace mdc::pipeline
