#include "mdc/core/crc32c.hpp"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace mdc {

namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0);
        table[i] = crc;
    }
    return table;
}

constexpr auto kTable = make_table();

std::uint32_t portable(std::span<const std::byte> bytes, std::uint32_t crc) noexcept {
    for (const auto byte : bytes) {
        crc = kTable[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFF] ^ (crc >> 8);
    }
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t accelerated(std::span<const std::byte> bytes,
                                                            std::uint32_t crc) noexcept {
    std::uint64_t wide = crc;
    while (bytes.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        wide = _mm_crc32_u64(wide, word);
        bytes = bytes.subspan(8);
    }
    auto narrow = static_cast<std::uint32_t>(wide);
    for (const auto byte : bytes) narrow = _mm_crc32_u8(narrow, static_cast<std::uint8_t>(byte));
    return narrow;
}
#endif

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t seed) noexcept {
#if defined(__x86_64__)
    static const bool has_instruction = __builtin_cpu_supports("sse4.2");
    if (has_instruction) return ~accelerated(bytes, ~seed);
#endif
    return crc32c_portable(bytes, seed);
}

std::uint32_t crc32c_portable(std::span<const std::byte> bytes, std::uint32_t seed) noexcept {
    return ~portable(bytes, ~seed);
}

}  // namespace mdc
