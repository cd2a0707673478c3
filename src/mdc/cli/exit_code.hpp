#pragma once

#include "mdc/core/result.hpp"

namespace mdc::cli {

/// 0 ok · 1 findings or malformed input · 2 usage or configuration · 3 target or symbol · 4 refused
/// for good (credentials, region, certificate) · 5 disk. docs/operations/configure.md has them.
constexpr int exit_code(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::usage:
            return 2;
        case ErrorKind::target:
        case ErrorKind::unknown_symbol:
            return 3;
        case ErrorKind::refused:
            return 4;
        case ErrorKind::disk:
            return 5;
        case ErrorKind::network:
        case ErrorKind::protocol:
        case ErrorKind::rate_limited:
        case ErrorKind::malformed:
        case ErrorKind::internal:
            return 1;
    }
    return 1;
}

}  // namespace mdc::cli
