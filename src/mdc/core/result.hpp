#pragma once

#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace mdc {

/// What kind of thing went wrong; decides the exit code (docs/operations) and the metric label.
enum class ErrorKind : unsigned char {
    usage,           ///< wrong flag, value or configuration: exit 2
    target,          ///< output cannot be used, or is in use: exit 3
    unknown_symbol,  ///< the exchange does not know the instrument: exit 3
    refused,         ///< refused for good: credentials, region, certificate: exit 4
    disk,            ///< full or failing disk: exit 5
    network,         ///< connect, resolve, read or write failed
    protocol,        ///< the peer broke its protocol
    rate_limited,    ///< the peer asks us to wait
    malformed,       ///< bytes that do not mean what they should: exit 1
    internal,        ///< a mistake of ours
};

std::string_view to_string(ErrorKind kind) noexcept;

/// One sentence that says what is wrong and what to do, and whether trying again can help.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    bool is_retryable = false;
    std::string message;
};

/// Thrown only by set-up code (config, wiring, cli); caught only in cli/main.cpp.
struct Failure {
    Error error;
};

/// What boost::system::result asks for when value() is called on an error.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& location);

/// A value or an Error. Expected outcomes of the message path are enumerators instead.
template <class T>
using Result = boost::system::result<T, Error>;

inline Error fail(ErrorKind kind, std::string message) { return {kind, false, std::move(message)}; }
inline Error fail_for_now(ErrorKind kind, std::string message) {
    return {kind, true, std::move(message)};
}

}  // namespace mdc
