#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace mdc {

/// Counts durations in logarithmic cells, 16 a power of two (error below 6.3 %), 0 ns to 18
/// minutes. One thread writes, any thread may read at any time: plain loads and stores, no locked
/// operation.
class Histogram {
  public:
    static constexpr int kCellBits = 4;
    static constexpr std::size_t kCellCount = (40 - kCellBits + 1) << kCellBits;

    void record(std::uint64_t value_ns) noexcept {
        bump(cells_[cell_of(value_ns)], 1);
        bump(sum_, value_ns);
        if (value_ns > max_.load(std::memory_order_relaxed)) {
            max_.store(value_ns, std::memory_order_relaxed);
        }
    }

    /// Takes the values of another in, so that several threads' become one; it may grow meanwhile.
    void add(const Histogram& other) noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept;
    [[nodiscard]] std::uint64_t sum_ns() const noexcept {
        return sum_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t max_ns() const noexcept {
        return max_.load(std::memory_order_relaxed);
    }
    /// The upper edge of the cell that holds the quantile (0 < q <= 1), at most max; 0 when empty.
    [[nodiscard]] std::uint64_t quantile_ns(double q) const noexcept;
    /// How many values were at most `limit_ns` (to the precision of a cell).
    [[nodiscard]] std::uint64_t count_up_to(std::uint64_t limit_ns) const noexcept;

    /// Below 2^kCellBits each value has its own cell; above, the top bits choose it.
    static constexpr std::size_t cell_of(std::uint64_t value) noexcept {
        constexpr std::uint64_t kLargest = (std::uint64_t{1} << 40) - 1;
        if (value > kLargest) value = kLargest;
        const auto shift = static_cast<int>(std::bit_width(value >> kCellBits));
        if (shift == 0) return static_cast<std::size_t>(value);
        const auto within = (value >> (shift - 1)) & ((1u << kCellBits) - 1);
        return (static_cast<std::size_t>(shift) << kCellBits) + static_cast<std::size_t>(within);
    }
    /// The largest value of a cell.
    static constexpr std::uint64_t upper_edge(std::size_t cell) noexcept {
        const auto shift = cell >> kCellBits;
        const auto within = static_cast<std::uint64_t>(cell & ((1u << kCellBits) - 1));
        if (shift == 0) return within;
        const auto base = (std::uint64_t{1} << kCellBits) + within;
        return ((base + 1) << (shift - 1)) - 1;
    }

  private:
    static void bump(std::atomic<std::uint64_t>& cell, std::uint64_t by) noexcept {
        cell.store(cell.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }

    std::array<std::atomic<std::uint64_t>, kCellCount> cells_{};
    std::atomic<std::uint64_t> sum_{0};
    std::atomic<std::uint64_t> max_{0};
};

}  // namespace mdc
