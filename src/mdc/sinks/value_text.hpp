#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>

namespace mdc::sinks {

/// Appends the shortest text that reads back to the same number: "0.1", "1e-07", "64000".
template <class Number>
requires std::integral<Number> || std::floating_point<Number>
void append_number(std::string& out, Number value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    out.append(text, end);
}

}  // namespace mdc::sinks
