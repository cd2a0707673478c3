#include "mdc/net/backoff.hpp"

#include <algorithm>

namespace mdc::net {

namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): enough to spread reconnects.
std::uint64_t next_random(std::uint64_t& state) noexcept {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

}  // namespace

std::chrono::milliseconds Backoff::next(std::chrono::milliseconds at_least) noexcept {
    std::int64_t longest = options_.first.count();
    for (std::uint32_t i = 0; i < attempts_ && longest < options_.cap.count(); ++i) longest *= 2;
    longest = std::clamp<std::int64_t>(longest, 0, options_.cap.count());
    ++attempts_;
    const auto span = static_cast<std::uint64_t>(longest) + 1;
    return at_least + std::chrono::milliseconds{next_random(random_) % span};
}

void Backoff::data(SteadyTime now) noexcept {
    if (!has_data_) {
        has_data_ = true;
        first_data_ = now;
    } else if (now - first_data_ >= options_.healthy_after) {
        attempts_ = 0;
    }
}

}  // namespace mdc::net
