#pragma once

#include <cstdint>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mdc::test {

/// A port of 127.0.0.1 that is taken while this lives; nobody is accepted unless the test does.
class Listener {
  public:
    Listener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (::bind(fd_, any, size) == 0 && ::listen(fd_, 16) == 0 &&
            ::getsockname(fd_, any, &size) == 0) {
            port_ = ntohs(address.sin_port);
        }
    }
    ~Listener() { ::close(fd_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// Somebody has connected.
    [[nodiscard]] bool has_guest() const noexcept {
        pollfd wanted{fd_, POLLIN, 0};
        return ::poll(&wanted, 1, 0) == 1;
    }

  private:
    int fd_;
    std::uint16_t port_ = 0;
};

}  // namespace mdc::test
