#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/net/websocket/frame_reader.hpp"

namespace mdc::net::test {

inline constexpr std::uint8_t kContinuation = 0x0;
inline constexpr std::uint8_t kText = 0x1;
inline constexpr std::uint8_t kBinary = 0x2;
inline constexpr std::uint8_t kClose = 0x8;
inline constexpr std::uint8_t kPing = 0x9;
inline constexpr std::uint8_t kPong = 0xA;

/// A frame as a server sends it: unmasked, the length in its shortest form.
inline std::string frame(std::uint8_t opcode, std::string_view payload, bool is_final = true) {
    std::string out(1, static_cast<char>((is_final ? 0x80 : 0x00) | opcode));
    const std::size_t size = payload.size();
    std::size_t length_bytes = 0;
    if (size < 126) {
        out += static_cast<char>(size);
    } else {
        length_bytes = size <= 0xFFFF ? 2 : 8;
        out += static_cast<char>(length_bytes == 2 ? 126 : 127);
    }
    for (std::size_t i = length_bytes; i-- > 0;) out += static_cast<char>(size >> (8 * i));
    return out.append(payload);
}

inline std::string close_frame(std::uint16_t code, std::string_view reason) {
    std::string payload = {static_cast<char>(code >> 8), static_cast<char>(code)};
    return frame(kClose, payload.append(reason));
}

/// What a reader made of a stream, with the payload copied.
struct Event {
    FrameKind kind = FrameKind::incomplete;
    FrameError error = FrameError::none;
    std::uint16_t close_code = 0;
    std::string payload;

    friend bool operator==(const Event&, const Event&) = default;
};

/// Feeds a stream in pieces, as reads would bring them; `next_piece` says how many bytes come next.
/// Ends after an error or a close frame, as a connection does.
inline std::vector<Event> decode(std::string_view stream, std::size_t message_bytes_max,
                                 const std::function<std::size_t()>& next_piece) {
    FrameReader reader(message_bytes_max);
    std::vector<Event> events;
    std::string unread;
    while (!stream.empty()) {
        const std::size_t size = std::clamp<std::size_t>(next_piece(), 1, stream.size());
        unread.append(stream.substr(0, size));
        stream.remove_prefix(size);
        // The padding is exact, so that AddressSanitizer sees a read beyond it.
        std::string padded = unread + std::string(kReadablePadding, '\0');
        std::string_view rest(padded.data(), unread.size());
        for (;;) {
            const auto step = reader.next(rest);
            rest.remove_prefix(step.consumed);
            if (step.kind == FrameKind::incomplete) break;
            events.push_back({step.kind, step.error, step.close_code, std::string(step.payload)});
            if (step.kind == FrameKind::error || step.kind == FrameKind::close) return events;
        }
        unread = std::string(rest);
    }
    return events;
}

inline std::vector<Event> decode(std::string_view stream, std::size_t message_bytes_max = 1 << 20) {
    return decode(stream, message_bytes_max, [&] { return stream.size(); });
}

}  // namespace mdc::net::test
