#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "mdc/sim/venues/binance/market.hpp"
#include "mdc/sim/venues/venue.hpp"

namespace mdc::sim::binance {

/// REST: ping, time, exchangeInfo, depth; weights, 429 and 418 per address.
///
/// A request that would exceed the minute's weight gets 429 (Spot: with Retry-After, until the
/// minute ends); ten more in that minute get the address banned for two minutes: 418.
class Rest {
  public:
    Rest(const Market& market, World& world, int weight_per_minute);

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
    [[nodiscard]] HttpReply too_much(std::int64_t seconds) const;
    [[nodiscard]] HttpReply banned(UnixMicros until, std::int64_t seconds) const;
    [[nodiscard]] int weight_of(const HttpRequest& request, std::string_view method) const;
    [[nodiscard]] int depth_weight(std::int64_t limit) const;
    HttpReply call(const HttpRequest& request, std::string_view method, UnixMicros now);
    /// Levels a side that a depth request asks for, or what is wrong with it.
    std::variant<std::int64_t, HttpReply> read_limit(const HttpRequest& request) const;
    HttpReply depth(const HttpRequest& request, UnixMicros now);
    HttpReply recorded_depth(int instrument);
    HttpReply exchange_info(const HttpRequest& request, UnixMicros now);
    [[nodiscard]] std::optional<int> find_symbol(std::string_view symbol) const;

    const Market& market_;
    const MarketFacts& facts_;
    World& world_;
    int weight_per_minute_;
    std::unordered_map<std::string, Usage> usage_;  ///< by address; emptied when it grows too large
    std::unordered_map<std::string, int> symbols_;
};

}  // namespace mdc::sim::binance
