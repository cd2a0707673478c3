#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace mdc::race {

/// Mixes one more word into a hash; good enough to tell contents apart, not against an enemy.
constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word) noexcept {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 32);
}

inline std::uint64_t hash_of(std::string_view text) noexcept {
    std::uint64_t hash = text.size() + 1;
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        hash = mix(hash, word);
        text.remove_prefix(sizeof word);
    }
    std::uint64_t rest = 0;
    if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
    return mix(hash, rest);
}

}  // namespace mdc::race
