#pragma once

#include <cstdint>
#include <string_view>

#include "mdc/journal/format.hpp"
#include "mdc/model/batch.hpp"

namespace mdc::parquet {

/// One row of a batch that lives elsewhere.
struct RowRef {
    const Batch* batch = nullptr;
    std::uint32_t row = 0;

    /// Empty where it is null.
    [[nodiscard]] std::string_view ticker() const noexcept {
        return batch->columns[journal::kTickerColumn].text_at(row);
    }
    [[nodiscard]] std::int64_t seq_id() const noexcept {
        return batch->columns[journal::kSeqIdColumn].at<std::int64_t>(row);
    }
};

/// Bytes that a batch takes in memory, and one of its rows on average.
std::uint64_t memory_of(const Batch& batch) noexcept;

}  // namespace mdc::parquet
