#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "mdc/core/result.hpp"

namespace mdc::metrics {

struct HttpServerOptions {
    std::string host = "0.0.0.0";  ///< IP address to listen on; 127.0.0.1 keeps strangers out
    std::uint16_t port = 0;        ///< 0: the system chooses
    /// More wait in the system's queue until one of these ends.
    std::size_t connections_most = 16;
    /// For reading a request, and for writing the answer; a connection that is idle longer ends.
    std::chrono::milliseconds patience{10'000};
    /// A request whose header or body is larger is refused.
    std::uint32_t request_bytes_most = 8192;
};

/// What is served. Called from the server's thread, one at a time.
struct Pages {
    std::function<std::string()> metrics;  ///< Prometheus' text format
    /// Why the program is not well, one sentence; nothing when it is.
    std::function<std::optional<std::string>()> trouble;
};

/// A small HTTP/1.1 server on a thread of its own: GET (or HEAD) /metrics, /health (200, or 503
/// with the sentence) and / (a page that links both). Anything else is 404 or 405.
class HttpServer {
  public:
    /// Binds and listens; connections wait until start(). Errors: `target`, when the address cannot
    /// be had, most often because the port is in use.
    static Result<std::unique_ptr<HttpServer>> listen(HttpServerOptions options);
    /// Ends at once: answers under way are cut off.
    ~HttpServer();

    void start(Pages pages);
    [[nodiscard]] std::uint16_t port() const noexcept;

  private:
    class Impl;
    explicit HttpServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace mdc::metrics
