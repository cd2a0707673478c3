// OpenSSL between two queues in memory.
//
// SSL_set_fd would make OpenSSL read the socket itself: two system calls per record, and the bounds
// of a read (packet id, kernel stamp) would be lost. Here the transport reads the socket, and
// OpenSSL is given what was read through a BIO of our own. With read-ahead it takes all it can at
// once.

#include "mdc/net/tls.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "mdc/core/assert.hpp"

namespace mdc::net {

using std::string_view_literals::operator""sv;

namespace {

constexpr std::size_t kRecordBytes = SSL3_RT_MAX_PLAIN_LENGTH;
/// More than any cipher of TLS 1.2 or 1.3 adds to a record.
constexpr std::size_t kRecordOverheadBytes = 256;

int read_queue(BIO* bio, char* out, int size) {
    auto& in = static_cast<TlsQueues*>(BIO_get_data(bio))->in;
    BIO_clear_retry_flags(bio);
    const std::size_t taken = in.unread().copy(out, static_cast<std::size_t>(size));
    if (taken == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    in.consume(taken);
    return static_cast<int>(taken);
}

int write_queue(BIO* bio, const char* bytes, int size) {
    auto& out = static_cast<TlsQueues*>(BIO_get_data(bio))->out;
    BIO_clear_retry_flags(bio);
    char* room = out.reserve(static_cast<std::size_t>(size));
    if (room == nullptr) {
        BIO_set_retry_write(bio);
        return -1;
    }
    std::memcpy(room, bytes, static_cast<std::size_t>(size));
    out.commit(static_cast<std::size_t>(size));
    return size;
}

long control_queue(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

int create_queue(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

const BIO_METHOD* queue_method() {
    static const BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mdc queues");
        MDC_ASSERT(made != nullptr);
        BIO_meth_set_read(made, read_queue);
        BIO_meth_set_write(made, write_queue);
        BIO_meth_set_ctrl(made, control_queue);
        BIO_meth_set_create(made, create_queue);
        return made;
    }();
    return method;
}

std::string_view last_reason() noexcept {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason != nullptr ? reason : "TLS broke off";
}

bool is_ip_address(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

bool expect_host(SSL* ssl, const std::string& host) {
    if (is_ip_address(host)) {
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    }
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(ssl, host.c_str()) == 1 &&
           SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

Result<TlsContext> TlsContext::create(const std::string& ca_file) {
    TlsContext made;
    made.context_ = {SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    SSL_CTX* context = made.get();
    constexpr std::array<unsigned char, 9> kAlpn = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    const bool is_ready = context != nullptr &&
                          SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                          SSL_CTX_set_default_verify_paths(context) == 1 &&
                          SSL_CTX_set_alpn_protos(context, kAlpn.data(), kAlpn.size()) == 0;
    if (!is_ready)
        return fail(ErrorKind::internal, "OpenSSL cannot be set up: " + std::string(last_reason()));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1);
    ERR_clear_error();
    if (ca_file.empty()) return made;
    if (std::FILE* file = std::fopen(ca_file.c_str(), "rb")) {
        std::fclose(file);
    } else {
        return fail(ErrorKind::usage, "the CA file '" + ca_file +
                                          "' cannot be read: " + std::string(std::strerror(errno)));
    }
    if (SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
        return fail(ErrorKind::usage,
                    "the CA file '" + ca_file +
                        "' holds no certificate that can be read: " + std::string(last_reason()));
    }
    return made;
}

void TlsStream::Free::operator()(SSL* ssl) const noexcept { SSL_free(ssl); }

Result<TlsStream> TlsStream::create(const TlsContext& context, const std::string& host,
                                    ByteQueue& in, ByteQueue& out) {
    TlsStream stream;
    stream.queues_ = std::make_unique<TlsQueues>(TlsQueues{in, out});
    stream.ssl_.reset(SSL_new(context.get()));
    BIO* bio = BIO_new(queue_method());
    if (stream.ssl_ == nullptr || bio == nullptr || !expect_host(stream.ssl_.get(), host)) {
        BIO_free(bio);
        return fail(ErrorKind::internal,
                    "OpenSSL cannot begin a connection: " + std::string(last_reason()));
    }
    BIO_set_data(bio, stream.queues_.get());
    SSL_set_bio(stream.ssl_.get(), bio, bio);  // takes the BIO
    SSL_set_connect_state(stream.ssl_.get());
    return stream;
}

TlsStream::Step TlsStream::handshake() noexcept {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    if (done == 1) return Step::done;
    const int why = SSL_get_error(ssl_.get(), done);
    return why == SSL_ERROR_WANT_READ ? Step::wants_more : Step::failed;
}

Error TlsStream::handshake_error(const std::string& host) const {
    const long verified = SSL_get_verify_result(ssl_.get());
    if (verified == X509_V_OK) {
        return fail_for_now(ErrorKind::network, "the TLS handshake with " + host +
                                                    " failed: " + std::string(last_reason()));
    }
    const bool is_unknown_ca = verified == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
                               verified == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
    return fail(ErrorKind::refused,
                "the certificate of " + host +
                    " does not verify: " + X509_verify_cert_error_string(verified) +
                    (is_unknown_ca ? "; its CA is not among those trusted" : ""));
}

TlsStream::Step TlsStream::read(ByteQueue& plain, Fault& fault) noexcept {
    ERR_clear_error();
    // The second condition saves a call that would only say "no more" when records end with the
    // read.
    while (!queues_->in.empty() || SSL_has_pending(ssl_.get()) == 1) {
        char* room = plain.reserve(kRecordBytes);
        if (room == nullptr) {
            fault = {ErrorKind::protocol, 0, "more unread bytes than the buffer may hold"sv};
            return Step::failed;
        }
        std::size_t size = 0;
        const int is_read = SSL_read_ex(ssl_.get(), room, plain.room(), &size);
        plain.commit(size);
        if (is_read == 1) continue;
        const int why = SSL_get_error(ssl_.get(), is_read);
        if (why == SSL_ERROR_WANT_READ) return Step::wants_more;
        if (why == SSL_ERROR_ZERO_RETURN) return Step::done;
        fault = {ErrorKind::network, 0, last_reason()};
        return Step::failed;
    }
    return Step::wants_more;
}

bool TlsStream::write(std::string_view text) noexcept {
    const std::size_t records = text.size() / kRecordBytes + 1;
    if (text.empty()) return true;
    if (queues_->out.reserve(text.size() + records * kRecordOverheadBytes) == nullptr) return false;
    ERR_clear_error();
    std::size_t written = 0;
    return SSL_write_ex(ssl_.get(), text.data(), text.size(), &written) == 1;
}

void TlsStream::shut_down() noexcept {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

std::string_view TlsStream::version() const noexcept { return SSL_get_version(ssl_.get()); }

}  // namespace mdc::net
