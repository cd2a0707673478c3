#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "mdc/core/result.hpp"
#include "mdc/sim/server/hub.hpp"

namespace mdc::sim {

/// REST and WebSocket, TLS and plain, on one port and in one thread: the one that calls run().
class Server {
  public:
    struct Setting {
        Hub& hub;
        SSL_CTX* tls = nullptr;
        std::string bind;
        std::uint16_t port = 0;
        bool is_record_per_message = true;
        std::size_t queue_bytes_wanted = 0;  ///< step() is called while the longest queue is below
        /// A piece of work, then true: again as soon as queues allow; false: at the next tick.
        std::function<bool()> step;
        std::function<void()> tick;  ///< every millisecond
    };
    /// Listens. Errors: `network`, when the address cannot be bound.
    static Result<std::unique_ptr<Server>> listen(Setting setting);
    ~Server();

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// Serves until end(), then closes all connections within a second and returns.
    void run();
    /// From any thread.
    void end();

  private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace mdc::sim
