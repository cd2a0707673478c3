#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/net/support/certificates.hpp"

namespace mdc::net::test {

/// The server's end of one connection below WebSocket. All calls block; they end quietly once the
/// client has gone.
class RawPeer {
  public:
    virtual ~RawPeer() = default;
    /// A request header with the body its Content-Length names; empty when the client has gone.
    virtual std::string read_request() = 0;
    /// Waits until the client has gone.
    virtual void wait_for_end() = 0;
    virtual void write(std::string_view bytes) = 0;
};

/// The server's end of one WebSocket connection, spoken by Boost.Beast. All calls block.
class WebSocketPeer {
  public:
    virtual ~WebSocketPeer() = default;
    virtual void send_text(std::string_view text) = 0;
    virtual void send_binary(std::string_view bytes) = 0;
    /// One text message in these frames, a ping in front of each but the first.
    virtual void send_fragments(const std::vector<std::string>& fragments) = 0;
    virtual void ping(std::string_view payload) = 0;
    /// Sends a close frame and waits for the answer. True when it came.
    virtual bool close(std::uint16_t code, std::string_view reason) = 0;
    /// The client's next message; nothing when it closed, see close_code().
    virtual std::optional<std::string> receive() = 0;
    /// Writes below WebSocket: one TLS record, one segment.
    virtual void write(std::string_view bytes) = 0;
    /// Payloads of the pongs that receive() and close() met.
    [[nodiscard]] virtual const std::vector<std::string>& pongs() const = 0;
    /// The code of the client's close frame; 0 when none came.
    [[nodiscard]] virtual std::uint16_t close_code() const = 0;
};

/// A server on 127.0.0.1 with a thread of its own; takes one connection after the other. Its
/// destructor cuts what is still open and waits for the thread.
class Server {
  public:
    struct Options {
        std::optional<Certificate> tls;
        std::function<void(WebSocketPeer&)> on_websocket;  ///< runs on the server's thread
        std::function<void(RawPeer&)> on_raw;              ///< instead of WebSocket
    };

    explicit Server(Options options);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    [[nodiscard]] std::uint16_t port() const;
    /// "wss://localhost:PORT/target"; ws, http or https likewise.
    [[nodiscard]] std::string url(std::string_view scheme, std::string_view target = "/") const;
    /// Connections that were accepted.
    [[nodiscard]] int accepted() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A port of 127.0.0.1 on which nobody listens.
std::uint16_t closed_port();

}  // namespace mdc::net::test
