#include "mdc/net/dial.hpp"

#include <algorithm>

#include "mdc/net/url.hpp"
#include "mdc/net/websocket/handshake.hpp"

namespace mdc::net {

namespace {

using Clock = std::chrono::steady_clock;

/// Measures one phase after the other.
class Phases {
  public:
    std::chrono::microseconds next() {
        const auto begin = std::exchange(begin_, Clock::now());
        return std::chrono::duration_cast<std::chrono::microseconds>(begin_ - begin);
    }

  private:
    Clock::time_point begin_ = Clock::now();
};

bool is_ipv6(std::string_view ip) { return ip.find(':') != ip.npos; }

/// The addresses of the host; with a local address only those of its family.
Result<std::vector<std::string>> find_addresses(const std::string& host,
                                                const DialOptions& options) {
    const auto given = options.resolve.find(host);
    const bool is_given = given != options.resolve.end() && !given->second.empty();
    auto ips = is_given ? Result<std::vector<std::string>>(given->second)
                        : resolve(host, options.connect_timeout);
    const auto& local = options.socket.local_ip;
    if (!ips || local.empty()) return ips;
    std::erase_if(*ips, [&](const auto& ip) { return is_ipv6(ip) != is_ipv6(local); });
    if (!ips->empty()) return ips;
    return fail(ErrorKind::usage, "no address of " + host + " can be reached from " + local);
}

struct Connected {
    Fd socket;
    std::string remote;
};

/// Tries one address after the other; each gets an equal share of the time that is left.
Result<Connected> connect_any(const std::vector<std::string>& ips, std::uint16_t port,
                              const DialOptions& options, Deadline deadline) {
    Error last = fail_for_now(ErrorKind::network, "the host name has no address");
    for (std::size_t i = 0; i < ips.size(); ++i) {
        const auto remote = parse_address(ips[(options.first_address + i) % ips.size()], port);
        if (!remote) return remote.error();
        const auto now = Clock::now();
        const auto share = (deadline - now) / static_cast<std::int64_t>(ips.size() - i);
        auto socket = connect_tcp(*remote, options.socket, now + share);
        if (socket) return Connected{std::move(*socket), to_text(*remote)};
        last = socket.error();
        if (!last.is_retryable) break;
    }
    return last;
}

/// Sends the upgrade request and waits for a 101; what follows it stays in the transport.
NetResult<void> upgrade(Transport& transport, const UpgradeRequest& request, Deadline deadline) {
    const auto give_up = [&](std::string_view why) -> NetError {
        return fail_for_now(ErrorKind::network, request.authority + " " + std::string(why));
    };
    if (!transport.write(request.text)) return to_error(transport.fault());
    for (;;) {
        if (!wait_ready(transport.fd(), true, transport.wants_write(), deadline)) {
            return give_up("did not answer the WebSocket upgrade in time");
        }
        if (!transport.flush()) return to_error(transport.fault());
        const auto outcome = transport.read();
        if (outcome == Transport::ReadOutcome::failed) return to_error(transport.fault());
        auto reply = check_upgrade_reply(transport.received(), request, utc_now());
        if (!reply) return reply.error();
        if (reply->has_value()) {
            transport.consume(**reply);
            return {};
        }
        if (outcome == Transport::ReadOutcome::closed) {
            return give_up("closed the connection instead of upgrading it");
        }
    }
}

}  // namespace

NetResult<Established> dial(const DialOptions& options, const TlsContext& tls) {
    const auto url = parse_url(options.url);
    if (!url) return url.error();
    if (!url->scheme.starts_with("ws")) {
        return fail(ErrorKind::usage, "'" + options.url + "' is no ws:// or wss:// address");
    }
    const auto request = make_upgrade_request(*url, options.user_agent, options.headers);
    if (!request) return request.error();

    Phases phases;
    DialTimes times;
    const Deadline connect_deadline = Clock::now() + options.connect_timeout;
    const auto ips = find_addresses(url->host, options);
    if (!ips) return ips.error();
    times.resolve = phases.next();

    auto connected = connect_any(*ips, url->port, options, connect_deadline);
    if (!connected) return connected.error();
    times.connect = phases.next();

    const Deadline handshake_deadline = Clock::now() + options.handshake_timeout;
    std::string local = to_text(local_address(connected->socket.get()));
    Transport transport(std::move(connected->socket));
    if (url->is_tls()) {
        auto started = transport.start_tls(tls, url->host, handshake_deadline);
        if (!started) return started.error();
    }
    times.tls = phases.next();

    if (auto upgraded = upgrade(transport, *request, handshake_deadline); !upgraded) {
        return upgraded.error();
    }
    times.upgrade = phases.next();
    std::string version(transport.tls_version());
    return Established{std::move(transport), std::move(local), std::move(connected->remote),
                       std::move(version), times};
}

}  // namespace mdc::net
