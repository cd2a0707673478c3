#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace mdc::sim {

/// xoshiro256++ (Blackman, Vigna), seeded by splitmix64: the same on every machine and library,
/// which the distributions of <random> are not.
class Random {
  public:
    explicit Random(std::uint64_t seed) noexcept {
        for (auto& word : state_) word = split_mix(seed);
    }

    std::uint64_t next() noexcept {
        const auto result = std::rotl(state_[0] + state_[3], 23) + state_[0];
        const auto shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    /// In [0, 1).
    double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    bool chance(double probability) noexcept { return uniform() < probability; }
    /// In [0, bound); bound > 0.
    std::int64_t below(std::int64_t bound) noexcept {
        return static_cast<std::int64_t>(uniform() * static_cast<double>(bound));
    }
    /// Mean 1.
    double exponential() noexcept { return -std::log1p(-uniform()); }
    /// Mean 1, heavier tail with larger sigma.
    double lognormal(double sigma) noexcept {
        const double radius = std::sqrt(2.0 * exponential());
        const double normal = radius * std::cos(2.0 * std::numbers::pi * uniform());
        return std::exp(sigma * normal - sigma * sigma / 2.0);
    }

    static std::uint64_t split_mix(std::uint64_t& seed) noexcept {
        seed += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = seed;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31);
    }

  private:
    std::uint64_t state_[4];
};

}  // namespace mdc::sim
