#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mdc::net {

/// The frames a client sends; values are the opcodes of RFC 6455.
enum class SentFrame : std::uint8_t {
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA
};

inline constexpr std::size_t kFrameHeaderBytesMax = 14;
inline constexpr std::size_t kControlPayloadBytesMax = 125;

/// Masking keys. RFC 6455 wants them unpredictable so that a web page cannot forge what proxies
/// see; our payloads are our own, so a fast generator with a seed from the system is enough. One
/// thread at a time.
class MaskSource {
  public:
    MaskSource();                                              ///< seeded by the system
    explicit MaskSource(std::uint64_t seed) : state_(seed) {}  ///< for tests: a known series
    std::uint32_t next() noexcept;

  private:
    std::uint64_t state_;
};

/// Bytes of a masked frame with this payload.
std::size_t frame_bytes(std::size_t payload_bytes) noexcept;

/// Writes one whole masked frame to the front of `out` and returns its size. `out` must have
/// frame_bytes() of room and not overlap the payload; a control payload is at most 125 bytes.
std::size_t write_frame(SentFrame kind, std::string_view payload, std::uint32_t mask,
                        std::span<char> out) noexcept;

/// Writes a close frame; the reason is cut to 123 bytes. Code 1005 writes an empty one.
std::size_t write_close(std::uint16_t code, std::string_view reason, std::uint32_t mask,
                        std::span<char> out) noexcept;

}  // namespace mdc::net
