#pragma once

#include <cstdint>
#include <string_view>

#include "mdc/journal/format.hpp"
#include "mdc/model/tables/batch.hpp"

namespace mdc::parquet {

/// Rows of one ticker that lie one behind the other in a batch which lives elsewhere: what is
/// looked up once for all of them. The levels of a book message, for example.
struct Stretch {
    const Batch* batch = nullptr;
    std::uint32_t first = 0;
    std::uint32_t count = 0;

    /// Empty where it is null.
    [[nodiscard]] std::string_view ticker() const noexcept {
        return batch->columns[journal::kTickerColumn].text_at(first);
    }
    /// Of the row at this position of the batch.
    [[nodiscard]] std::int64_t seq_id(std::uint32_t row) const noexcept {
        return batch->columns[journal::kSeqIdColumn].at<std::int64_t>(row);
    }
    [[nodiscard]] std::uint32_t end() const noexcept { return first + count; }
};

}  // namespace mdc::parquet
