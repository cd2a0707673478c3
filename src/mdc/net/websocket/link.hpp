#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "mdc/core/short_text.hpp"
#include "mdc/net/error.hpp"
#include "mdc/net/transport.hpp"
#include "mdc/net/websocket/frame_reader.hpp"
#include "mdc/net/websocket/frame_writer.hpp"

namespace mdc::net {

/// One complete message. Valid during the call it is handed to; kReadablePadding readable bytes
/// stand behind the payload.
struct Message {
    std::string_view payload;
    ReadStamps stamps;  ///< of the read that completed it
    bool is_binary = false;
    bool is_first_of_read = false;  ///< a new packet id begins here
};

/// Takes what a link receives, on the I/O thread, in the order of arrival. May send on the link;
/// must not pump or destroy it.
class MessageHandler {
  public:
    virtual void on_message(const Message& message) noexcept = 0;
    virtual void on_pong(std::string_view /*payload*/, const ReadStamps& /*stamps*/) noexcept {}

  protected:
    ~MessageHandler() = default;
};

enum class LinkOutcome : std::uint8_t {
    idle,        ///< nothing to read
    progressed,  ///< one read was made; it may have completed no message
    closed,      ///< see close_info()
    failed,      ///< see fault()
};

/// How the connection ended. Code 1006: without a close frame.
struct CloseInfo {
    std::uint16_t code = 0;
    bool is_by_peer = true;  ///< false when it answers our own close()
    ShortText<123> reason;
};

/// What a link has done; plain numbers, copied out by the thread that owns it.
struct LinkStats {
    std::uint64_t bytes = 0;  ///< from the socket
    std::uint64_t reads = 0;
    std::uint64_t reads_with_kernel_stamp = 0;
    std::uint64_t frames = 0;
    std::uint64_t messages = 0;
    std::uint64_t pings = 0;  ///< received, each answered; the answers count in a venue's budget
    std::uint64_t pongs = 0;
    std::uint64_t sent = 0;     ///< frames of ours, pongs included
    std::uint64_t refused = 0;  ///< sends that found the queue full or the link closing
};

/// What the I/O thread holds per connection: transport and frame decoder. Never blocks, locks or
/// logs, and allocates nothing once its buffers have grown to the largest message. Move-only; all
/// calls belong to the I/O thread.
///
/// Bytes that came with the handshake do not make the socket readable: pump() once right after
/// adding the link to a poller. While wants_write(), watch the socket for writability and pump()
/// then, too.
class Link {
  public:
    struct Options {
        std::size_t message_bytes_max = 16U << 20U;  ///< a longer one ends the link; at most 24 MiB
    };

    explicit Link(Transport transport);
    Link(Transport transport, Options options);

    /// Sends what waits, makes one read and hands out every message that it completes. Pings are
    /// answered at once. After `closed` or `failed` it says the same again.
    LinkOutcome pump(MessageHandler& handler) noexcept;

    /// Queues one message and sends what the socket takes now. False (counted) when the queue is
    /// too full, the text is longer than kSendBytesMax, or the link is closing.
    bool send_text(std::string_view text) noexcept;
    /// At most 125 bytes of payload.
    bool send_ping(std::string_view payload = {}) noexcept;
    /// Begins the closing handshake; pump() says `closed` once the peer has answered. Whoever does
    /// not want to wait for that destroys the link.
    void close(std::uint16_t code = 1000, std::string_view reason = {}) noexcept;

    [[nodiscard]] int fd() const noexcept { return transport_.fd(); }
    [[nodiscard]] bool wants_write() const noexcept { return transport_.wants_write(); }
    [[nodiscard]] const LinkStats& stats() const noexcept { return stats_; }
    [[nodiscard]] const CloseInfo& close_info() const noexcept { return close_info_; }
    [[nodiscard]] const Fault& fault() const noexcept { return fault_; }

    static constexpr std::size_t kSendBytesMax = 64U << 10U;

  private:
    enum class State : std::uint8_t { open, closing, closed, failed };

    LinkOutcome deliver(MessageHandler& handler) noexcept;
    LinkOutcome on_ping(std::string_view payload) noexcept;
    LinkOutcome on_close(const FrameReader::Step& step) noexcept;
    LinkOutcome end_of_stream() noexcept;
    LinkOutcome refuse_frame(FrameError error) noexcept;
    LinkOutcome fail_link(const Fault& fault) noexcept;
    bool send(SentFrame kind, std::string_view payload) noexcept;
    bool send_close(std::uint16_t code, std::string_view reason) noexcept;

    Transport transport_;
    FrameReader reader_;
    MaskSource masks_;
    std::unique_ptr<char[]> scratch_;  // the frame being sent
    LinkStats stats_;
    CloseInfo close_info_;
    Fault fault_;
    State state_ = State::open;
    bool has_leftover_;  // bytes of the handshake wait to be decoded
};

}  // namespace mdc::net
