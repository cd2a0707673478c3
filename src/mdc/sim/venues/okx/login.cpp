#include "mdc/sim/venues/okx/login.hpp"

#include <array>
#include <cstdlib>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "mdc/core/decimal.hpp"

namespace mdc::sim::okx {
namespace {

constexpr std::string_view kKey = "key";
constexpr std::string_view kSecret = "secret";
constexpr std::string_view kPassphrase = "pass";
constexpr std::int64_t kGoodForSeconds = 30;

std::string sign_of(std::string_view timestamp) {
    const auto message = std::string(timestamp).append("GET/users/self/verify");
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> text;
    unsigned size = 0;
    ::HMAC(::EVP_sha256(), kSecret.data(), static_cast<int>(kSecret.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
           &size);
    const auto length = ::EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {text.begin(), text.begin() + length};
}

}  // namespace

LoginAnswer check_login(const Credentials& sent, UnixMicros now) {
    std::int64_t seconds = 0;
    if (sent.key != kKey) return {60005, "Invalid apiKey"};
    if (sent.passphrase != kPassphrase) return {60024, "Wrong passphrase"};
    if (!parse_integer(sent.timestamp, seconds)) return {60004, "Invalid timestamp"};
    if (std::abs(now.value / kMicrosPerSecond - seconds) > kGoodForSeconds) {
        return {60006, "Timestamp request expired"};
    }
    if (sent.sign != sign_of(sent.timestamp)) return {60007, "Invalid sign"};
    return {};
}

}  // namespace mdc::sim::okx
