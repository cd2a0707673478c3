#include "raw_client.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace mdc::metrics::test {

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval most{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        throw std::runtime_error("cannot connect");
    }
}

RawClient::~RawClient() { ::close(fd_); }

void RawClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the server closed; its answer says why
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool RawClient::receive() {
    char bytes[4096];
    const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(got));
    return true;
}

std::string RawClient::answer(bool has_body) {
    constexpr std::string_view kEnd = "\r\n\r\n", kLength = "Content-Length: ";
    while (received_.find(kEnd) == std::string::npos) {
        if (!receive()) return std::exchange(received_, {});
    }
    auto size = received_.find(kEnd) + kEnd.size();
    const auto length = received_.find(kLength);
    if (has_body && length < size) size += std::stoul(received_.substr(length + kLength.size()));
    while (received_.size() < size) {
        if (!receive()) return std::exchange(received_, {});
    }
    auto answer = received_.substr(0, size);
    received_.erase(0, size);
    return answer;
}

bool RawClient::is_closed_by_server() {
    errno = 0;
    while (receive()) {
    }
    return errno != EAGAIN;
}

std::string ask(std::uint16_t port, std::string_view request) {
    RawClient client(port);
    client.send(request);
    return client.answer();
}

std::string get(std::uint16_t port, std::string_view path) {
    return ask(port, "GET " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n\r\n");
}

}  // namespace mdc::metrics::test
