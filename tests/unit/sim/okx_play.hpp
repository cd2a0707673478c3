#pragma once

#include <string>
#include <vector>

#include "tests/unit/sim/venue_play.hpp"

namespace mdc::sim {

/// OKX and what is said to it.
class OkxPlay final : public VenuePlay {
  public:
    static constexpr UnixMicros kStart{1'795'620'000'000'345};

    class Client final : public VenuePlay::Client {
      public:
        using VenuePlay::Client::Client;
        using VenuePlay::Client::subscribe;

        std::vector<std::string> subscribe(const std::string& channel, const std::string& id) {
            const auto* key = channel == "opt-summary" ? "instFamily" : "instId";
            return say(R"({"op":"subscribe","args":[{"channel":")" + channel + R"(",")" + key +
                       R"(":")" + id + R"("}]})");
        }
    };

    explicit OkxPlay(SimulatorOptions options = market()) : VenuePlay(std::move(options)) {}
    /// Of each type one, and a second option of the family.
    static SimulatorOptions market() {
        SimulatorOptions options;
        options.venue = "okx";
        options.symbols = {"BTC-USDT",       "BTC-USDT-SWAP",          "BTC-USD-SWAP",
                           "BTC-USD-261225", "BTC-USD-261225-70000-C", "BTC-USD-261225-70000-P"};
        options.start_time = kStart;
        options.levels = 600;
        return options;
    }
    Client& connect(std::string_view path = "/ws/v5/public", std::string_view address = "::1") {
        return open<Client>(path, address);
    }
};

/// Base64 of the HMAC that a login needs.
std::string okx_sign(const std::string& secret, const std::string& seconds);

struct OkxLogin {
    std::string seconds;
    std::string key = "key";
    std::string secret = "secret";
    std::string passphrase = "pass";
};
/// Logs in; what was replied.
std::vector<std::string> okx_log_in(OkxPlay::Client& client, const OkxLogin& login);

}  // namespace mdc::sim
