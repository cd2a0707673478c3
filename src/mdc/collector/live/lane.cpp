#include "mdc/collector/live/lane.hpp"

#include <thread>

#include "mdc/core/log.hpp"
#include "mdc/core/time.hpp"

namespace mdc::collector {

namespace {

IoOptions io_options(const config::Config& config, std::size_t number, ConnectionIndex first) {
    IoOptions options;
    options.number = number;
    options.first_connection = first;
    options.spin = config.threads.spin;
    options.cpu = config.threads.io_cpu.empty() ? -1 : config.threads.io_cpu[number];
    options.path.keep_raw = config.raw;
    options.path.snapshot_depth = config.book.snapshot_depth;
    options.path.books.checkpoint_every = config.book.checkpoint;
    options.path.ticks = &ticks_now;
    return options;
}

}  // namespace

ConnectionIndex connection_count(const Universe& universe) {
    ConnectionIndex count = 0;
    for (const auto& market : universe.markets) {
        count += 2 * (market.connections.size() + market.spares.size());  // each has its successor
    }
    return count;
}

Lane::Lane(const LaneContext& context, std::size_t number, Universe universe,
           ConnectionIndex first_connection, net::Poller poller)
    : context_(context),
      number_(number),
      universe_(std::move(universe)),
      ring_(context.config.threads.ring_bytes),
      io_(io_options(context.config, number, first_connection), ring_, context.ids,
          std::move(poller)) {}

void Lane::fill(net::TlsContext tls, std::function<void()> on_instruments_changed) {
    for (std::size_t i = 0; i < universe_.instruments.size(); ++i) {
        io_.add_instrument(InstrumentId{static_cast<std::uint32_t>(i)}, universe_.instruments[i]);
    }
    add_connections();

    ColdOptions cold;
    cold.network = context_.config.network;
    cold.keep_bodies = context_.config.raw;
    cold.samples_clock = number_ == 0;
    cold.errors = &context_.errors;
    cold.dials = &context_.dials;
    cold.on_instruments_changed = std::move(on_instruments_changed);
    cold_ = std::make_unique<ColdSide>(std::move(cold), std::move(tls), context_.venues, io_);
}

// A connection and its race group have the same number. Where a glob may bring more, there are
// connections that wait for it.
void Lane::add_connections() {
    std::uint32_t group = 0;
    std::vector<std::uint32_t> group_of(universe_.streams.size());
    for (const auto& market : universe_.markets) {
        for (const auto& connection : market.connections) {
            for (const auto stream : connection.streams) group_of[index_of(stream)] = group;
            ++group;
        }
    }
    for (const auto& stream : universe_.streams) {
        const auto carried = stream.is_member() ? stream.carrier : stream.id;
        io_.add_stream(stream, group_of[index_of(carried)]);
    }
    group = 0;
    for (const auto& market : universe_.markets) {
        const auto& exchange = context_.venues.at(market.exchange)->exchange();
        for (const auto& connection : market.connections) {
            io_.add_connection(connection, group++, exchange, limits_of(exchange));
        }
    }
    for (const auto& market : universe_.markets) {
        const auto& exchange = context_.venues.at(market.exchange)->exchange();
        for (const auto& spare : market.spares) {
            io_.add_spare(spare, group++, exchange, limits_of(exchange));
        }
    }
}

exchanges::Limits Lane::limits_of(const exchanges::Exchange& exchange) const {
    auto limits = exchange.facts().limits;
    if (context_.rehearsal.silence.count() > 0) limits.silence = context_.rehearsal.silence;
    if (context_.rehearsal.lifetime.count() > 0) limits.lifetime = context_.rehearsal.lifetime;
    return limits;
}

void Lane::start() {
    io_.start([this] { cold_->wake(); });
    cold_->start();
}

void Lane::finish() {
    auto told = io_.tell(std::make_unique<ToIo>(Stop{}));
    while (!told) {
        std::this_thread::yield();  // the inbox is full: the I/O thread empties it each round
        told = io_.tell(std::make_unique<ToIo>(Stop{}));
    }
}

// A full inbox loses the wish; the book comes with its next checkpoint then.
void Lane::want_book(ExchangeId exchange, std::string_view ticker) {
    (void)io_.tell(std::make_unique<ToIo>(CheckpointWanted{exchange, std::string(ticker)}));
}

void Lane::tell(UniverseChange change) {
    log::info("record", "{} streams listed, {} delisted, {} instruments changed",
              change.streams.size(), change.gone.size(), change.changed.size());
    auto told = std::make_unique<ToIo>(std::move(change));
    if (!io_.tell(std::move(told))) {
        log::error("record", "the I/O thread takes no more messages");
    }
}

}  // namespace mdc::collector
