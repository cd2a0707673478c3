#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

#include "mdc/core/result.hpp"
#include "mdc/net/byte_queue.hpp"
#include "mdc/net/error.hpp"

namespace mdc::net {

/// What all TLS connections share: the trusted CAs, TLS 1.2 or newer, certificates always verified.
/// Making one reads the system's CA bundle (some ms): make one per process and keep it. Immutable
/// once made, so any thread may use it.
class TlsContext {
  public:
    /// `ca_file`: a PEM file with CAs to trust beside the system's own; empty: none.
    /// Errors: `usage` when the file cannot be read or holds no certificate.
    static Result<TlsContext> create(const std::string& ca_file = {});

    [[nodiscard]] SSL_CTX* get() const noexcept { return context_.get(); }

  private:
    std::shared_ptr<SSL_CTX> context_;
};

/// Where a TlsStream takes ciphertext from and puts it.
struct TlsQueues {
    ByteQueue& in;
    ByteQueue& out;
};

/// The client's end of one TLS connection between two byte queues: touches no socket. Ciphertext
/// that was received stands in `in`, what is to be sent appears in `out`. One large read may hold
/// many records; OpenSSL is fed from memory, so no record costs a system call. OpenSSL 3.0 itself
/// takes 40 bytes from the heap for each TLS 1.3 record and frees them at once; nothing else
/// allocates after the handshake. Move-only; the queues must stay where they are and outlive it.
/// One thread at a time.
class TlsStream {
  public:
    enum class Step { done, wants_more, failed };

    /// `host` is the name that the certificate must carry, and is sent as SNI; a literal IP address
    /// must stand in the certificate as such.
    static Result<TlsStream> create(const TlsContext& context, const std::string& host,
                                    ByteQueue& in, ByteQueue& out);

    /// Goes on with the handshake as far as `in` allows.
    Step handshake() noexcept;
    /// Why handshake() failed. A certificate that does not verify is `refused` and names host and
    /// reason. Allocates: cold thread.
    [[nodiscard]] Error handshake_error(const std::string& host) const;

    /// Decrypts everything in `in` and appends it to `plain`. `done` when the peer ended the
    /// connection (close_notify), `wants_more` when all was read, `failed` with `fault` set.
    Step read(ByteQueue& plain, Fault& fault) noexcept;
    /// Encrypts all of `text` to `out`. False when `out` lacks the room: nothing was written then.
    bool write(std::string_view text) noexcept;
    /// Tells the peer that nothing more will come.
    void shut_down() noexcept;

    /// "TLSv1.3".
    [[nodiscard]] std::string_view version() const noexcept;

  private:
    struct Free {
        void operator()(SSL* ssl) const noexcept;
    };

    std::unique_ptr<TlsQueues> queues_;  // what OpenSSL's BIO points to
    std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace mdc::net
