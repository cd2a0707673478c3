#include "mdc/net/socket.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

namespace mdc::net {

namespace {

void set(int fd, int level, int option, int value) {
    ::setsockopt(fd, level, option, &value, sizeof value);
}

/// All but the buffer size are wishes: a kernel that lacks one still connects.
void set_options(int fd, const SocketOptions& options) {
    constexpr int kIdleSeconds = 15;
    constexpr int kProbeSeconds = 5;
    constexpr int kProbes = 3;
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, kIdleSeconds);
    set(fd, IPPROTO_TCP, TCP_KEEPINTVL, kProbeSeconds);
    set(fd, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
    set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    if (options.rcvbuf_bytes > 0) set(fd, SOL_SOCKET, SO_RCVBUF, options.rcvbuf_bytes);
    if (options.busy_poll_us > 0) set(fd, SOL_SOCKET, SO_BUSY_POLL, options.busy_poll_us);
}

const sockaddr* raw(const Address& address) {
    return reinterpret_cast<const sockaddr*>(&address.storage);
}

std::int64_t utc_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

/// Linux stamps packets only while some socket asks for it, and switches stamping on a moment after
/// the first one did: its first packets would have no stamp. One socket of ours asks as long as the
/// process lives, and the first connection waits here until a stamp was seen (a few ms at most).
class KernelStamps {
  public:
    KernelStamps() : probe_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        constexpr int kAttempts = 100;
        const auto loopback = parse_address("127.0.0.1", 0);
        set(probe_.get(), SOL_SOCKET, SO_TIMESTAMPNS, 1);
        if (::bind(probe_.get(), raw(*loopback), loopback->size) != 0) return;
        const Address own = local_address(probe_.get());
        if (::connect(probe_.get(), raw(own), own.size) != 0) return;
        for (int i = 0; i < kAttempts && !sees_stamp(); ++i) ::poll(nullptr, 0, 1);
    }

  private:
    /// Sends a datagram to itself. A stamp that is not older than the read was made up by the read.
    bool sees_stamp() const {
        char byte = 0;
        iovec part{&byte, 1};
        alignas(cmsghdr) std::array<char, 64> control{};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        pollfd wanted{probe_.get(), POLLIN, 0};
        if (::send(probe_.get(), &byte, 1, 0) != 1 || ::poll(&wanted, 1, 1) != 1) return false;
        const std::int64_t before = utc_ns();
        if (::recvmsg(probe_.get(), &message, MSG_DONTWAIT) != 1) return false;
        const cmsghdr* stamp = CMSG_FIRSTHDR(&message);
        if (stamp == nullptr) return false;
        timespec at{};
        std::memcpy(&at, CMSG_DATA(stamp), sizeof at);
        return at.tv_sec * 1'000'000'000 + at.tv_nsec < before;
    }

    Fd probe_;
};

Error connect_error(const Address& remote, std::string_view why) {
    return fail_for_now(ErrorKind::network,
                        "connecting to " + to_text(remote) + " failed: " + std::string(why));
}

Result<void> bind_local(int fd, const std::string& local_ip) {
    if (local_ip.empty()) return {};
    const auto local = parse_address(local_ip, 0);
    if (!local) return local.error();
    set(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    if (::bind(fd, raw(*local), local->size) == 0) return {};
    return fail(ErrorKind::usage, "connections cannot be made from the local address " + local_ip +
                                      ": " + std::strerror(errno));
}

/// What a lookup and the thread that waits for it share; whoever comes last frees it.
struct Lookup {
    explicit Lookup(std::string name) : host(std::move(name)) {}

    std::string host;
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Result<std::vector<std::string>>> result;
};

Result<std::vector<std::string>> look_up(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    // The name of this very machine (RFC 6761) needs no resolver: a small image has no /etc/hosts.
    if (failed != 0 && host == "localhost") return std::vector<std::string>{"127.0.0.1"};
    if (failed != 0) {
        return fail_for_now(ErrorKind::network, "the host name " + host +
                                                    " does not resolve: " + ::gai_strerror(failed));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    std::vector<std::string> ips;
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        const int bad = ::getnameinfo(at->ai_addr, at->ai_addrlen, text.data(), text.size(),
                                      nullptr, 0, NI_NUMERICHOST);
        const std::string ip = text.data();
        if (bad == 0 && std::find(ips.begin(), ips.end(), ip) == ips.end()) ips.push_back(ip);
    }
    return ips;
}

void* run_lookup(void* argument) {
    const std::unique_ptr<std::shared_ptr<Lookup>> owner(
        static_cast<std::shared_ptr<Lookup>*>(argument));
    Lookup& lookup = **owner;
    auto result = look_up(lookup.host);
    const std::lock_guard lock(lookup.mutex);
    lookup.result.emplace(std::move(result));
    lookup.done.notify_one();
    return nullptr;
}

bool start_lookup(const std::shared_ptr<Lookup>& lookup) {
    auto argument = std::make_unique<std::shared_ptr<Lookup>>(lookup);
    pthread_t thread{};
    if (::pthread_create(&thread, nullptr, run_lookup, argument.get()) != 0) return false;
    argument.release();
    ::pthread_detach(thread);
    return true;
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Fd::~Fd() {
    if (fd_ >= 0) ::close(fd_);
}

Result<Address> parse_address(std::string_view ip, std::uint16_t port) {
    const std::string text(ip);
    Address address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.size = sizeof(sockaddr_in);
    } else if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address.size = sizeof(sockaddr_in6);
    } else {
        return fail(ErrorKind::usage, "'" + text + "' is no IP address");
    }
    return address;
}

std::string to_text(const Address& address) {
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    ::getnameinfo(raw(address), address.size, host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV);
    const std::string ip = host.data();
    return (ip.find(':') == std::string::npos ? ip : "[" + ip + "]") + ":" + port.data();
}

Result<Fd> connect_tcp(const Address& remote, const SocketOptions& options, Deadline deadline) {
    static const KernelStamps stamps_are_on;
    Fd socket(::socket(remote.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return connect_error(remote, std::strerror(errno));
    set_options(socket.get(), options);
    if (auto bound = bind_local(socket.get(), options.local_ip); !bound) return bound.error();
    if (::connect(socket.get(), raw(remote), remote.size) == 0) return socket;
    if (errno != EINPROGRESS) return connect_error(remote, std::strerror(errno));
    if (!wait_ready(socket.get(), false, true, deadline)) return connect_error(remote, "time-out");
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return connect_error(remote, std::strerror(error));
    return socket;
}

bool wait_ready(int fd, bool for_read, bool for_write, Deadline deadline) {
    pollfd wanted{fd, 0, 0};
    if (for_read) wanted.events |= POLLIN;
    if (for_write) wanted.events |= POLLOUT;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        const int ready =
            ::poll(&wanted, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

Address local_address(int fd) {
    Address address;
    address.size = sizeof address.storage;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage), &address.size);
    return address;
}

Result<std::vector<std::string>> resolve(const std::string& host,
                                         std::chrono::milliseconds timeout) {
    if (parse_address(host, 0)) return std::vector<std::string>{host};
    const auto lookup = std::make_shared<Lookup>(host);
    if (!start_lookup(lookup)) {
        return fail_for_now(ErrorKind::network, "no thread is left to resolve " + host);
    }
    std::unique_lock lock(lookup->mutex);
    if (!lookup->done.wait_for(lock, timeout, [&] { return lookup->result.has_value(); })) {
        return fail_for_now(ErrorKind::network, "the resolver gave no answer for " + host + " in " +
                                                    std::to_string(timeout.count()) + " ms");
    }
    return std::move(*lookup->result);
}

}  // namespace mdc::net
