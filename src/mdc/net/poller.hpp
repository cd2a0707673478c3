#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <sys/epoll.h>

#include "mdc/core/result.hpp"
#include "mdc/net/socket.hpp"

namespace mdc::net {

/// The descriptors that one I/O thread waits for: one epoll set, level-triggered. All calls belong
/// to that thread, but wake(), which any thread may call.
class Poller {
  public:
    struct Ready {
        std::uint64_t token = 0;
        bool is_readable = false;  ///< data, end of stream or an error: read() says which
        bool is_writable = false;
    };

    static constexpr std::size_t kReadyMax = 64;  ///< of one wait(); the rest comes with the next
    static constexpr std::uint64_t kWakeToken = ~std::uint64_t{0};  ///< reserved

    /// Errors: `network` when the system has no descriptors left.
    static Result<Poller> create();

    /// Watches for readability, and for writability while `for_write`. `token` comes back in Ready.
    Result<void> add(int fd, std::uint64_t token, bool for_write = false);
    /// Changes what a watched descriptor waits for; no allocation.
    void watch_writable(int fd, std::uint64_t token, bool for_write) noexcept;
    void remove(int fd) noexcept;

    /// What is ready now. `timeout_ms`: 0 looks and returns (spin), -1 sleeps until something
    /// happens, n sleeps at most n ms. Empty at the time-out, on a signal and after wake(). Valid
    /// until the next call; never allocates.
    std::span<const Ready> wait(int timeout_ms) noexcept;

    /// Ends the present or the next wait(). Any thread; never blocks.
    void wake() const noexcept;

  private:
    Fd epoll_;
    Fd wake_;
    std::array<epoll_event, kReadyMax> events_{};
    std::array<Ready, kReadyMax> ready_{};
};

}  // namespace mdc::net
