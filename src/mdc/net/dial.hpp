#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "mdc/net/error.hpp"
#include "mdc/net/socket.hpp"
#include "mdc/net/tls.hpp"
#include "mdc/net/transport.hpp"

namespace mdc::net {

/// HOST → the IP addresses to use instead of asking the resolver.
using ResolveOverrides = std::map<std::string, std::vector<std::string>>;

/// How to open one WebSocket connection.
struct DialOptions {
    std::string url;  ///< ws:// or wss://, with path and query
    ResolveOverrides resolve;
    std::size_t first_address = 0;  ///< index (modulo their number) of the address
                                    ///< tried first: spreads the legs of a race
    SocketOptions socket;           ///< local IP, buffer, busy poll
    std::chrono::milliseconds connect_timeout{5'000};  ///< resolving and connecting, all addresses
    std::chrono::milliseconds handshake_timeout{5'000};  ///< TLS and the upgrade
    std::string user_agent = "mdc";
    std::vector<std::string> headers;  ///< more request header lines: "Name: value"
};

/// How long each phase of a dial took.
struct DialTimes {
    std::chrono::microseconds resolve{0};
    std::chrono::microseconds connect{0};
    std::chrono::microseconds tls{0};
    std::chrono::microseconds upgrade{0};
};

/// An open WebSocket connection, ready to become a Link on the I/O thread. Bytes that came right
/// behind the 101 reply already stand in the transport.
struct Established {
    Transport transport;
    std::string local;        ///< "192.0.2.7:51234"
    std::string remote;       ///< "203.0.113.1:443"
    std::string tls_version;  ///< "TLSv1.3"; empty for ws://
    DialTimes times;
};

/// Resolves, connects, shakes TLS hands and upgrades to WebSocket. Blocks, at most for the sum of
/// the two time-outs. Cold thread; may run on several threads at once with one context.
///
/// Errors: `network`, retryable: resolver, refused, unreachable, time-out, end of stream, 5xx.
///         `refused`: a certificate that does not verify; 401, 451. `rate_limited`, retryable: 429,
///         418, and 403, a firewall's. `protocol`: an answer that is no WebSocket upgrade. `usage`:
///         a bad url or option. HTTP answers keep status and Retry-After.
NetResult<Established> dial(const DialOptions& options, const TlsContext& tls);

}  // namespace mdc::net
