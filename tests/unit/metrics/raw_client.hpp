#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mdc::metrics::test {

/// A TCP connection to 127.0.0.1 that says just what it is told.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view bytes) const;
    /// One answer, head and body by its Content-Length; less when the server closed before.
    [[nodiscard]] std::string answer(bool has_body = true);
    /// Reads until the server closes. False: it did not within ten seconds.
    [[nodiscard]] bool is_closed_by_server();

  private:
    bool receive();

    int fd_;
    std::string received_;
};

/// Asks on a connection of its own; the whole answer.
std::string ask(std::uint16_t port, std::string_view request);
/// The same for "GET path".
std::string get(std::uint16_t port, std::string_view path);

}  // namespace mdc::metrics::test
