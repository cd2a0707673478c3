#pragma once

#include <string>
#include <string_view>

#include "mdc/model/tables/batch.hpp"

namespace mdc::test {

/// `text` as a JSON string, quotes included.
std::string quoted(std::string_view text);

/// Row `row` as one JSON object: "table" first, then every column by name in the order of the
/// table; doubles in the fewest digits that read back the same, enums as integers. Written for
/// tests alone, so that no sink has a part in what it is measured by.
std::string json_row(const Batch& batch, std::size_t row);

}  // namespace mdc::test
