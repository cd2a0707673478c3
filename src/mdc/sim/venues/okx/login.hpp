#pragma once

#include <string>
#include <string_view>

#include "mdc/core/time.hpp"

namespace mdc::sim::okx {

/// What a client sends as the argument of `login`.
struct Credentials {
    std::string_view key, passphrase, timestamp, sign;
};

/// The only account is key "key", secret "secret", passphrase "pass".
struct LoginAnswer {
    int code = 0;  ///< 0: welcome
    std::string_view message;
};

/// The sign is Base64(HMAC-SHA256(secret, timestamp + "GET" + "/users/self/verify")), the timestamp
/// in seconds and good for 30 of them.
LoginAnswer check_login(const Credentials& sent, UnixMicros now);

}  // namespace mdc::sim::okx
