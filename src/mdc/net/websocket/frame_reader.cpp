#include "mdc/net/websocket/frame_reader.hpp"

#include <array>
#include <cstring>

namespace mdc::net {

namespace {

constexpr std::uint8_t kContinuation = 0x0;
constexpr std::uint8_t kText = 0x1;
constexpr std::uint8_t kBinary = 0x2;
constexpr std::uint8_t kClose = 0x8;
constexpr std::uint8_t kPing = 0x9;
constexpr std::uint8_t kPong = 0xA;

constexpr std::uint16_t kNoCode = 1005;
constexpr std::size_t kControlPayloadMax = 125;

std::uint64_t read_big_endian(const char* bytes, std::size_t size) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8U | static_cast<std::uint8_t>(bytes[i]);
    return value;
}

/// RFC 6455 section 7.4: 1000 to 1014 but those that only ever report something, and 3000 to 4999.
bool may_be_sent(std::uint16_t code) noexcept {
    if (code >= 3000) return code <= 4999;
    return code >= 1000 && code <= 1014 && code != 1004 && code != kNoCode && code != 1006;
}

FrameReader::Step refuse(FrameError error) noexcept {
    FrameReader::Step step;
    step.kind = FrameKind::error;
    step.error = error;
    return step;
}

}  // namespace

std::string_view to_string(FrameError error) noexcept {
    constexpr std::array<std::string_view, 11> kNames = {"none",
                                                         "a masked frame",
                                                         "reserved bits without an extension",
                                                         "an unknown opcode",
                                                         "a control frame of more than 125 bytes",
                                                         "a fragmented control frame",
                                                         "a continuation of nothing",
                                                         "a new message within a fragmented one",
                                                         "a payload length that is not allowed",
                                                         "a message over the size limit",
                                                         "a close frame that is not allowed"};
    return kNames[static_cast<std::size_t>(error)];
}

/// The first bytes of a frame. `bytes` 0: not all of them are there yet.
struct FrameReader::Header {
    std::size_t bytes = 0;
    std::uint64_t payload_bytes = 0;
    std::uint8_t opcode = 0;
    bool is_final = false;
    FrameError error = FrameError::none;

    explicit Header(std::string_view unread) noexcept;
    [[nodiscard]] bool is_control() const noexcept { return (opcode & 0x8U) != 0; }

  private:
    FrameError check_control() const noexcept;
};

FrameReader::Header::Header(std::string_view unread) noexcept {
    if (unread.size() < 2) return;
    const auto first = static_cast<std::uint8_t>(unread[0]);
    const auto second = static_cast<std::uint8_t>(unread[1]);
    is_final = (first & 0x80U) != 0;
    opcode = first & 0xFU;
    const std::size_t length = second & 0x7FU;
    if ((first & 0x70U) != 0) {
        error = FrameError::reserved_bits;
    } else if ((second & 0x80U) != 0) {
        error = FrameError::masked;
    } else if (is_control()) {
        payload_bytes = length;
        error = check_control();
        bytes = 2;
    } else if (opcode > kBinary) {
        error = FrameError::bad_opcode;
    } else if (length < 126) {
        payload_bytes = length;
        bytes = 2;
    } else {
        const std::size_t size = length == 126 ? 2 : 8;
        if (unread.size() < 2 + size) return;
        payload_bytes = read_big_endian(unread.data() + 2, size);
        const std::uint64_t shortest = size == 2 ? 126 : 0x10000;
        const bool is_allowed = payload_bytes >= shortest && payload_bytes >> 63U == 0;
        error = is_allowed ? FrameError::none : FrameError::bad_length;
        bytes = 2 + size;
    }
}

FrameError FrameReader::Header::check_control() const noexcept {
    if (opcode > kPong) return FrameError::bad_opcode;
    if (!is_final) return FrameError::control_fragmented;
    return payload_bytes > kControlPayloadMax ? FrameError::control_too_long : FrameError::none;
}

namespace {

void read_control(std::uint8_t opcode, std::string_view payload, FrameReader::Step& step) noexcept {
    step.payload = payload;
    if (opcode != kClose) {
        step.kind = opcode == kPing ? FrameKind::ping : FrameKind::pong;
        return;
    }
    step.kind = FrameKind::close;
    step.close_code = kNoCode;
    if (payload.empty()) return;
    if (payload.size() >= 2) {
        step.close_code = static_cast<std::uint16_t>(read_big_endian(payload.data(), 2));
        step.payload = payload.substr(2);
    }
    if (payload.size() < 2 || !may_be_sent(step.close_code)) step = refuse(FrameError::bad_close);
}

}  // namespace

FrameReader::FrameReader(std::size_t message_bytes_max)
    : message_bytes_max_(message_bytes_max), message_(0, message_bytes_max) {}

FrameReader::Step FrameReader::next(std::string_view unread) noexcept {
    if (delivered_ != 0) {
        message_.consume(delivered_);
        delivered_ = 0;
    }
    Step step;
    for (;;) {
        const auto rest = unread.substr(step.consumed);
        const Header header(rest);
        if (header.error != FrameError::none) return refuse(header.error);
        if (header.bytes == 0) return step;
        if (!header.is_control()) {
            // Before the body is there: an oversized message must not fill the buffer first.
            const FrameError error = check_data(header);
            if (error != FrameError::none) return refuse(error);
        }
        if (rest.size() - header.bytes < header.payload_bytes) return step;
        const auto payload = rest.substr(header.bytes, header.payload_bytes);
        step.consumed += header.bytes + payload.size();
        ++step.frames;
        if (header.is_control()) {
            read_control(header.opcode, payload, step);
            return step;
        }
        if (take_data(header, payload, step)) return step;
    }
}

FrameError FrameReader::check_data(const Header& header) const noexcept {
    const bool is_within = fragmented_ != FrameKind::incomplete;
    const bool continues = header.opcode == kContinuation;
    if (continues && !is_within) return FrameError::unexpected_continuation;
    if (!continues && is_within) return FrameError::missing_continuation;
    const std::size_t before = message_.unread().size();
    return header.payload_bytes > message_bytes_max_ - before ? FrameError::message_too_long
                                                              : FrameError::none;
}

/// True when the frame completes a message.
bool FrameReader::take_data(const Header& header, std::string_view payload, Step& step) noexcept {
    const auto kind = header.opcode == kText     ? FrameKind::text
                      : header.opcode == kBinary ? FrameKind::binary
                                                 : fragmented_;
    if (header.is_final && header.opcode != kContinuation) {
        step.kind = kind;
        step.payload = payload;
        return true;
    }
    // check_data() has made sure that it fits.
    std::memcpy(message_.reserve(payload.size()), payload.data(), payload.size());
    message_.commit(payload.size());
    fragmented_ = header.is_final ? FrameKind::incomplete : kind;
    if (!header.is_final) return false;
    step.kind = kind;
    step.payload = message_.unread();
    delivered_ = step.payload.size();
    return true;
}

}  // namespace mdc::net
