#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mdc::config {

/// " Did you mean 'trades'?" when one of `known` is near what was given, else "". To be appended
/// to a sentence. Near: few edits for its length, swapped neighbours count as one, case as none.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> known);

/// "a, b and c", for sentences that list what there is.
std::string listed(std::span<const std::string_view> names);

}  // namespace mdc::config
