#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "mdc/core/counter.hpp"

namespace mdc::metrics {

/// A copy of a plain struct of 64-bit counts, for other threads: its owner sets it from time to
/// time, anyone reads it at any time. Each number is whole; two of them may be of two moments.
template <class Stats>
class Published {
    static_assert(std::is_trivially_copyable_v<Stats> &&
                  sizeof(Stats) % sizeof(std::uint64_t) == 0);
    static constexpr std::size_t kWords = sizeof(Stats) / sizeof(std::uint64_t);
    using Words = std::array<std::uint64_t, kWords>;

  public:
    /// The one writing thread.
    void set(const Stats& stats) noexcept {
        const auto from = std::bit_cast<Words>(stats);
        for (std::size_t i = 0; i < kWords; ++i) words_[i].set(from[i]);
    }
    [[nodiscard]] Stats get() const noexcept { return plus({}); }
    /// These numbers and those: of several threads the sum.
    [[nodiscard]] Stats plus(const Stats& others) const noexcept {
        auto to = std::bit_cast<Words>(others);
        for (std::size_t i = 0; i < kWords; ++i) to[i] += words_[i].value();
        return std::bit_cast<Stats>(to);
    }

  private:
    std::array<Counter, kWords> words_;
};

}  // namespace mdc::metrics
