#include "mdc/collector/live/cold/universe.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mdc/collector/live/cold/credentials.hpp"
#include "mdc/config/did_you_mean.hpp"
#include "mdc/config/glob.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/exchanges/plan.hpp"
#include "mdc/exchanges/registry.hpp"

namespace mdc::collector {

namespace {

Error unknown_symbol(std::string_view exchange, const std::string& ticker, const Listing& listing) {
    std::vector<std::string_view> known;
    for (const auto& [name, instrument] : listing.by_ticker) known.push_back(name);
    return fail(ErrorKind::unknown_symbol,
                fmt::format("{} has no instrument '{}'.{}", exchange, ticker,
                            config::did_you_mean(ticker, known)));
}

Result<std::vector<Feed>> parse_feeds(std::span<const std::string> names) {
    std::vector<Feed> feeds;
    for (const auto& name : names) {
        const auto feed = parse_feed(name);
        if (!feed) {
            return fail(ErrorKind::usage, fmt::format("There is no feed '{}'; there are {}.{}",
                                                      name, config::listed(kFeedNames),
                                                      config::did_you_mean(name, kFeedNames)));
        }
        feeds.push_back(*feed);
    }
    return feeds;
}

// Levels a side that a book of this stream holds.
std::int32_t depth_of(const exchanges::MarketFacts& market, const Stream& stream,
                      int snapshot_depth) {
    const auto& channel = channel_of(market, stream.kind);
    if (channel.depth_limit > 0) return channel.depth_limit;
    return channel.snapshot == exchanges::SnapshotRule::rest ? snapshot_depth : kNullInt32;
}

}  // namespace

Result<Universe> UniverseResolver::resolve(net::HttpClient& http) {
    const auto selected = selected_exchanges(config_);
    if (!selected) return selected.error();
    Universe universe;
    for (const auto* exchange : *selected) {
        const auto first = set_.streams().size();
        if (auto done = resolve(*exchange, http); !done) return done.error();
        const auto streams = std::span(set_.streams()).subspan(first);
        auto connections = plan_connections(*exchange, streams);
        const auto& market = exchange->facts();
        if (!market.status_route.empty()) {
            ConnectionPlan status;
            status.exchange = market.id;
            status.target = market.status_route;
            status.is_status = true;
            connections.push_back(std::move(status));
        }
        universe.markets.push_back({market.id, std::move(connections)});
    }
    universe.instruments = set_.instruments();
    universe.streams = set_.streams();
    universe.warnings = warnings_;
    return universe;
}

Result<void> UniverseResolver::resolve(const exchanges::Exchange& exchange, net::HttpClient& http) {
    auto choice = choice_of(exchange);
    if (!choice) return choice.error();
    choices_[exchange.facts().id] = std::move(*choice);
    const auto listing = list_of(exchange, http);
    if (!listing.problem.empty()) {
        is_unchecked_ = true;
        warnings_.push_back(fmt::format(
            "{}: the instrument list could not be had ({}); the tickers are used unchecked.",
            to_string(exchange.facts().id), listing.problem));
    }
    return resolve(exchange, listing);
}

Listing UniverseResolver::list_of(const exchanges::Exchange& exchange,
                                  net::HttpClient& http) const {
    std::vector<std::string> tickers;
    for (const auto& selection : selections_of(exchange.facts().id)) {
        tickers.insert(tickers.end(), selection.tickers.begin(), selection.tickers.end());
    }
    return fetch_listing(*venues_.at(exchange.facts().id), http, tickers);
}

std::vector<config::Selection> UniverseResolver::selections_of(ExchangeId exchange) const {
    std::vector<config::Selection> selections;
    for (const auto& selection : config_.selections) {
        if (selection.exchange == to_string(exchange)) selections.push_back(selection);
    }
    return selections;
}

Result<void> UniverseResolver::resolve(const exchanges::Exchange& exchange,
                                       const Listing& listing) {
    for (const auto& selection : selections_of(exchange.facts().id)) {
        for (const auto& ticker : selection.tickers) {
            auto done = config::is_glob(ticker) ? add_glob(exchange, listing, ticker, selection)
                                                : add(exchange, listing, ticker, selection);
            if (!done) return done;
        }
    }
    return {};
}

UniverseChange UniverseResolver::refresh(net::HttpClient& http) {
    UniverseChange change;
    const auto instruments = set_.instruments().size();
    const auto streams = set_.streams().size();
    const auto before = std::exchange(wanted_, {});
    is_refreshing_ = true;
    is_unchecked_ = false;
    std::set<ExchangeId> unknown;  // markets of which nothing new is known
    for (const auto& [id, venue] : venues_) {
        const auto listing = list_of(venue->exchange(), http);
        auto done = listing.problem.empty() && !listing.by_ticker.empty()
                        ? resolve(venue->exchange(), listing)
                        : fail_for_now(ErrorKind::network, listing.problem);
        if (!done) {
            unknown.insert(id);
            is_unchecked_ = true;
            change.problems.push_back(fmt::format("{}: the instrument list could not be had ({})",
                                                  to_string(id), done.error().message));
            continue;
        }
        for (const auto& [ticker, instrument] : listing.by_ticker) {
            const auto changed = set_.update(instrument);
            if (changed) change.changed.emplace_back(set_.add(instrument), instrument);
        }
    }
    for (const auto id : before) {
        if (unknown.contains(set_.streams()[index_of(id)].exchange)) wanted_.insert(id);
        if (wanted_.contains(id)) continue;
        change.gone.push_back(id);
        set_.forget(id);
    }
    change.instruments.assign(set_.instruments().begin() + static_cast<std::ptrdiff_t>(instruments),
                              set_.instruments().end());
    change.streams.assign(set_.streams().begin() + static_cast<std::ptrdiff_t>(streams),
                          set_.streams().end());
    return change;
}

Result<exchanges::ChannelChoice> UniverseResolver::choice_of(
    const exchanges::Exchange& exchange) const {
    exchanges::ChannelChoice choice;
    choice.can_log_in = credentials_of(exchange.facts()).has_value();
    for (const auto& each : config_.channels) {
        if (each.exchange != to_string(exchange.facts().id)) continue;
        const auto feeds = parse_feeds(std::span(&each.feed, 1));
        if (!feeds) return feeds.error();
        choice.by_feed[static_cast<std::size_t>(feeds->front())] = each.variants;
    }
    return choice;
}

Result<void> UniverseResolver::add_glob(const exchanges::Exchange& exchange, const Listing& listing,
                                        const std::string& glob,
                                        const config::Selection& selection) {
    const auto name = to_string(exchange.facts().id);
    if (!listing.problem.empty()) {
        return fail_for_now(ErrorKind::network,
                            fmt::format("{}: '{}' needs the instrument list, which could not be "
                                        "had: {}.",
                                        name, glob, listing.problem));
    }
    const auto named = parse_feeds(selection.feeds);
    if (!named) return named.error();
    std::size_t matches = 0;
    for (const auto& [known, instrument] : listing.by_ticker) {
        if (!instrument.is_trading || !config::matches_glob(known, glob)) continue;
        ++matches;
        // A glob takes of each instrument what there is of it.
        auto feeds = exchanges::feeds_of(exchange.facts(), instrument.type);
        if (!named->empty()) {
            std::erase_if(feeds, [&](Feed feed) {
                return std::find(named->begin(), named->end(), feed) == named->end();
            });
        }
        if (auto done = subscribe(exchange, instrument, feeds); !done) return done;
    }
    if (matches == 0 && !is_refreshing_) return unknown_symbol(name, glob, listing);
    return {};
}

Result<void> UniverseResolver::add(const exchanges::Exchange& exchange, const Listing& listing,
                                   const std::string& ticker, const config::Selection& selection) {
    auto instrument = exchange.instrument_of(ticker);
    const auto known = listing.by_ticker.find(ticker);
    if (known != listing.by_ticker.end()) {
        instrument = known->second;
    } else if (is_refreshing_) {
        return {};  // no longer listed
    } else if (listing.problem.empty()) {
        return unknown_symbol(to_string(exchange.facts().id), ticker, listing);
    }
    auto feeds = parse_feeds(selection.feeds);
    if (!feeds) return feeds.error();
    if (feeds->empty()) *feeds = exchanges::feeds_of(exchange.facts(), instrument.type);
    return subscribe(exchange, instrument, *feeds);
}

Result<void> UniverseResolver::subscribe(const exchanges::Exchange& exchange,
                                         const Instrument& instrument,
                                         std::span<const Feed> feeds) {
    std::vector<Stream> streams;
    auto described = instrument;
    for (const auto feed : feeds) {
        auto chosen = choose_streams(exchange, instrument, feed, choices_[exchange.facts().id]);
        if (!chosen) return chosen.error();
        for (auto& stream : *chosen) {
            if (feed == Feed::orderbook_l2) {
                described.known_depth =
                    depth_of(exchange.facts(), stream, config_.book.snapshot_depth);
            }
            streams.push_back(std::move(stream));
        }
    }
    for (auto& stream : streams) {
        wanted_.insert(set_.add(exchange, std::move(stream), described));
    }
    return {};
}

Result<std::vector<const exchanges::Exchange*>> selected_exchanges(const config::Config& config) {
    std::vector<const exchanges::Exchange*> selected;
    std::vector<std::string_view> known;
    for (const auto* exchange : exchanges::registry())
        known.push_back(to_string(exchange->facts().id));
    for (const auto& selection : config.selections) {
        const auto id = parse_exchange(selection.exchange);
        const auto* exchange = id ? exchanges::find(*id) : nullptr;
        if (exchange == nullptr) {
            return fail(ErrorKind::usage,
                        fmt::format("There is no exchange '{}'; there is {}.{}", selection.exchange,
                                    config::listed(known),
                                    config::did_you_mean(selection.exchange, known)));
        }
        if (std::find(selected.begin(), selected.end(), exchange) == selected.end()) {
            selected.push_back(exchange);
        }
    }
    return selected;
}

std::vector<ConnectionPlan> spare_connections(const config::Config& config,
                                              const Universe& universe) {
    constexpr int kSparesPerRoute = 4;
    std::vector<ConnectionPlan> spares;
    for (const auto& market : universe.markets) {
        const bool has_glob =
            std::any_of(config.selections.begin(), config.selections.end(), [&](const auto& each) {
                return each.exchange == to_string(market.exchange) &&
                       std::any_of(each.tickers.begin(), each.tickers.end(), config::is_glob);
            });
        if (!has_glob) continue;
        std::set<std::pair<std::string, bool>> routes;
        for (const auto& connection : market.connections) {
            if (connection.is_status) continue;
            if (!routes.emplace(connection.target, connection.needs_login).second) continue;
            auto spare = connection;
            spare.streams.clear();
            spare.table = {};
            spares.insert(spares.end(), kSparesPerRoute, spare);
        }
    }
    return spares;
}

}  // namespace mdc::collector
