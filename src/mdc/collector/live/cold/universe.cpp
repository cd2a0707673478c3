#include "mdc/collector/live/cold/universe.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/config/glob.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/exchanges/registry.hpp"

namespace mdc::collector {

namespace {

// What the exchange lists; empty when it would not say.
struct Listing {
    std::map<std::string, Instrument, std::less<>> by_ticker;
    std::string problem;
};

Listing fetch_listing(VenueAccess& venue, net::HttpClient& http,
                      std::span<const std::string> tickers) {
    Listing listing;
    const auto request = venue.exchange().instruments_request(tickers);
    // The budget is untouched when a run begins; only a ban makes this wait, and then it goes on
    // without the list.
    if (venue.take_weight(std::chrono::steady_clock::now(), request.weight).count() != 0) {
        listing.problem = "the exchange asked us to wait";
        return listing;
    }
    const auto outcome = rest_get(http, venue, request);
    if (!outcome.reply) {
        listing.problem =
            outcome.refusal ? std::string(outcome.refusal->text.view()) : outcome.error->message;
        return listing;
    }
    auto instruments = venue.exchange().parse_instruments(outcome.reply->body);
    if (!instruments) {
        listing.problem = instruments.error().message;
        return listing;
    }
    for (auto& each : *instruments) listing.by_ticker.emplace(each.ticker, std::move(each));
    return listing;
}

// Asks for the tickers alone; when that is refused, or a glob needs it, for everything.
Listing list_of(VenueAccess& venue, net::HttpClient& http,
                const std::vector<std::string>& tickers) {
    const bool needs_all = std::any_of(tickers.begin(), tickers.end(), config::is_glob);
    if (!needs_all) {
        auto listing = fetch_listing(venue, http, tickers);
        if (listing.problem.empty()) return listing;
    }
    return fetch_listing(venue, http, {});
}

Error unknown_symbol(std::string_view exchange, const std::string& ticker, const Listing& listing) {
    std::vector<std::string_view> known;
    for (const auto& [name, instrument] : listing.by_ticker) known.push_back(name);
    return fail(ErrorKind::unknown_symbol,
                fmt::format("{} has no instrument '{}'.{}", exchange, ticker,
                            config::did_you_mean(ticker, known)));
}

class Resolver {
  public:
    Resolver(const config::Config& config, const RestWorker::Venues& venues, net::HttpClient& http)
        : config_(config), venues_(venues), http_(http) {}

    Result<Universe> resolve(std::span<const exchanges::Exchange* const> selected) {
        for (const auto* exchange : selected) {
            if (auto done = resolve(*exchange); !done) return done.error();
        }
        return std::move(universe_);
    }

  private:
    Result<void> resolve(const exchanges::Exchange& exchange) {
        const auto name = to_string(exchange.facts().id);
        std::vector<config::Selection> selections;
        std::vector<std::string> tickers;
        for (const auto& selection : config_.selections) {
            if (selection.exchange != name) continue;
            selections.push_back(selection);
            tickers.insert(tickers.end(), selection.tickers.begin(), selection.tickers.end());
        }
        const auto listing = list_of(*venues_.at(exchange.facts().id), http_, tickers);
        if (!listing.problem.empty()) {
            universe_.warnings.push_back(
                fmt::format("{}: the instrument list could not be had ({}); the tickers are used "
                            "unchecked.",
                            name, listing.problem));
        }
        const auto first_stream = universe_.streams.size();
        for (const auto& selection : selections) {
            for (const auto& ticker : selection.tickers) {
                if (auto done = add(exchange, listing, ticker, selection); !done) return done;
            }
        }
        universe_.markets.push_back(
            {exchange.facts().id,
             exchange.plan(std::span(universe_.streams).subspan(first_stream))});
        return {};
    }

    Result<void> add(const exchanges::Exchange& exchange, const Listing& listing,
                     const std::string& ticker, const config::Selection& selection) {
        const auto name = to_string(exchange.facts().id);
        if (config::is_glob(ticker)) {
            if (!listing.problem.empty()) {
                return fail_for_now(ErrorKind::network,
                                    fmt::format("{}: '{}' needs the instrument list, which could "
                                                "not be had: {}.",
                                                name, ticker, listing.problem));
            }
            bool is_any = false;
            for (const auto& [known, instrument] : listing.by_ticker) {
                if (!instrument.is_trading || !config::matches_glob(known, ticker)) continue;
                is_any = true;
                if (auto done = subscribe(exchange, instrument, selection); !done) return done;
            }
            if (!is_any) return unknown_symbol(name, ticker, listing);
            return {};
        }
        Instrument instrument;
        instrument.exchange = exchange.facts().id;
        instrument.ticker = ticker;
        const auto known = listing.by_ticker.find(ticker);
        if (known != listing.by_ticker.end()) {
            instrument = known->second;
        } else if (listing.problem.empty()) {
            return unknown_symbol(name, ticker, listing);
        }
        return subscribe(exchange, instrument, selection);
    }

    Result<void> subscribe(const exchanges::Exchange& exchange, const Instrument& instrument,
                           const config::Selection& selection) {
        const auto id = instrument_id(instrument);
        auto feeds = selection.feeds;
        if (feeds.empty()) {
            for (const auto& each : exchange.facts().channels)
                feeds.emplace_back(to_string(each.feed));  // doubles are skipped below
        }
        for (const auto& name : feeds) {
            const auto feed = parse_feed(name);
            if (!feed) {
                return fail(ErrorKind::usage, fmt::format("There is no feed '{}'; there are {}.{}",
                                                          name, config::listed(kFeedNames),
                                                          config::did_you_mean(name, kFeedNames)));
            }
            if (!seen_.insert({id, *feed}).second) continue;
            auto streams = exchange.streams({exchange.facts().id, instrument.ticker, *feed});
            if (!streams) return streams.error();
            for (auto& stream : *streams) {
                stream.id = StreamId{static_cast<std::uint32_t>(universe_.streams.size())};
                stream.instrument = id;
                universe_.streams.push_back(std::move(stream));
            }
        }
        return {};
    }

    InstrumentId instrument_id(const Instrument& instrument) {
        const auto [at, is_new] = ids_.try_emplace(
            {instrument.exchange, instrument.ticker},
            InstrumentId{static_cast<std::uint32_t>(universe_.instruments.size())});
        if (is_new) universe_.instruments.push_back(instrument);
        return at->second;
    }

    const config::Config& config_;
    const RestWorker::Venues& venues_;
    net::HttpClient& http_;
    Universe universe_;
    std::map<std::pair<ExchangeId, std::string>, InstrumentId> ids_;
    std::set<std::pair<InstrumentId, Feed>> seen_;
};

}  // namespace

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

Result<Universe> resolve_universe(const config::Config& config, const RestWorker::Venues& venues,
                                  net::HttpClient& http) {
    const auto selected = selected_exchanges(config);
    if (!selected) return selected.error();
    return Resolver(config, venues, http).resolve(*selected);
}

}  // namespace mdc::collector
