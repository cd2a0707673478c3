#include "tests/unit/sim/okx_play.hpp"

#include <array>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace mdc::sim {

std::string okx_sign(const std::string& secret, const std::string& seconds) {
    const auto message = seconds + "GET/users/self/verify";
    std::array<unsigned char, 32> digest;
    std::array<unsigned char, 64> text;
    ::HMAC(::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
           nullptr);
    const auto length = ::EVP_EncodeBlock(text.data(), digest.data(), digest.size());
    return {text.begin(), text.begin() + length};
}

std::vector<std::string> okx_log_in(OkxPlay::Client& client, const OkxLogin& login) {
    return client.say(R"({"op":"login","args":[{"apiKey":")" + login.key + R"(","passphrase":")" +
                      login.passphrase + R"(","timestamp":")" + login.seconds + R"(","sign":")" +
                      okx_sign(login.secret, login.seconds) + R"("}]})");
}

}  // namespace mdc::sim
