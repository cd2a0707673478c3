#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mdc/core/result.hpp"

namespace mdc::net {

/// The parts of a ws, wss, http or https address that a client needs.
struct Url {
    std::string scheme;      ///< "ws", "wss", "http" or "https", lower case
    std::string host;        ///< lower case name or literal address, IPv6 without brackets
    std::uint16_t port = 0;  ///< as given, else 80 or 443
    std::string target;      ///< path and query, begins with '/'

    [[nodiscard]] bool is_tls() const { return scheme == "wss" || scheme == "https"; }
    /// What the Host header says: the port only where it is not the scheme's own.
    [[nodiscard]] std::string authority() const;
    [[nodiscard]] std::string text() const;
};

/// Splits an address. Bytes of the target beyond ASCII are percent-encoded (symbols may be so).
///
/// Errors: `usage` with a sentence when the scheme is another one, the host is missing or the port
/// is
///         no port, and for user names, fragments, spaces and control characters.
Result<Url> parse_url(std::string_view text);

/// Appends a venue's route and query to a base url: `wss://h/base` + `/stream?x=1` gives
/// `wss://h/base/stream?x=1`. A query of the base stays, in front of the target's.
std::string join_url(std::string_view base, std::string_view target);

}  // namespace mdc::net
