#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::binance_spot {

/// REST: ping, time, exchangeInfo, depth; weights, 429 and 418 per address.
///
/// A request that would exceed the minute's weight gets 429 and Retry-After (until the minute
/// ends); ten more in that minute get the address banned for two minutes: 418.
class Rest {
  public:
    Rest(World& world, int weight_per_minute);

    HttpReply answer(const HttpRequest& request, UnixMicros now);
    HttpReply refusal(const Fault& fault, UnixMicros now);

  private:
    struct Usage {
        std::int64_t minute = 0;
        int weight = 0;
        int refused = 0;
        UnixMicros banned_until{0};
    };
    std::optional<HttpReply> charge(Usage& usage, int weight, UnixMicros now) const;
    HttpReply depth(const HttpRequest& request, UnixMicros now);
    HttpReply recorded_depth(int instrument, UnixMicros now);
    HttpReply exchange_info(const HttpRequest& request, UnixMicros now);
    [[nodiscard]] std::optional<int> find_symbol(std::string_view symbol) const;

    World& world_;
    int weight_per_minute_;
    std::unordered_map<std::string, Usage> usage_;  ///< by address; emptied when it grows too large
    std::unordered_map<std::string, int> symbols_;
};

}  // namespace mdc::sim::binance_spot
