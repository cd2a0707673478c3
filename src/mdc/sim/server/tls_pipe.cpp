#include "mdc/sim/server/tls_pipe.hpp"

#include <array>

#include <openssl/bio.h>
#include <openssl/err.h>

#include "mdc/core/assert.hpp"

namespace mdc::sim {

TlsPipe::TlsPipe(SSL_CTX* context)
    : ssl_(SSL_new(context)), incoming_(BIO_new(BIO_s_mem())), outgoing_(BIO_new(BIO_s_mem())) {
    MDC_ASSERT(ssl_ && incoming_ != nullptr && outgoing_ != nullptr);
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
    SSL_set_accept_state(ssl_.get());
}

bool TlsPipe::feed(std::string_view bytes, std::string& plain) {
    ERR_clear_error();
    BIO_write(incoming_, bytes.data(), static_cast<int>(bytes.size()));
    std::array<char, 16'384> part;
    for (;;) {
        const int count = SSL_read(ssl_.get(), part.data(), static_cast<int>(part.size()));
        if (count > 0) {
            plain.append(part.data(), static_cast<std::size_t>(count));
            continue;
        }
        return SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ;
    }
}

void TlsPipe::write(std::string_view plain) {
    ERR_clear_error();
    SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size()));
}

void TlsPipe::say_goodbye() {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
}

void TlsPipe::take_output(std::string& out) {
    char* bytes = nullptr;
    const auto count = BIO_get_mem_data(outgoing_, &bytes);
    if (count <= 0) return;
    out.append(bytes, static_cast<std::size_t>(count));
    BIO_reset(outgoing_);
}

}  // namespace mdc::sim
