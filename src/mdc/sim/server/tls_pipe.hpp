#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace mdc::sim {

/// The server's end of TLS between two byte strings, without a socket: so a message can be a record
/// of its own while one system call sends many.
class TlsPipe {
  public:
    explicit TlsPipe(SSL_CTX* context);

    /// Takes bytes from the network; appends what they say to `plain`. False: the peer broke TLS,
    /// or does not trust us.
    bool feed(std::string_view bytes, std::string& plain);
    /// Encrypts into records of at most 16 KiB; only after the handshake.
    void write(std::string_view plain);
    /// The farewell (close_notify) that tells an end from a cut.
    void say_goodbye();
    /// Moves what is to be sent to the end of `out`.
    void take_output(std::string& out);

  private:
    struct Free {
        void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    };
    std::unique_ptr<SSL, Free> ssl_;
    BIO* incoming_;  ///< owned by ssl_
    BIO* outgoing_;
};

}  // namespace mdc::sim
