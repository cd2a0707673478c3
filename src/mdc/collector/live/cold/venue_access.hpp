#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "mdc/collector/live/cold/ban_memory.hpp"
#include "mdc/config/config.hpp"
#include "mdc/exchanges/exchange.hpp"
#include "mdc/net/http.hpp"
#include "mdc/net/pace.hpp"

namespace mdc::collector {

/// One market's endpoints and budgets: what all its connections and requests share. Any thread.
class VenueAccess {
  public:
    /// A ban that `bans` knows of is in force from the beginning.
    VenueAccess(const exchanges::Exchange& exchange, const config::NetworkConfig& network,
                BanMemory bans = BanMemory());

    [[nodiscard]] const exchanges::Exchange& exchange() const noexcept { return exchange_; }
    [[nodiscard]] std::string ws_url(std::string_view target) const;
    [[nodiscard]] std::string rest_url(std::string_view target) const;
    [[nodiscard]] const std::string& rest_base() const noexcept { return rest_base_; }

    /// How long a new connection has to wait; zero: go, and it is counted.
    std::chrono::nanoseconds take_connect(net::SteadyTime now);
    /// The same for a request of this weight.
    std::chrono::nanoseconds take_weight(net::SteadyTime now, int weight);
    /// The venue asked to be left alone until then. Only ever extends; remembered over a restart.
    void block_until(net::SteadyTime until);
    /// The same of requests alone: recording never depends on REST being well. Remembered, too.
    void block_rest_until(net::SteadyTime until);
    [[nodiscard]] int weight_per_minute() const noexcept { return weight_per_minute_; }

  private:
    void extend(net::SteadyTime& end, net::SteadyTime until, const std::string& server,
                std::string_view what);
    void recall(net::SteadyTime& end, const std::string& server, std::string_view what);

    const exchanges::Exchange& exchange_;
    std::string ws_base_;
    std::string rest_base_;
    int weight_per_minute_;
    std::mutex mutex_;
    net::Pace connects_;
    net::Pace weight_;
    BanMemory bans_;
    net::SteadyTime blocked_until_{};
    net::SteadyTime rest_blocked_until_{};
};

/// Whether the market has hosts under the name that was chosen. Errors: usage.
Result<void> check_preset(const exchanges::MarketFacts& market,
                          const config::NetworkConfig& network);

/// How REST requests are made: the user's CA and name resolution, our name.
net::HttpOptions http_options(const config::NetworkConfig& network);

/// "mdc/1.2.3", as venues see us.
std::string user_agent();

/// The user's overrides of name resolution, as net wants them.
net::ResolveOverrides resolve_overrides(const config::NetworkConfig& network);

}  // namespace mdc::collector
