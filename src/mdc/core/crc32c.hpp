#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mdc {

/// CRC-32C (Castagnoli, reflected 0x82F63B78), the checksum of every journal block.
/// `seed` continues an earlier result: crc32c(b, crc32c(a)) == crc32c(a + b).
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t seed = 0) noexcept;

/// The same without the processor's instruction: what crc32c() does where there is none.
std::uint32_t crc32c_portable(std::span<const std::byte> bytes, std::uint32_t seed = 0) noexcept;

}  // namespace mdc
