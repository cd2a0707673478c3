#include "mdc/collector/live/run_plan.hpp"

#include <fmt/format.h>

namespace mdc::collector {

namespace {

// Every book's snapshot within the budget of a minute; the first minute's budget is there at once.
std::string describe_books(const MarketPlan& market, const Universe& universe,
                           const VenueAccess& venue, const config::Config& config) {
    int books = 0;
    int weight = 0;
    for (const auto& stream : universe.streams) {
        if (stream.exchange != market.exchange || stream.feed != Feed::orderbook_l2) continue;
        const auto request = venue.exchange().resync(stream, config.book.snapshot_depth);
        if (request.kind != Request::Kind::rest_snapshot) continue;
        ++books;
        weight += request.weight;
    }
    if (books == 0) return {};
    const auto minutes = (weight - 1) / venue.weight_per_minute();
    const auto until = minutes == 0 ? std::string("some seconds") : fmt::format("{} min", minutes);
    return fmt::format(
        "  {} book{} of {} levels a side: REST weight {} of {} a minute, all stand "
        "after {}\n",
        books, books == 1 ? "" : "s", config.book.snapshot_depth, weight, venue.weight_per_minute(),
        until);
}

std::string describe_sink(const config::SinkConfig& sink) {
    std::string stages;
    for (const auto& stage : sink.stages) stages += fmt::format("{} → ", stage.name);
    return fmt::format("  → {}{}\n", stages, sink.name());
}

}  // namespace

std::string describe_plan(const config::Config& config, const Universe& universe,
                          const RestWorker::Venues& venues) {
    std::string text;
    for (const auto& market : universe.markets) {
        const auto& venue = *venues.at(market.exchange);
        std::size_t streams = 0;
        for (const auto& connection : market.connections) streams += connection.streams.size();
        text += fmt::format("{}: {} stream{} over {} connection{} to {}\n",
                            to_string(market.exchange), streams, streams == 1 ? "" : "s",
                            market.connections.size(), market.connections.size() == 1 ? "" : "s",
                            venue.ws_url(market.connections.front().target));
        text += describe_books(market, universe, venue, config);
    }
    for (const auto& sink : config.sinks) text += describe_sink(sink);
    for (const auto& warning : universe.warnings) text += fmt::format("  note: {}\n", warning);
    return text;
}

}  // namespace mdc::collector
