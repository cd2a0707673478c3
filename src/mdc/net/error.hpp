#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "mdc/core/result.hpp"
#include "mdc/core/short_text.hpp"
#include "mdc/core/time.hpp"

namespace mdc::net {

/// An Error of a dial or an HTTP exchange that also keeps what the peer's HTTP reply said: 429, 418
/// and 403 with their Retry-After decide how long the venue's budget is closed. Cold thread only.
struct NetError : Error {
    NetError() = default;
    NetError(Error error) : Error(std::move(error)) {}  // NOLINT(google-explicit-constructor)

    int status = 0;                                   ///< HTTP status; 0 when there was no reply
    std::optional<std::chrono::seconds> retry_after;  ///< from now, as the peer asked
};

/// A value or a NetError; where only the Error counts, `result.error()` is one.
template <class T>
using NetResult = boost::system::result<T, NetError>;

/// Why a link or transport stopped: an Error of fixed size, for the I/O thread, which never
/// allocates. A new connection may do better, so all of these are retryable.
struct Fault {
    ErrorKind kind = ErrorKind::internal;
    int code = 0;         ///< errno, or 0
    ShortText<124> text;  ///< one clause: "Connection reset by peer"
};

/// The same as an Error, for logs and reports. Allocates: cold thread only.
Error to_error(const Fault& fault);

/// Reads the value of a Retry-After header: seconds, or an HTTP date. Nothing when it is neither;
/// zero when the date has passed; never more than a day.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, UnixMicros now);

}  // namespace mdc::net
