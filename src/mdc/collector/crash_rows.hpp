#pragma once

#include <memory>
#include <span>

#include "mdc/core/time.hpp"
#include "mdc/journal/stream_ends.hpp"
#include "mdc/model/wire/stream.hpp"
#include "mdc/pipeline/overflow_ledger.hpp"
#include "mdc/pipeline/stage.hpp"

namespace mdc::collector {

/// What a target whose last run did not end must be told before anything else: `gaps` rows of cause
/// crash, one for each of these streams, from the end of what it holds of the stream to `now`. A
/// stage, the first of its sink, so that the other targets, which know better, are not told, and a
/// filter still filters.
std::unique_ptr<pipeline::Stage> crash_rows_first(const journal::CrashedRun& crashed,
                                                  std::span<const Stream> streams, UnixMicros now,
                                                  const pipeline::NextId& next_id);

}  // namespace mdc::collector
