#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/unit/sim/venue_play.hpp"

namespace mdc::sim {

/// Deribit and what is said to it.
class DeribitPlay final : public VenuePlay {
  public:
    static constexpr UnixMicros kStart{1'795'620'000'000'345};

    class Client final : public VenuePlay::Client {
      public:
        using VenuePlay::Client::Client;
        using VenuePlay::Client::subscribe;

        /// Calls a method; the one reply, or how many there were.
        std::string call(const std::string& method, const std::string& parameters = "{}") {
            const auto said = say(R"({"jsonrpc":"2.0","id":7,"method":")" + method +
                                  R"(","params":)" + parameters + "}");
            return said.size() == 1 ? said[0] : std::to_string(said.size()) + " replies";
        }
        std::string subscribe(const std::vector<std::string>& channels,
                              const std::string& method = "public/subscribe") {
            std::string list;
            for (const auto& channel : channels) {
                list += (list.empty() ? "\"" : ",\"") + channel + "\"";
            }
            return call(method, R"({"channels":[)" + list + "]}");
        }
        std::string log_in() {
            return call("public/auth", R"({"grant_type":"client_credentials","client_id":"key",)"
                                       R"("client_secret":"secret"})");
        }
    };

    explicit DeribitPlay(SimulatorOptions options = market()) : VenuePlay(std::move(options)) {}
    /// Of each kind one.
    static SimulatorOptions market() {
        SimulatorOptions options;
        options.venue = "deribit";
        options.symbols = {"BTC-PERPETUAL", "ETH_USDC-PERPETUAL", "BTC-25DEC26",
                           "BTC-25DEC26-70000-C", "BTC_USDC"};
        options.start_time = kStart;
        options.levels = 600;
        return options;
    }
    Client& connect(std::string_view path = "/ws/api/v2", std::string_view address = "::1") {
        return open<Client>(path, address);
    }
};

/// A client's book by the documentation: a snapshot, then changes that follow it.
struct DeribitBook {
    std::map<std::pair<char, double>, double> levels;
    std::int64_t id = -1;
    int gaps = 0;
    int changes = 0;
    int wrong_words = 0;  ///< "new" of a known level, "change" or "delete" of an unknown one

    void take(std::string_view json);
};

/// The market's own, the same way.
std::map<std::pair<char, double>, double> levels_of(const DeribitPlay& play, int instrument);

}  // namespace mdc::sim
