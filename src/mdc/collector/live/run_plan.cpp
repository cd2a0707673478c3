#include "mdc/collector/live/run_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mdc::collector {

namespace {

// One market over all I/O threads.
struct MarketTotals {
    std::size_t streams = 0, connections = 0;
    std::string_view target;  ///< of the first connection
    int books = 0, weight = 0;
};

MarketTotals totals_of(ExchangeId id, std::span<const Universe> universes, const VenueAccess& venue,
                       const config::Config& config) {
    MarketTotals totals;
    for (const auto& universe : universes) {
        for (const auto& market : universe.markets) {
            if (market.exchange != id) continue;
            for (const auto& connection : market.connections) {
                if (totals.connections == 0) totals.target = connection.target;
                totals.streams += connection.streams.size();
                ++totals.connections;
            }
        }
        for (const auto& stream : universe.streams) {
            if (stream.exchange != id || stream.feed != Feed::orderbook_l2) continue;
            const auto request = venue.exchange().resync(stream, config.book.snapshot_depth);
            if (request.kind != Request::Kind::rest_snapshot) continue;
            ++totals.books;
            totals.weight += request.weight;
        }
    }
    return totals;
}

// Every book's snapshot within the budget of a minute; the first minute's budget is there at once.
std::string describe_books(const MarketTotals& totals, const VenueAccess& venue,
                           const config::Config& config) {
    if (totals.books == 0) return {};
    const auto minutes = (totals.weight - 1) / venue.weight_per_minute();
    const auto until = minutes == 0 ? std::string("some seconds") : fmt::format("{} min", minutes);
    return fmt::format(
        "  {} book{} of {} levels a side: REST weight {} of {} a minute, all stand "
        "after {}\n",
        totals.books, totals.books == 1 ? "" : "s", config.book.snapshot_depth, totals.weight,
        venue.weight_per_minute(), until);
}

// What the venue will not take is known before it refuses.
std::string describe_limit(const MarketTotals& totals, const VenueAccess& venue) {
    const auto limit = static_cast<std::size_t>(venue.exchange().facts().limits.connections);
    if (limit == 0 || totals.connections <= limit) return {};
    return fmt::format(
        "  note: the exchange takes about {} connections from one address, so {} of these will not "
        "open: choose fewer I/O threads or instruments\n",
        limit, totals.connections - limit);
}

// Only where there are several.
std::string describe_threads(std::span<const Universe> universes) {
    if (universes.size() < 2) return {};
    std::vector<std::size_t> streams;
    for (const auto& universe : universes) streams.push_back(universe.streams.size());
    return fmt::format("  {} I/O threads with {} streams\n", universes.size(),
                       fmt::join(streams, ", "));
}

std::string describe_sink(const config::SinkConfig& sink) {
    std::string stages;
    for (const auto& stage : sink.stages) stages += fmt::format("{} → ", stage.name);
    return fmt::format("  → {}{}\n", stages, sink.name());
}

}  // namespace

std::string describe_plan(const config::Config& config, std::span<const Universe> universes,
                          const RestWorker::Venues& venues, std::span<const std::string> notes) {
    std::string text;
    for (const auto& market : universes.front().markets) {
        const auto& venue = *venues.at(market.exchange);
        const auto totals = totals_of(market.exchange, universes, venue, config);
        text +=
            fmt::format("{}: {} stream{} over {} connection{} to {}\n", to_string(market.exchange),
                        totals.streams, totals.streams == 1 ? "" : "s", totals.connections,
                        totals.connections == 1 ? "" : "s", venue.ws_url(totals.target));
        text += describe_books(totals, venue, config);
        text += describe_limit(totals, venue);
    }
    text += describe_threads(universes);
    for (const auto& sink : config.sinks) text += describe_sink(sink);
    for (const auto& note : notes) text += fmt::format("  note: {}\n", note);
    return text;
}

}  // namespace mdc::collector
