#pragma once

#include <string>
#include <string_view>

namespace mdc::sinks {

/// Appends a JSON string with its quotes. UTF-8 stays as it is; each byte that is none becomes
/// U+FFFD, as no JSON text can hold it.
void append_json_text(std::string& out, std::string_view text);

}  // namespace mdc::sinks
