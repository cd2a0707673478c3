#pragma once

#include <chrono>
#include <string>
#include <sys/ioctl.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/net/dial.hpp"
#include "mdc/net/poller.hpp"
#include "mdc/net/websocket/link.hpp"

namespace mdc::net::test {

/// Keeps what a link hands out.
class Collector final : public MessageHandler {
  public:
    struct Received {
        std::string payload;
        ReadStamps stamps;
        bool is_binary = false;
        bool is_first_of_read = false;
    };

    void on_message(const Message& message) noexcept override {
        messages.push_back({std::string(message.payload), message.stamps, message.is_binary,
                            message.is_first_of_read});
    }
    void on_pong(std::string_view payload, const ReadStamps&) noexcept override {
        pongs.emplace_back(payload);
    }

    std::vector<Received> messages;
    std::vector<std::string> pongs;
};

inline DialOptions dial_options(std::string url) {
    DialOptions options;
    options.url = std::move(url);
    options.resolve = {{"localhost", {"127.0.0.1"}}};
    return options;
}

/// Trusts the system's CAs.
inline const TlsContext& tls_context() {
    static const TlsContext context = TlsContext::create().value();
    return context;
}

/// Trusts this CA, too.
inline TlsContext tls_context(const std::string& ca_file) {
    return TlsContext::create(ca_file).value();
}

/// Pumps as an I/O thread does, until `is_done` or the link ends. Fails the test after ten seconds.
template <class IsDone>
LinkOutcome pump_until(Link& link, MessageHandler& handler, IsDone is_done) {
    Poller poller = Poller::create().value();
    poller.add(link.fd(), 1).value();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (std::chrono::steady_clock::now() < deadline) {
        const LinkOutcome outcome = link.pump(handler);
        if (outcome == LinkOutcome::closed || outcome == LinkOutcome::failed || is_done()) {
            return outcome;
        }
        poller.watch_writable(link.fd(), 1, link.wants_write());
        if (outcome == LinkOutcome::idle) poller.wait(100);
    }
    ADD_FAILURE() << "nothing came";
    return LinkOutcome::idle;
}

inline LinkOutcome pump_until_end(Link& link, MessageHandler& handler) {
    return pump_until(link, handler, [] { return false; });
}

/// Waits until the kernel holds this many bytes for the socket.
inline void wait_for_bytes(int fd, std::size_t bytes) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    int waiting = 0;
    while (std::chrono::steady_clock::now() < deadline) {
        ::ioctl(fd, FIONREAD, &waiting);
        if (static_cast<std::size_t>(waiting) >= bytes) return;
        std::this_thread::yield();
    }
    ADD_FAILURE() << "only " << waiting << " of " << bytes << " bytes came";
}

}  // namespace mdc::net::test
