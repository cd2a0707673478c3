#include "mdc/core/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace mdc {

void Histogram::add(const Histogram& other) noexcept {
    for (std::size_t cell = 0; cell < kCellCount; ++cell) {
        bump(cells_[cell], other.cells_[cell].load(std::memory_order_relaxed));
    }
    bump(sum_, other.sum_ns());
    max_.store(std::max(max_ns(), other.max_ns()), std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const noexcept {
    std::uint64_t total = 0;
    for (const auto& cell : cells_) total += cell.load(std::memory_order_relaxed);
    return total;
}

std::uint64_t Histogram::quantile_ns(double q) const noexcept {
    const auto total = count();
    if (total == 0) return 0;
    const auto wanted = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total))));
    std::uint64_t seen = 0;
    for (std::size_t cell = 0; cell < kCellCount; ++cell) {
        seen += cells_[cell].load(std::memory_order_relaxed);
        if (seen >= wanted) return std::min(upper_edge(cell), max_ns());
    }
    return max_ns();
}

std::uint64_t Histogram::count_up_to(std::uint64_t limit_ns) const noexcept {
    std::uint64_t total = 0;
    for (std::size_t cell = 0; cell < kCellCount && upper_edge(cell) <= limit_ns; ++cell) {
        total += cells_[cell].load(std::memory_order_relaxed);
    }
    return total;
}

}  // namespace mdc
