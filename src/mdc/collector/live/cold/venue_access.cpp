#include "mdc/collector/live/cold/venue_access.hpp"

#include <algorithm>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/core/build_info.hpp"
#include "mdc/core/log.hpp"
#include "mdc/core/time.hpp"
#include "mdc/net/url.hpp"

namespace mdc::collector {

namespace {

// Venues ban for what they count, and count some things that we do not see: stay below.
constexpr int kShareOfWeight = 5;  // one fifth is left over

constexpr std::chrono::seconds kWorthRemembering{2};  // a restart takes about as long

// The name under which a pause of requests alone is remembered.
std::string requests_of(const std::string& rest_base) { return rest_base + "#requests"; }

// The venue's own hosts, or those that it has under the name that was chosen.
exchanges::Endpoints endpoints_of(const exchanges::MarketFacts& market,
                                  const config::NetworkConfig& network) {
    const auto name = network.preset(to_string(market.id));
    for (const auto& preset : market.presets) {
        if (preset.name == name) return preset.endpoints;
    }
    return market.endpoints;
}

// An override for the market, else one for every market, else the venue's own.
std::string base_url(const config::NetworkConfig& network, std::string_view exchange,
                     std::string config::VenueUrls::*which, std::string_view own) {
    std::string base(own);
    bool is_named = false;
    for (const auto& urls : network.urls) {
        if ((urls.*which).empty() || is_named) continue;
        if (urls.exchange == exchange) is_named = true;
        if (urls.exchange == exchange || urls.exchange.empty()) base = urls.*which;
    }
    return base;
}

}  // namespace

VenueAccess::VenueAccess(const exchanges::Exchange& exchange, const config::NetworkConfig& network,
                         BanMemory bans)
    : exchange_(exchange),
      ws_base_(base_url(network, to_string(exchange.facts().id), &config::VenueUrls::ws_url,
                        endpoints_of(exchange.facts(), network).websocket)),
      rest_base_(base_url(network, to_string(exchange.facts().id), &config::VenueUrls::rest_url,
                          endpoints_of(exchange.facts(), network).rest)),
      weight_per_minute_(exchange.facts().limits.rest_weight_per_minute -
                         exchange.facts().limits.rest_weight_per_minute / kShareOfWeight),
      connects_(static_cast<std::uint32_t>(exchange.facts().limits.connects_per_window),
                exchange.facts().limits.connect_window),
      weight_(static_cast<std::uint32_t>(weight_per_minute_), std::chrono::minutes{1}),
      bans_(std::move(bans)) {
    recall(blocked_until_, rest_base_, "nothing is asked of it");
    recall(rest_blocked_until_, requests_of(rest_base_), "no request is made of it");
}

// What an earlier run was told.
void VenueAccess::recall(net::SteadyTime& end, const std::string& server, std::string_view what) {
    const auto now = utc_now();
    const auto until = bans_.until(server, now);
    if (until <= now) return;
    end = std::chrono::steady_clock::now() + (until - now);
    log::warning(to_string(exchange_.facts().id), "{} asked an earlier run to wait; {} for {} s",
                 rest_base_, what, std::chrono::ceil<std::chrono::seconds>(until - now).count());
}

std::string VenueAccess::ws_url(std::string_view target) const {
    return net::join_url(ws_base_, target);
}

std::string VenueAccess::rest_url(std::string_view target) const {
    return net::join_url(rest_base_, target);
}

std::chrono::nanoseconds VenueAccess::take_connect(net::SteadyTime now) {
    const std::lock_guard lock(mutex_);
    if (now < blocked_until_) return blocked_until_ - now;
    return connects_.take(now) ? std::chrono::nanoseconds{0} : connects_.wait(now);
}

std::chrono::nanoseconds VenueAccess::take_weight(net::SteadyTime now, int weight) {
    const auto units = static_cast<std::uint32_t>(weight);
    const std::lock_guard lock(mutex_);
    const auto blocked_until = std::max(blocked_until_, rest_blocked_until_);
    if (now < blocked_until) return blocked_until - now;
    return weight_.take(now, units) ? std::chrono::nanoseconds{0} : weight_.wait(now, units);
}

void VenueAccess::block_until(net::SteadyTime until) {
    extend(blocked_until_, until, rest_base_, "nothing is asked of it");
}

void VenueAccess::block_rest_until(net::SteadyTime until) {
    extend(rest_blocked_until_, until, requests_of(rest_base_), "no request is made of it");
}

void VenueAccess::extend(net::SteadyTime& end, net::SteadyTime until, const std::string& server,
                         std::string_view what) {
    const std::lock_guard lock(mutex_);
    if (until <= end) return;
    end = until;
    const auto wait = until - std::chrono::steady_clock::now();
    if (wait < kWorthRemembering) return;
    log::warning(to_string(exchange_.facts().id), "{} for {} s", what,
                 std::chrono::ceil<std::chrono::seconds>(wait).count());
    const auto now = utc_now();
    bans_.remember(server, now + std::chrono::ceil<std::chrono::microseconds>(wait), now);
}

Result<void> check_preset(const exchanges::MarketFacts& market,
                          const config::NetworkConfig& network) {
    const auto name = network.preset(to_string(market.id));
    std::vector<std::string_view> known;
    for (const auto& preset : market.presets) known.push_back(preset.name);
    if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) return {};
    return fail(
        ErrorKind::usage,
        fmt::format("{} has no hosts under the name '{}'; there are {}.{}", to_string(market.id),
                    name, known.empty() ? std::string("none") : config::listed(known),
                    config::did_you_mean(name, known)));
}

std::string user_agent() { return fmt::format("mdc/{}", kVersion); }

net::HttpOptions http_options(const config::NetworkConfig& network) {
    net::HttpOptions options;
    options.ca_file = network.ca_file;
    options.resolve = resolve_overrides(network);
    options.user_agent = user_agent();
    return options;
}

net::ResolveOverrides resolve_overrides(const config::NetworkConfig& network) {
    net::ResolveOverrides overrides;
    for (const auto& each : network.resolve) overrides[each.host] = each.ips;
    return overrides;
}

}  // namespace mdc::collector
