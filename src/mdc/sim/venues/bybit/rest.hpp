#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "mdc/sim/venues/bybit/market.hpp"
#include "mdc/sim/venues/bybit/streams.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::bybit {

/// REST: time, instruments-info (paged), orderbook. What is wrong with a request is said with HTTP
/// 200 and a code in the body. Who asks too often within five seconds is forbidden all for ten
/// minutes: HTTP 403.
class Rest {
  public:
    Rest(const MarketFacts& market, World& world, const Streams& streams,
         int requests_per_5_seconds);

    HttpReply answer(const HttpRequest& request, UnixMicros now);
    HttpReply refusal(const Fault& fault, UnixMicros now) const;

  private:
    struct Usage {
        std::int64_t window = 0;
        int requests = 0;
        UnixMicros forbidden_until{0};
    };
    bool may_ask(std::string_view address, UnixMicros now);
    [[nodiscard]] HttpReply instruments(const HttpRequest& request, UnixMicros now) const;
    HttpReply orderbook(const HttpRequest& request, UnixMicros now);
    [[nodiscard]] bool is_listed(const Instrument& one, const HttpRequest& request) const;
    [[nodiscard]] std::string listing(const Instrument& one, std::size_t index) const;
    [[nodiscard]] std::string spot_listing(const Instrument& one, std::size_t index) const;
    [[nodiscard]] std::string futures_listing(const Instrument& one, std::size_t index) const;
    [[nodiscard]] std::string option_listing(const Instrument& one, std::size_t index) const;

    const MarketFacts& market_;
    World& world_;
    const Streams& streams_;
    int requests_per_5_seconds_;
    std::unordered_map<std::string, Usage> usage_;  ///< by address; emptied when it grows too large
};

}  // namespace mdc::sim::bybit
