#pragma once

#include <memory>

#include "mdc/config/config.hpp"
#include "mdc/core/result.hpp"
#include "mdc/sinks/sink.hpp"

namespace mdc::sinks {

/// CSV as RFC 4180 has it, lines ended by \n: a directory with one file per table, each with a
/// header line. Nothing between the commas is null, "" is an empty text; enums are their numbers.
///
/// Errors: target, when the directory cannot be used or holds a table's file already.
Result<std::unique_ptr<Sink>> open_csv(const config::SinkConfig& sink);

}  // namespace mdc::sinks
