#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "mdc/core/time.hpp"
#include "mdc/net/byte_queue.hpp"
#include "mdc/net/error.hpp"
#include "mdc/net/socket.hpp"
#include "mdc/net/tls.hpp"

namespace mdc::net {

/// When the bytes of one read arrived. The kernel merges segments that wait in the receive queue
/// and keeps the stamp of the last one: t_kernel is "latest arrival", so read often and large.
struct ReadStamps {
    std::int64_t t_kernel_ns =
        0;  ///< UTC, ns: the kernel received the read's latest segment; 0: none
    std::int64_t t_read_ns = 0;      ///< UTC, ns: recvmsg returned
    std::uint64_t t_read_ticks = 0;  ///< monotonic clock, ns: the same moment

    [[nodiscard]] bool has_kernel_stamp() const noexcept { return t_kernel_ns != 0; }
    /// What becomes rcv_timestamp: the kernel's stamp when there is one.
    [[nodiscard]] UnixMicros received() const noexcept {
        return {(has_kernel_stamp() ? t_kernel_ns : t_read_ns) / 1000};
    }
};

/// A connected non-blocking socket with or without TLS, and its buffers. Move-only.
///
/// Opened and shaken hands by dial() on the cold thread, then moved to the I/O thread, which alone
/// uses it from then on. read(), write() and flush() never block and, once the buffers have grown
/// to the largest message, never allocate.
class Transport {
  public:
    enum class ReadOutcome { data, would_block, closed, failed };

    /// Over a connected non-blocking socket; plain TCP until start_tls().
    explicit Transport(Fd socket);

    // ---- Cold thread: handshake ----

    /// Puts TLS onto the connection and shakes hands. Blocks until done or `deadline`.
    /// Errors: `refused` for a certificate that does not verify; else `network`, retryable.
    Result<void> start_tls(const TlsContext& context, const std::string& host, Deadline deadline);
    /// "TLSv1.3"; empty without TLS.
    [[nodiscard]] std::string_view tls_version() const noexcept;

    // ---- I/O thread (or the cold one, before the hand-over) ----

    /// Exactly one recvmsg of up to kReadBytes; everything in it is decrypted and appended to
    /// received(). `data` may add no plaintext (half a record), `closed` may add the last of it. On
    /// `failed` see fault().
    ReadOutcome read() noexcept;
    /// The plaintext that was not consumed; kReadablePadding readable bytes behind it. Valid until
    /// the next read().
    [[nodiscard]] std::string_view received() const noexcept { return plain_.unread(); }
    void consume(std::size_t size) noexcept { plain_.consume(size); }
    /// Of the last read that returned `data`.
    [[nodiscard]] const ReadStamps& stamps() const noexcept { return stamps_; }
    /// Bytes that the last read took from the socket.
    [[nodiscard]] std::size_t last_read_bytes() const noexcept { return last_read_bytes_; }

    /// Queues all of `text` and sends what the socket takes now. False when the queue is too full
    /// for it (nothing was queued) or the socket failed, see fault().
    bool write(std::string_view text) noexcept;
    /// Sends what waits, as far as the socket takes it. False when the socket failed.
    bool flush() noexcept;
    /// Something waits until the socket is writable: call flush() then.
    [[nodiscard]] bool wants_write() const noexcept { return !pipes_->out.empty(); }
    /// Says goodbye: TLS close_notify, end of our stream. The destructor closes the socket.
    void shut_down() noexcept;

    [[nodiscard]] int fd() const noexcept { return socket_.get(); }
    /// What went wrong at the last `failed` or false.
    [[nodiscard]] const Fault& fault() const noexcept { return fault_; }

    static constexpr std::size_t kReadBytes = 256U << 10U;
    /// Plaintext that may wait for the rest of its message; beyond it the connection fails.
    static constexpr std::size_t kUnreadBytesMax = 32U << 20U;
    /// What may wait to be sent.
    static constexpr std::size_t kOutgoingBytesMax = 256U << 10U;

  private:
    struct Pipes {  // what the TLS engine points to: must not move
        ByteQueue in;
        ByteQueue out;
    };

    ReadOutcome receive_into(ByteQueue& queue) noexcept;
    void set_fault(ErrorKind kind, int code, std::string_view text) noexcept;

    Fd socket_;
    std::unique_ptr<Pipes> pipes_;
    ByteQueue plain_;
    std::optional<TlsStream> tls_;
    ReadStamps stamps_;
    std::size_t last_read_bytes_ = 0;
    Fault fault_;
};

}  // namespace mdc::net
