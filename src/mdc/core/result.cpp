#include "mdc/core/result.hpp"

#include <array>

namespace mdc {

std::string_view to_string(ErrorKind kind) noexcept {
    constexpr std::array<std::string_view, 10> kNames = {
        "usage",   "target",   "unknown_symbol", "refused",   "disk",
        "network", "protocol", "rate_limited",   "malformed", "internal"};
    return kNames[static_cast<std::size_t>(kind)];
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw Failure{error};
}

}  // namespace mdc
