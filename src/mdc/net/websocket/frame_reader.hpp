#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "mdc/net/byte_queue.hpp"

namespace mdc::net {

/// What went wrong with a frame; each is a breach of RFC 6455 by the server but `message_too_long`.
enum class FrameError : std::uint8_t {
    none,
    masked,         ///< a server must not mask
    reserved_bits,  ///< no extension was negotiated
    bad_opcode,
    control_too_long,  ///< more than 125 bytes
    control_fragmented,
    unexpected_continuation,  ///< nothing to continue
    missing_continuation,     ///< a new message began within another one
    bad_length,               ///< not the shortest form, or the top bit set
    message_too_long,         ///< over our own limit
    bad_close,                ///< close payload of one byte, or a code that may not be sent
};
std::string_view to_string(FrameError error) noexcept;

enum class FrameKind : std::uint8_t { incomplete, text, binary, ping, pong, close, error };

/// Decodes what a WebSocket server sends (RFC 6455, section 5), in place. Pure: no socket, no
/// clock.
///
/// The bytes of a connection are offered as they stand in the receive buffer; each call takes one
/// frame from their front. An unfragmented message is a view into those bytes; a fragmented one is
/// put together in a buffer that is reused. Whether text is UTF-8 is left to the JSON parser, which
/// checks it anyway.
class FrameReader {
  public:
    struct Step {
        FrameKind kind = FrameKind::incomplete;
        FrameError error = FrameError::none;
        std::uint16_t close_code = 0;  ///< of `close`; 1005 when the frame had none
        std::string_view payload;      ///< message; ping or pong payload; close reason
        std::size_t consumed = 0;      ///< bytes to drop from the front, also when `incomplete`
        std::uint32_t frames = 0;      ///< frames that were consumed
    };

    explicit FrameReader(std::size_t message_bytes_max);

    /// Takes the next message or control frame from the front of `unread`. The payload is valid
    /// until `unread` moves or next() is called again, and kReadablePadding bytes behind it may be
    /// read if that holds for `unread`. After an error the connection is of no use.
    Step next(std::string_view unread) noexcept;

  private:
    struct Header;

    FrameError check_data(const Header& header) const noexcept;
    bool take_data(const Header& header, std::string_view payload, Step& step) noexcept;

    std::size_t message_bytes_max_;
    ByteQueue message_;          // the fragments so far
    std::size_t delivered_ = 0;  // bytes of message_ that the last step handed out
    FrameKind fragmented_ = FrameKind::incomplete;  // kind of the message under way, if one is
};

}  // namespace mdc::net
