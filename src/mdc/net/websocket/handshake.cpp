#include "mdc/net/websocket/handshake.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <strings.h>
#include <sys/random.h>

#include <openssl/evp.h>

#include "mdc/core/assert.hpp"

namespace mdc::net {

namespace {

constexpr std::size_t kHeaderBytesMax = 16U << 10U;
constexpr std::size_t kQuotedBytesMax = 160;
/// RFC 6455 section 1.3.
constexpr std::string_view kAcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // EVP ends it with a zero
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string sha1(std::string_view bytes) {
    std::array<char, EVP_MAX_MD_SIZE> digest{};
    std::size_t size = 0;
    const int done = EVP_Q_digest(nullptr, "SHA1", nullptr, bytes.data(), bytes.size(),
                                  reinterpret_cast<unsigned char*>(digest.data()), &size);
    MDC_ASSERT(done == 1);
    return {digest.data(), size};
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trim(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool has_token(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (equal_ignoring_case(trim(list.substr(0, comma)), token)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

/// The header lines of an HTTP/1.1 answer, behind the status line.
class HeaderLines {
  public:
    explicit HeaderLines(std::string_view lines) : lines_(lines) {}

    /// The value of the first line with this name; empty when there is none.
    [[nodiscard]] std::string_view find(std::string_view name) const {
        for (auto rest = lines_; !rest.empty();) {
            const std::size_t end = std::min(rest.find("\r\n"), rest.size());
            const auto line = rest.substr(0, end);
            const std::size_t colon = std::min(line.find(':'), line.size());
            if (colon < line.size() && equal_ignoring_case(line.substr(0, colon), name)) {
                return trim(line.substr(colon + 1));
            }
            rest.remove_prefix(std::min(end + 2, rest.size()));
        }
        return {};
    }

  private:
    std::string_view lines_;
};

/// The beginning of a text of the peer's, safe to print.
std::string quote(std::string_view text) {
    std::string out(text.substr(0, kQuotedBytesMax));
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
    }
    return out;
}

Error error_of_status(int status, std::string sentence) {
    switch (status) {
        case 403:  // a firewall's, which lets us in again
        case 418:
        case 429:
            return fail_for_now(ErrorKind::rate_limited, std::move(sentence));
        case 401:
        case 451:
            return fail(ErrorKind::refused, std::move(sentence));
        default:
            break;
    }
    if (status >= 500) return fail_for_now(ErrorKind::network, std::move(sentence));
    return fail(ErrorKind::protocol, std::move(sentence));
}

NetError refuse_status(int status, std::string_view status_line, const HeaderLines& headers,
                       std::string_view body, const UpgradeRequest& request, UnixMicros now) {
    std::string sentence = request.authority + " answered the WebSocket upgrade of " +
                           "this connection with '" + quote(status_line) + "'";
    if (!body.empty()) sentence += ": " + quote(body);
    NetError error = error_of_status(status, std::move(sentence));
    error.status = status;
    const auto retry_after = headers.find("Retry-After");
    if (!retry_after.empty()) error.retry_after = parse_retry_after(retry_after, now);
    return error;
}

/// What is wrong with a 101 answer, or nothing.
std::string_view wrong_in(const HeaderLines& headers, const UpgradeRequest& request) {
    if (!has_token(headers.find("Upgrade"), "websocket")) return "without 'Upgrade: websocket'";
    if (!has_token(headers.find("Connection"), "upgrade")) return "without 'Connection: Upgrade'";
    if (headers.find("Sec-WebSocket-Accept") != request.accept) {
        return "with a Sec-WebSocket-Accept that does not fit our key";
    }
    if (!headers.find("Sec-WebSocket-Extensions").empty())
        return "with an extension nobody offered";
    if (!headers.find("Sec-WebSocket-Protocol").empty()) return "with a protocol nobody offered";
    return {};
}

/// The status code of "HTTP/1.1 101 …"; 0 when the line is none.
int read_status(std::string_view line) {
    if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ') return 0;
    int status = 0;
    const auto parsed = std::from_chars(line.data() + 9, line.data() + 12, status);
    return parsed.ptr == line.data() + 12 && status >= 100 ? status : 0;
}

bool has_line_break(std::string_view text) { return text.find_first_of("\r\n") != text.npos; }

}  // namespace

std::string accept_of_key(std::string_view key) {
    return base64(sha1(std::string(key) + std::string(kAcceptSuffix)));
}

Result<UpgradeRequest> make_upgrade_request(const Url& url, std::string_view user_agent,
                                            const std::vector<std::string>& headers) {
    if (has_line_break(user_agent) || std::any_of(headers.begin(), headers.end(), has_line_break)) {
        return fail(ErrorKind::usage, "a request header must not contain a line break");
    }
    std::array<char, 16> nonce{};
    const int failed = ::getentropy(nonce.data(), nonce.size());
    MDC_ASSERT(failed == 0);
    const std::string key = base64({nonce.data(), nonce.size()});

    UpgradeRequest request;
    request.authority = url.authority();
    request.accept = accept_of_key(key);
    request.text = "GET " + url.target + " HTTP/1.1\r\nHost: " + request.authority +
                   "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key +
                   "\r\nSec-WebSocket-Version: 13\r\n";
    if (!user_agent.empty()) request.text += "User-Agent: " + std::string(user_agent) + "\r\n";
    for (const auto& header : headers) request.text += header + "\r\n";
    request.text += "\r\n";
    return request;
}

NetResult<std::optional<std::size_t>> check_upgrade_reply(std::string_view received,
                                                          const UpgradeRequest& request,
                                                          UnixMicros now) {
    const auto refuse = [&](std::string_view why) -> NetError {
        return fail(ErrorKind::protocol,
                    request.authority + " answered the WebSocket upgrade " + std::string(why));
    };
    const std::size_t end = received.find("\r\n\r\n");
    if (end == received.npos) {
        if (received.size() > kHeaderBytesMax) return refuse("with an endless header");
        return std::optional<std::size_t>{};
    }
    const auto head = received.substr(0, end + 2);
    const std::size_t line_end = head.find("\r\n");
    const auto status_line = head.substr(0, line_end);
    const HeaderLines headers(head.substr(line_end + 2));
    const int status = read_status(status_line);
    if (status == 0) return refuse("with what is not HTTP: " + quote(status_line));
    if (status != 101) {
        return refuse_status(status, status_line, headers, received.substr(end + 4), request, now);
    }
    if (const auto wrong = wrong_in(headers, request); !wrong.empty()) return refuse(wrong);
    return std::optional<std::size_t>{end + 4};
}

}  // namespace mdc::net
