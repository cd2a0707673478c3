#include "tests/unit/net/support/certificates.hpp"

#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "mdc/core/assert.hpp"

namespace mdc::net::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

Key make_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    MDC_ASSERT(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// A certificate without extensions and signature.
X509Ptr make_certificate(EVP_PKEY* key, const char* name, long serial, int days) {
    constexpr long kSecondsPerDay = 86'400;
    X509Ptr made(X509_new(), X509_free);
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -10 * kSecondsPerDay);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), days * kSecondsPerDay);
    X509_set_pubkey(made.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    return made;
}

template <class Write>
std::string to_pem(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    MDC_ASSERT(write(bio.get()) == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
    return to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

}  // namespace

struct TestCa::State {
    Key key = make_key();
    X509Ptr certificate{nullptr, X509_free};
    std::string file;
};

TestCa::TestCa() : state_(std::make_unique<State>()) {
    static int serial = 0;
    auto& s = *state_;
    s.certificate = make_certificate(s.key.get(), "mdc test CA", ++serial, 10);
    X509_set_issuer_name(s.certificate.get(), X509_get_subject_name(s.certificate.get()));
    add_extension(s.certificate.get(), s.certificate.get(), NID_basic_constraints,
                  "critical,CA:TRUE");
    X509_sign(s.certificate.get(), s.key.get(), EVP_sha256());
    s.file = testing::TempDir() + "mdc_net_test_ca_" + std::to_string(::getpid()) + "_" +
             std::to_string(serial) + ".pem";
    std::ofstream(s.file) << to_pem(s.certificate.get());
}

TestCa::~TestCa() { ::unlink(state_->file.c_str()); }

const std::string& TestCa::file() const { return state_->file; }

Certificate TestCa::issue(const std::string& names, int days) const {
    const Key key = make_key();
    const X509Ptr made = make_certificate(key.get(), "mdc test server", 1000, days);
    X509* ca = state_->certificate.get();
    X509_set_issuer_name(made.get(), X509_get_subject_name(ca));
    add_extension(made.get(), ca, NID_subject_alt_name, names);
    X509_sign(made.get(), state_->key.get(), EVP_sha256());
    return {to_pem(made.get()), to_pem([&](BIO* bio) {
                return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr,
                                                nullptr);
            })};
}

}  // namespace mdc::net::test
