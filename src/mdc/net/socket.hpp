#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include "mdc/core/result.hpp"

namespace mdc::net {

/// Owns one file descriptor. Move-only.
class Fd {
  public:
    Fd() noexcept = default;
    explicit Fd(int fd) noexcept : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept;
    ~Fd();

    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }

  private:
    int fd_ = -1;
};

/// A numeric IP address with its port.
struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

/// "192.0.2.1" or "2001:db8::1" and a port. Errors: `usage` when the text is no IP address.
Result<Address> parse_address(std::string_view ip, std::uint16_t port);
/// "192.0.2.1:443", "[2001:db8::1]:443".
std::string to_text(const Address& address);

/// What is set on a socket before it connects.
struct SocketOptions {
    std::string local_ip;  ///< address to connect from; empty: the system chooses
    int rcvbuf_bytes = 0;  ///< SO_RCVBUF; 0: the kernel's own tuning, which suits nearly everybody
    int busy_poll_us = 0;  ///< SO_BUSY_POLL; only real network cards with NAPI gain from it
};

using Deadline = std::chrono::steady_clock::time_point;

/// Opens a non-blocking TCP connection: TCP_NODELAY, keep-alive, kernel receive stamps. Blocks
/// until connected or `deadline`. Cold thread.
///
/// Errors: `network`, retryable: refused, unreachable, timed out. `usage`: a local address that is
///         not ours.
Result<Fd> connect_tcp(const Address& remote, const SocketOptions& options, Deadline deadline);

/// Waits until the descriptor is readable (or, with `for_write`, writable). False at the deadline.
bool wait_ready(int fd, bool for_read, bool for_write, Deadline deadline);

Address local_address(int fd);

/// The IP addresses of a host name, in the resolver's order; a literal address gives itself. Asks
/// the system's resolver on a thread of its own and waits at most `timeout`; a resolver that
/// answers later is left behind and ends by itself. Cold thread.
///
/// Errors: `network`, retryable.
Result<std::vector<std::string>> resolve(const std::string& host,
                                         std::chrono::milliseconds timeout);

}  // namespace mdc::net
