#pragma once

#include <string>
#include <vector>

#include "tests/unit/sim/venue_play.hpp"

namespace mdc::sim {

/// A market of Bybit and what is said to it.
class BybitPlay final : public VenuePlay {
  public:
    static constexpr UnixMicros kStart{1'795'620'000'000'000};

    class Client final : public VenuePlay::Client {
      public:
        using VenuePlay::Client::Client;
        using VenuePlay::Client::subscribe;

        /// Sends a text; the last reply to it.
        std::string ask(std::string_view text) {
            const auto said = say(text);
            return said.empty() ? "" : said.back();
        }
        std::string subscribe(const std::vector<std::string>& names) {
            std::string args;
            for (const auto& name : names) args += (args.empty() ? "\"" : ",\"") + name + "\"";
            return ask(R"({"req_id":"7","op":"subscribe","args":[)" + args + "]}");
        }
    };

    explicit BybitPlay(SimulatorOptions options, Truth* truth = nullptr)
        : VenuePlay(std::move(options), truth) {}
    /// A market, called by its category, with two of its symbols.
    explicit BybitPlay(std::string_view category) : BybitPlay(market(category)) {}

    static SimulatorOptions market(std::string_view category) {
        SimulatorOptions options;
        options.venue = "bybit_" + std::string(category);
        options.symbols = {"BTCUSDT", "ETHUSDT"};
        if (category == "linear") options.symbols = {"BTCUSDT", "BTCUSDT-25DEC26"};
        if (category == "inverse") options.symbols = {"BTCUSD", "BTCUSDZ26"};
        if (category == "option") {
            options.symbols = {"BTC-25DEC26-70000-C-USDT", "BTC-25DEC26-70000-P-USDT"};
        }
        options.start_time = kStart;
        options.levels = 600;
        return options;
    }
    /// Without a path: that of its own category.
    Client& connect(std::string_view path = "", std::string_view address = "::1") {
        const auto& market = options().venue;
        const auto own = "/v5/public/" + market.substr(market.find('_') + 1);
        return open<Client>(path.empty() ? std::string_view(own) : path, address);
    }
};

}  // namespace mdc::sim
