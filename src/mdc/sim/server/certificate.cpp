#include "mdc/sim/server/certificate.hpp"

#include <array>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace mdc::sim {
namespace {

template <auto Free>
struct Freer {
    template <class Object>
    void operator()(Object* object) const noexcept {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

constexpr long kValidSeconds = 2 * 24 * 3600;

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A certificate for `key` called `name` without extensions, not yet signed.
Certificate start_certificate(EVP_PKEY* key, const char* name) {
    Certificate made(X509_new());
    std::array<unsigned char, 8> serial{};
    if (!made || RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) return nullptr;
    serial[0] &= 0x7f;
    const std::unique_ptr<BIGNUM, Freer<BN_free>> number(
        BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(made.get()));
    X509_set_version(made.get(), X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), kValidSeconds);
    X509_set_pubkey(made.get(), key);
    const auto* text = reinterpret_cast<const unsigned char*>(name);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC, text, -1, -1,
                               0);
    return made;
}

Certificate make_authority(EVP_PKEY* key) {
    auto made = start_certificate(key, "mdc simulator CA");
    if (!made) return nullptr;
    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
    const bool is_done =
        add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE") &&
        add_extension(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign") &&
        add_extension(made.get(), made.get(), NID_subject_key_identifier, "hash") &&
        X509_sign(made.get(), key, EVP_sha256()) > 0;
    return is_done ? std::move(made) : nullptr;
}

Certificate make_server(EVP_PKEY* key, X509* authority, EVP_PKEY* authority_key) {
    auto made = start_certificate(key, "localhost");
    if (!made) return nullptr;
    X509_set_issuer_name(made.get(), X509_get_subject_name(authority));
    const bool is_done =
        add_extension(made.get(), authority, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(made.get(), authority, NID_key_usage, "critical,digitalSignature") &&
        add_extension(made.get(), authority, NID_ext_key_usage, "serverAuth") &&
        add_extension(made.get(), authority, NID_authority_key_identifier, "keyid") &&
        add_extension(made.get(), authority, NID_subject_alt_name,
                      "DNS:localhost,IP:127.0.0.1,IP:::1") &&
        X509_sign(made.get(), authority_key, EVP_sha256()) > 0;
    return is_done ? std::move(made) : nullptr;
}

std::string to_pem(X509* certificate) {
    const Memory memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

Result<Identity> make_identity() {
    const auto refused =
        fail(ErrorKind::internal, "OpenSSL cannot make the simulator's certificate");
    const Key authority_key(EVP_EC_gen("P-256"));
    const Key key(EVP_EC_gen("P-256"));
    if (!authority_key || !key) return refused;
    const auto authority = make_authority(authority_key.get());
    if (!authority) return refused;
    const auto server = make_server(key.get(), authority.get(), authority_key.get());
    if (!server) return refused;
    Identity identity{decltype(Identity::context)(SSL_CTX_new(TLS_server_method())),
                      to_pem(authority.get())};
    auto* context = identity.context.get();
    if (context == nullptr || SSL_CTX_use_certificate(context, server.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
        return refused;
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    return identity;
}

}  // namespace mdc::sim
