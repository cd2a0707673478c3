#pragma once

#include <functional>
#include <memory>
#include <set>

#include <boost/asio/ip/tcp.hpp>
#include <openssl/ssl.h>

#include "mdc/sim/server/hub.hpp"

namespace mdc::sim {

/// The connections that are there, so that the end can find them.
struct Connections {
    Hub& hub;
    SSL_CTX* tls = nullptr;
    bool is_record_per_message = true;
    std::function<void()> on_flushed;
    std::set<Wire*> open;  ///< sockets; not all are WebSockets yet
};

/// Serves one accepted socket until it ends: HTTP requests, then perhaps a WebSocket. It owns
/// itself.
void serve_connection(Connections& connections, boost::asio::ip::tcp::socket socket);

}  // namespace mdc::sim
