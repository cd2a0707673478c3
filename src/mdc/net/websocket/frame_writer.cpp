#include "mdc/net/websocket/frame_writer.hpp"

#include <array>
#include <cstring>
#include <sys/random.h>

#include "mdc/core/assert.hpp"

namespace mdc::net {

namespace {

constexpr std::size_t kMaskBytes = 4;
constexpr char kMaskedBit = static_cast<char>(0x80);

std::size_t header_bytes(std::size_t payload_bytes) noexcept {
    if (payload_bytes < 126) return 2 + kMaskBytes;
    return (payload_bytes <= 0xFFFF ? 4 : 10) + kMaskBytes;
}

void write_big_endian(std::uint64_t value, char* out, std::size_t size) noexcept {
    for (std::size_t i = size; i-- > 0; value >>= 8U) out[i] = static_cast<char>(value);
}

void copy_masked(std::string_view payload, std::uint32_t mask, char* out) noexcept {
    const std::uint64_t wide = std::uint64_t{mask} << 32U | mask;
    std::size_t i = 0;
    for (; i + sizeof wide <= payload.size(); i += sizeof wide) {
        std::uint64_t block;
        std::memcpy(&block, payload.data() + i, sizeof block);
        block ^= wide;
        std::memcpy(out + i, &block, sizeof block);
    }
    std::array<char, kMaskBytes> bytes{};
    std::memcpy(bytes.data(), &mask, kMaskBytes);
    for (; i < payload.size(); ++i) out[i] = static_cast<char>(payload[i] ^ bytes[i % kMaskBytes]);
}

}  // namespace

MaskSource::MaskSource() {
    const int failed = ::getentropy(&state_, sizeof state_);
    MDC_ASSERT(failed == 0);
}

std::uint32_t MaskSource::next() noexcept {
    // xorshift64* (Vigna 2016); the state must not be zero.
    state_ |= static_cast<std::uint64_t>(state_ == 0);
    state_ ^= state_ >> 12U;
    state_ ^= state_ << 25U;
    state_ ^= state_ >> 27U;
    return static_cast<std::uint32_t>(state_ * 0x2545F4914F6CDD1DU >> 32U);
}

std::size_t frame_bytes(std::size_t payload_bytes) noexcept {
    return header_bytes(payload_bytes) + payload_bytes;
}

std::size_t write_frame(SentFrame kind, std::string_view payload, std::uint32_t mask,
                        std::span<char> out) noexcept {
    const std::size_t size = payload.size();
    MDC_ASSERT(out.size() >= frame_bytes(size));
    MDC_ASSERT(kind == SentFrame::text || kind == SentFrame::binary ||
               size <= kControlPayloadBytesMax);
    char* at = out.data();
    *at++ = static_cast<char>(0x80U | static_cast<unsigned>(kind));
    if (size < 126) {
        *at++ = static_cast<char>(kMaskedBit | static_cast<char>(size));
    } else {
        const std::size_t length_bytes = size <= 0xFFFF ? 2 : 8;
        *at++ = static_cast<char>(kMaskedBit | static_cast<char>(length_bytes == 2 ? 126 : 127));
        write_big_endian(size, at, length_bytes);
        at += length_bytes;
    }
    std::memcpy(at, &mask, kMaskBytes);
    copy_masked(payload, mask, at + kMaskBytes);
    return frame_bytes(size);
}

std::size_t write_close(std::uint16_t code, std::string_view reason, std::uint32_t mask,
                        std::span<char> out) noexcept {
    constexpr std::uint16_t kNoCode = 1005;
    if (code == kNoCode) return write_frame(SentFrame::close, {}, mask, out);
    std::array<char, kControlPayloadBytesMax> payload{};
    write_big_endian(code, payload.data(), 2);
    const std::size_t size = reason.copy(payload.data() + 2, payload.size() - 2);
    return write_frame(SentFrame::close, {payload.data(), 2 + size}, mask, out);
}

}  // namespace mdc::net
