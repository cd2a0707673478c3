#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "mdc/core/result.hpp"

namespace mdc::collector {

/// Errors of a run by their kind. Any cold thread counts, any reads.
class ErrorCounts {
  public:
    static constexpr std::size_t kKinds = static_cast<std::size_t>(ErrorKind::internal) + 1;

    void count(ErrorKind kind) noexcept {
        counts_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t of(ErrorKind kind) const noexcept {
        return counts_[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed);
    }

  private:
    std::array<std::atomic<std::uint64_t>, kKinds> counts_{};
};

}  // namespace mdc::collector
