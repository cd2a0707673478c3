#pragma once

#include <string>
#include <string_view>

namespace mdc::sim {

/// Keys, key order and JSON types of a message, as text: {"u":int,"b":[[text,text]]}. An array
/// shows its elements' shape once when all have the same; an empty one shows nothing. Not JSON: "no
/// JSON".
std::string shape_of(std::string_view json);

/// An empty side shows no shape; with `element` in its place a message with one says as much as one
/// without.
std::string with_full_sides(std::string shape, std::string_view element = "[[text]]");

}  // namespace mdc::sim
