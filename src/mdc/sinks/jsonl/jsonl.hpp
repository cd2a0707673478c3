#pragma once

#include <memory>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/sinks/sink.hpp"

namespace mdc::sinks {

/// JSON lines: one object per row, "table" first, then the columns by name in the order of the
/// tables. Enums are their numbers, absent values null, doubles the shortest text that reads back
/// to the same double. Target: "-", standard output, or a directory with a file per table.
///
/// Errors: target, when the directory cannot be used or holds a table's file already.
Result<std::unique_ptr<Sink>> open_jsonl(const config::SinkConfig& sink);

}  // namespace mdc::sinks
