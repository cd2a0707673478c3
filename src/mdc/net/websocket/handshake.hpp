#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mdc/core/time.hpp"
#include "mdc/net/error.hpp"
#include "mdc/net/url.hpp"

namespace mdc::net {

/// The request that turns an HTTP/1.1 connection into a WebSocket one, and what the server must
/// prove.
struct UpgradeRequest {
    std::string text;       ///< to send as it is
    std::string accept;     ///< Sec-WebSocket-Accept of the right answer
    std::string authority;  ///< whom it asks, for error sentences
};

/// `headers`: further lines "Name: value". No extension is offered (compression costs 5 to 14 us
/// per message). Errors: `usage` when a header or the user agent holds a line break.
Result<UpgradeRequest> make_upgrade_request(const Url& url, std::string_view user_agent,
                                            const std::vector<std::string>& headers);

/// The Sec-WebSocket-Accept that belongs to a Sec-WebSocket-Key (RFC 6455, section 4.2.2).
std::string accept_of_key(std::string_view key);

/// Checks the server's answer at the front of `received`.
///
/// Returns the size of the header: what stands behind it are frames. Nothing while the header is
/// not complete. Errors: as dial() says; status and Retry-After are kept, the sentence quotes the
/// first bytes of
///         the body. A header of more than 16 KiB is `protocol`.
NetResult<std::optional<std::size_t>> check_upgrade_reply(std::string_view received,
                                                          const UpgradeRequest& request,
                                                          UnixMicros now);

}  // namespace mdc::net
