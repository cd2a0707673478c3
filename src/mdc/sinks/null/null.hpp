#pragma once

#include <memory>

#include "mdc/sinks/sink.hpp"

namespace mdc::sinks {

/// Takes everything and keeps nothing: for measuring and trying out what comes before a sink.
std::unique_ptr<Sink> make_null();

}  // namespace mdc::sinks
