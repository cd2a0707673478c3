#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mdc/net/dial.hpp"
#include "mdc/net/error.hpp"

namespace mdc::net {

/// How an HttpClient reaches its servers.
struct HttpOptions {
    std::string ca_file;  ///< CAs to trust beside the system's own
    ResolveOverrides resolve;
    std::string local_ip;  ///< address to connect from; empty: any
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{15'000};  ///< of the whole exchange
    std::string user_agent = "mdc";
    std::size_t body_bytes_max = 64U << 20U;  ///< decoded; a longer body is an error
    std::stop_token cancel;  ///< nobody waits for an answer any more: within a second
};

/// What the server answered, whatever its status.
struct HttpReply {
    int status = 0;
    std::string body;  ///< decoded (gzip is asked for)
    std::optional<std::chrono::seconds> retry_after;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case; at most 64

    /// The value of a header by its lower-case name; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Sends one request at a time and keeps its connection open between them. Cold thread: blocks, at
/// most for the time-out. Move-only; one thread at a time.
///
/// Errors of both calls: `network`, retryable: resolver, refused, time-out, cut; `refused`: a
/// certificate that does not verify (the sentence names reason and host); `malformed`: a body over
/// the limit; `usage`: a bad url; when cancelled, `network`. A status such as 429 is a reply, not
/// an error.
class HttpClient {
  public:
    explicit HttpClient(HttpOptions options = {});
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    /// `headers`: further request header lines, "Name: value".
    NetResult<HttpReply> get(const std::string& url, const std::vector<std::string>& headers = {});
    NetResult<HttpReply> post_json(const std::string& url, const std::string& body,
                                   const std::vector<std::string>& headers = {});

    [[nodiscard]] bool is_cancelled() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mdc::net
