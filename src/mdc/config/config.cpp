#include "mdc/config/config.hpp"

#include <algorithm>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace mdc::config {

namespace {

using Problems = std::vector<std::string>;

/// "mdc.toml:3:1: " or nothing.
std::string at(const std::string& where) { return where.empty() ? "" : where + ": "; }

template <class T>
void require_within(Problems& problems, std::string_view what, T value, T least, T most) {
    if (value >= least && value <= most) return;
    problems.push_back(fmt::format("{} must be from {} to {}, not {}.", what, least, most, value));
}

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

void check_urls(const NetworkConfig& network, Problems& problems) {
    std::set<std::string> seen;
    for (const auto& each : network.urls) {
        const auto whose = each.exchange.empty() ? "every market" : each.exchange;
        for (const auto& [kind, url] :
             {std::pair{"ws_url", each.ws_url}, {"rest_url", each.rest_url}}) {
            if (url.empty() || seen.insert(whose + kind).second) continue;
            problems.push_back(fmt::format("{} of {} is given twice; keep one.", kind, whose));
        }
    }
    seen.clear();
    for (const auto& each : network.resolve) {
        if (seen.insert(each.host).second) continue;
        problems.push_back(
            fmt::format("Host '{}' is resolved twice; name all its addresses at once.", each.host));
    }
}

void check_selections(const std::vector<Selection>& selections, Problems& problems) {
    if (selections.empty()) {
        problems.emplace_back(
            "Nothing is selected; name what to record, like binance_spot:BTCUSDT.");
    }
    for (const auto& each : selections) {
        if (each.exchange.empty()) {
            problems.push_back(at(each.where) + "A selection names no exchange.");
        }
        if (each.tickers.empty()) {
            problems.push_back(
                fmt::format("{}The selection of '{}' names no ticker; '*' selects all.",
                            at(each.where), each.exchange));
        }
    }
}

}  // namespace

std::string SinkConfig::name() const {
    return kind == "recording" ? target : fmt::format("{}:{}", kind, target);
}

std::string NetworkConfig::ws_url(std::string_view exchange) const {
    return url_of(urls, exchange, &VenueUrls::ws_url);
}

std::string NetworkConfig::rest_url(std::string_view exchange) const {
    return url_of(urls, exchange, &VenueUrls::rest_url);
}

std::vector<std::string> validate_sinks(const std::vector<SinkConfig>& sinks) {
    using std::chrono::seconds;
    Problems problems;
    if (sinks.empty())
        problems.emplace_back("There is no target; name one with -o, like -o data/.");
    std::set<std::string> names;
    for (const auto& each : sinks) {
        const auto place = at(each.where);
        const auto about = fmt::format("{}Target '{}': ", place, each.name());
        if (each.target.empty() && each.kind != "null") {
            problems.push_back(
                fmt::format("{}The {} sink needs a target, like '{}'.", place, each.kind,
                            each.kind == "recording" ? "data/" : each.kind + ":data/"));
        } else if (!names.insert(each.name()).second) {
            problems.push_back(about + "it is named twice; give each sink its own.");
        }
        require_within(problems, about + "rotate's span", each.rotate.span, seconds(1),
                       seconds(86'400));
        require_within<std::uint64_t>(problems, about + "rotate's bytes", each.rotate.bytes,
                                      1'000'000, 1'000'000'000'000);
        require_within<std::uint64_t>(problems, about + "queue_bytes", each.queue_bytes, 1'000'000,
                                      64'000'000'000);
    }
    return problems;
}

std::vector<std::string> validate(const Config& config) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    Problems problems;
    check_selections(config.selections, problems);
    auto of_sinks = validate_sinks(config.sinks);
    std::move(of_sinks.begin(), of_sinks.end(), std::back_inserter(problems));
    check_urls(config.network, problems);
    require_within(problems, "threads.io_cpu", config.threads.io_cpu, -1, 4095);
    require_within<std::uint64_t>(problems, "threads.ring_bytes", config.threads.ring_bytes,
                                  256 << 10, std::uint64_t{4} << 30);
    require_within(problems, "book.snapshot_depth", config.book.snapshot_depth, 1, 10'000);
    require_within(problems, "book.checkpoint", config.book.checkpoint, seconds(10),
                   seconds(86'400));
    const auto& storage = config.storage;
    require_within(problems, "storage.write_ms", storage.write_ms, milliseconds(1),
                   milliseconds(60'000));
    require_within(problems, "storage.sync_ms", storage.sync_ms, milliseconds(1),
                   milliseconds(60'000));
    require_within(problems, "storage.stop_within", storage.stop_within, milliseconds(0),
                   milliseconds(3'600'000));
    if (storage.keep.age != seconds(0)) {
        require_within(problems, "storage.keep's age", storage.keep.age, seconds(86'400),
                       seconds(86'400) * 36'500);
    }
    if (storage.keep.bytes != 0) {
        require_within<std::uint64_t>(problems, "storage.keep's bytes", storage.keep.bytes,
                                      1'000'000, 1'000'000'000'000'000);
    }
    if (config.run_for.count() < 0) problems.emplace_back("run_for must not be negative.");
    return problems;
}

}  // namespace mdc::config
