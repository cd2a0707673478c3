#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mdc/model/tables/batch.hpp"

namespace mdc::journal {

/// Appends rows [first, first + count) of a column to a block's body, in the smallest of a few
/// cheap forms: a constant is stored once, repetitive text as a dictionary, nulls as bits.
void encode_column(const Column& column, std::size_t first, std::size_t count,
                   std::vector<std::byte>& out);

/// Reads one column of `rows` values from the front of `bytes` and moves `bytes` behind it.
/// Nothing when the bytes are no column of this type and size; never reads outside of them.
std::optional<Column> decode_column(ColumnType type, std::size_t rows,
                                    std::span<const std::byte>& bytes);

}  // namespace mdc::journal
