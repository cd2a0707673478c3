#pragma once

#include <vector>

#include "mdc/pipeline/stage.hpp"

namespace mdc::pipeline {

/// The end of a chain that keeps what reaches it.
class Kept final : public Next {
  public:
    void push(BatchPtr batch) noexcept override { batches.push_back(std::move(batch)); }
    [[nodiscard]] std::size_t rows() const {
        std::size_t sum = 0;
        for (const auto& each : batches) sum += each->rows();
        return sum;
    }

    std::vector<BatchPtr> batches;
};

}  // namespace mdc::pipeline
