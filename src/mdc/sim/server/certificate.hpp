#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "mdc/core/result.hpp"

namespace mdc::sim {

struct FreeContext {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

/// A TLS server context with a certificate for localhost, 127.0.0.1 and ::1, and the CA that signed
/// it. Both are made anew by each call (P-256, two days); the CA's key is thrown away at once.
struct Identity {
    std::unique_ptr<SSL_CTX, FreeContext> context;
    std::string ca_pem;
};

/// Errors: `internal` when OpenSSL refuses.
Result<Identity> make_identity();

}  // namespace mdc::sim
