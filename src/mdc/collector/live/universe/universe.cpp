#include "mdc/collector/live/universe/universe.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mdc/collector/live/cold/credentials.hpp"
#include "mdc/config/did_you_mean.hpp"
#include "mdc/config/glob.hpp"
#include "mdc/config/parse_text.hpp"
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

Result<std::vector<Universe>> UniverseResolver::resolve(net::HttpClient& http) {
    const auto selected = selected_exchanges(config_);
    if (!selected) return selected.error();
    std::vector<Universe> universes(parts_.size());
    for (const auto* exchange : *selected) {
        std::vector<std::size_t> first;
        for (const auto& part : parts_) first.push_back(part.set.streams().size());
        if (auto done = resolve(*exchange, http); !done) return done.error();
        std::vector<std::span<const Stream>> streams;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            streams.push_back(std::span(parts_[i].set.streams()).subspan(first[i]));
        }
        auto plans = plan_market(*exchange, streams, has_glob(exchange->facts().id));
        for (std::size_t i = 0; i < plans.size(); ++i) {
            universes[i].markets.push_back(std::move(plans[i]));
        }
    }
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        universes[i].instruments = parts_[i].set.instruments();
        universes[i].streams = parts_[i].set.streams();
    }
    return universes;
}

bool UniverseResolver::has_glob(ExchangeId exchange) const {
    const auto selections = selections_of(exchange);
    return std::any_of(selections.begin(), selections.end(), [](const auto& each) {
        return std::any_of(each.tickers.begin(), each.tickers.end(), config::is_glob);
    });
}

Result<void> UniverseResolver::resolve(const exchanges::Exchange& exchange, net::HttpClient& http) {
    auto choice = choice_of(exchange);
    if (!choice) return choice.error();
    choices_[exchange.facts().id] = std::move(*choice);
    auto listing = list_of(exchange, http);
    if (listing.problem.empty()) {
        fresh_[exchange.facts().id] = listing;
        return resolve(exchange, listing);
    }
    is_unchecked_ = true;
    const auto stand_in = recall(exchange, listing);
    warnings_.push_back(fmt::format("{}: the instrument list could not be had ({}); {}.",
                                    to_string(exchange.facts().id), listing.problem, stand_in));
    return resolve(exchange, listing);
}

// Puts what is remembered into the listing; says in words what is used.
std::string UniverseResolver::recall(const exchanges::Exchange& exchange, Listing& listing) const {
    auto known = memory_.recall(exchange.facts().id, utc_now());
    if (!known) return "the tickers are used unchecked";
    listing.by_ticker = std::move(known->listing.by_ticker);
    listing.is_whole = known->listing.is_whole;
    return fmt::format("what it was at {} is used", format_timestamp(known->as_of));
}

void UniverseResolver::remember_lists() {
    for (const auto& [exchange, listing] : std::exchange(fresh_, {})) {
        memory_.remember(exchange, listing, utc_now());
    }
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

UniverseNews UniverseResolver::refresh(net::HttpClient& http) {
    struct Before {
        std::ptrdiff_t instruments, streams;
        std::set<StreamId> wanted;
    };
    std::vector<Before> before;
    for (auto& [set, wanted, load] : parts_) {
        before.push_back(
            {std::ssize(set.instruments()), std::ssize(set.streams()), std::exchange(wanted, {})});
    }
    UniverseNews news;
    news.changes.resize(parts_.size());
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
            news.problems.push_back(fmt::format("{}: the instrument list could not be had ({})",
                                                to_string(id), done.error().message));
            continue;
        }
        memory_.remember(id, listing, utc_now());
        for (const auto& [ticker, instrument] : listing.by_ticker) {
            for (std::size_t i = 0; i < parts_.size(); ++i) {
                auto& set = parts_[i].set;
                if (!set.update(instrument)) continue;
                const auto known = set.add(instrument);
                news.changes[i].changed.emplace_back(known, set.instruments()[index_of(known)]);
            }
        }
    }
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        auto& [set, wanted, load] = parts_[i];
        auto& change = news.changes[i];
        for (const auto id : before[i].wanted) {
            if (unknown.contains(set.streams()[index_of(id)].exchange)) wanted.insert(id);
            if (wanted.contains(id)) continue;
            change.gone.push_back(id);
            set.forget(id);
            --load;
        }
        const auto& instruments = set.instruments();
        const auto& streams = set.streams();
        change.instruments.assign(instruments.begin() + before[i].instruments, instruments.end());
        change.streams.assign(streams.begin() + before[i].streams, streams.end());
    }
    return news;
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
    const auto is_meant = [&](const auto& each) {
        return each.second.is_trading && config::matches_glob(each.first, glob);
    };
    const auto& all = listing.by_ticker;
    const bool has_any = std::any_of(all.begin(), all.end(), is_meant);
    if (!listing.problem.empty() && !(listing.is_whole && has_any)) {
        return fail_for_now(ErrorKind::network,
                            fmt::format("{}: '{}' needs the instrument list, which could not be "
                                        "had: {}.",
                                        name, glob, listing.problem));
    }
    if (!has_any && !is_refreshing_) return unknown_symbol(name, glob, listing);
    const auto named = parse_feeds(selection.feeds);
    if (!named) return named.error();
    for (const auto& each : all) {
        if (!is_meant(each)) continue;
        const auto& instrument = each.second;
        // A glob takes of each instrument what there is of it.
        auto feeds = exchanges::feeds_of(exchange.facts(), instrument.type);
        if (!named->empty()) {
            std::erase_if(feeds, [&](Feed feed) {
                return std::find(named->begin(), named->end(), feed) == named->end();
            });
        }
        if (auto done = subscribe(exchange, instrument, feeds); !done) return done;
    }
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
        auto& part = part_of(stream, instrument);
        const auto before = part.set.streams().size();
        part.wanted.insert(part.set.add(exchange, std::move(stream), described));
        if (part.set.streams().size() != before) ++part.load;
    }
    return {};
}

// An instrument goes where the fewest streams are, and stays there; what it is priced by goes with
// the first that needs it, since two threads would write its rows twice.
UniverseResolver::Part& UniverseResolver::part_of(const Stream& stream,
                                                  const Instrument& instrument) {
    const auto by_load = [](const Part& a, const Part& b) { return a.load < b.load; };
    const auto least = std::min_element(parts_.begin(), parts_.end(), by_load) - parts_.begin();
    const auto home = part_of_.try_emplace({instrument.exchange, instrument.ticker}, least);
    const auto its = part_of_.try_emplace({stream.exchange, stream.ticker}, home.first->second);
    return parts_[its.first->second];
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

}  // namespace mdc::collector
