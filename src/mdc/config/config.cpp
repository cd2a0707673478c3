#include "mdc/config/config.hpp"

#include <fmt/format.h>

namespace mdc::config {

namespace {

std::string url_of(const std::vector<VenueUrls>& urls, std::string_view exchange,
                   std::string VenueUrls::*url) {
    std::string for_all;
    for (const auto& each : urls) {
        if ((each.*url).empty()) continue;
        if (each.exchange == exchange) return each.*url;
        if (each.exchange.empty()) for_all = each.*url;
    }
    return for_all;
}

}  // namespace

std::string SinkConfig::name() const {
    return kind == "recording" ? target : fmt::format("{}:{}", kind, target);
}

std::string NetworkConfig::ws_url(std::string_view exchange) const {
    return url_of(urls, exchange, &VenueUrls::ws_url);
}

std::string NetworkConfig::preset(std::string_view exchange) const {
    return url_of(urls, exchange, &VenueUrls::preset);
}

std::string NetworkConfig::rest_url(std::string_view exchange) const {
    return url_of(urls, exchange, &VenueUrls::rest_url);
}

std::string Config::place_of(std::string_view key) const {
    const auto found = places.find(key);
    return found == places.end() ? std::string() : found->second;
}

}  // namespace mdc::config
