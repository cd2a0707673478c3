#include "mdc/collector/live/collector.hpp"

#include <fmt/format.h>

#include "mdc/collector/live/run_plan.hpp"
#include "mdc/core/log.hpp"
#include "mdc/core/time.hpp"
#include "mdc/metrics/exposition.hpp"

namespace mdc::collector {

namespace {

IoOptions io_options(const config::Config& config) {
    IoOptions options;
    options.spin = config.threads.spin;
    options.cpu = config.threads.io_cpu;
    options.path.keep_raw = config.raw;
    options.path.snapshot_depth = config.book.snapshot_depth;
    options.path.books.checkpoint_every = config.book.checkpoint;
    options.path.ticks = &ticks_now;
    return options;
}

pipeline::SinkEvents sink_events(IdSource& ids, ErrorCounts& errors, DepartedReaders& departed,
                                 const Universe& universe, IoThread& io) {
    pipeline::SinkEvents events;
    // A full inbox loses the wish; the book comes with its next checkpoint then.
    events.want_book = [&universe, &io](ExchangeId exchange, std::string_view ticker) {
        for (const auto& stream : universe.streams) {
            if (stream.feed != Feed::orderbook_l2 || stream.exchange != exchange) continue;
            if (stream.ticker == ticker) {
                (void)io.tell(std::make_unique<ToIo>(CheckpointWanted{stream.id}));
            }
        }
    };
    // The runner logs; here is only counted.
    events.on_error = [&](std::string_view sink, const Error& error, bool is_final) {
        errors.count(error.kind);
        if (is_final && error.kind == ErrorKind::target) departed.note(sink);
    };
    events.next_id = [&ids] { return ids.take(); };
    return events;
}

}  // namespace

Result<std::unique_ptr<Collector>> Collector::prepare(config::Config config,
                                                      const Rehearsal& rehearsal) {
    std::unique_ptr<Collector> collector(new Collector(std::move(config)));
    collector->rehearsal_ = rehearsal;
    const auto selected = selected_exchanges(collector->config_);
    if (!selected) return selected.error();
    for (const auto* exchange : *selected) {
        if (auto known = check_preset(exchange->facts(), collector->config_.network); !known) {
            return known.error();
        }
        collector->venues_.emplace(exchange->facts().id, std::make_unique<VenueAccess>(
                                                             *exchange, collector->config_.network,
                                                             BanMemory(BanMemory::default_file())));
    }
    auto tls = net::TlsContext::create(collector->config_.network.ca_file);
    if (!tls) return tls.error();
    collector->tls_.emplace(std::move(*tls));
    net::HttpClient http(http_options(collector->config_.network));
    collector->resolver_ =
        std::make_unique<UniverseResolver>(collector->config_, collector->venues_);
    auto universe = collector->resolver_->resolve(http);
    if (!universe) return universe.error();
    collector->universe_ = std::move(*universe);
    return collector;
}

Collector::~Collector() = default;

std::string Collector::plan() const { return describe_plan(config_, universe_, venues_); }

// Invariant: when the first connection opens, everything that rows pass on their way stands.
Result<void> Collector::start(const Person& person) {
    // Targets first: a target in use refuses before a single request is made.
    std::vector<Feed> feeds;
    for (const auto& stream : universe_.streams) feeds.push_back(stream.feed);
    sinks::RecordingHooks hooks;
    hooks.on_progress = person.on_progress;
    const sinks::SinkContext context{.storage = config_.storage,
                                     .feeds = tables_of(feeds, config_.raw),
                                     .is_interactive = person.is_there,
                                     .abandon = nullptr,
                                     .recording = &hooks};
    auto targets = Targets::open(config_.sinks, context, pipeline::WhenFull::drop);
    if (!targets) return targets.error();
    targets_.emplace(std::move(*targets));
    if (auto listening = listen_for_metrics(); !listening) return listening;
    auto poller = net::Poller::create();
    if (!poller) return poller.error();

    ids_ = std::make_unique<IdSource>(utc_now(), targets_->highest_id());
    targets_->tell_crashes(universe_.streams, utc_now(), [this] { return ids_->take(); });
    ring_ = std::make_unique<Ring>(config_.threads.ring_bytes);

    // The pipeline runs before the I/O thread does: instruments are the first rows in the ring.
    io_ = std::make_unique<IoThread>(io_options(config_), *ring_, *ids_, std::move(*poller));
    pipeline::PipelineOptions pipe;
    pipe.write_every = config_.storage.write_ms;
    pipe.ticks = &ticks_now;
    pipeline_ = std::make_unique<pipeline::Pipeline>(
        std::vector{ring_.get()}, targets_->take_setups(), pipe,
        sink_events(*ids_, errors_, departed_, universe_, *io_));
    pipeline_->start();

    for (std::size_t i = 0; i < universe_.instruments.size(); ++i) {
        io_->add_instrument(InstrumentId{static_cast<std::uint32_t>(i)}, universe_.instruments[i]);
    }
    add_connections();

    ColdOptions cold;
    cold.network = config_.network;
    cold.keep_bodies = config_.raw;
    cold.errors = &errors_;
    cold.on_instruments_changed = [this] { watch_->look_soon(); };
    cold_ = std::make_unique<ColdSide>(std::move(cold), std::move(*tls_), venues_, *io_);
    follow_universe();
    io_->start([this] { cold_->wake(); });
    cold_->start();
    watch_->start();
    serve_metrics();
    return {};
}

// A connection and its race group have the same number. Where a glob may bring more, there are
// connections that wait for it.
void Collector::add_connections() {
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
        io_->add_stream(stream, group_of[index_of(carried)]);
    }
    group = 0;
    for (const auto& market : universe_.markets) {
        const auto& exchange = venues_.at(market.exchange)->exchange();
        for (const auto& connection : market.connections) {
            io_->add_connection(connection, group++, exchange, limits_of(market.exchange));
        }
    }
    for (auto& spare : spare_connections(config_, universe_)) {
        const auto& exchange = venues_.at(spare.exchange)->exchange();
        io_->add_spare(std::move(spare), group++, exchange, limits_of(exchange.facts().id));
    }
}

void Collector::follow_universe() {
    UniverseWatch::Options options;
    options.every = config_.refresh;
    options.http = http_options(config_.network);
    watch_ = std::make_unique<UniverseWatch>(
        std::move(options), *resolver_, [this](UniverseChange change) {
            log::info("record", "{} streams listed, {} delisted, {} instruments changed",
                      change.streams.size(), change.gone.size(), change.changed.size());
            auto told = std::make_unique<ToIo>(std::move(change));
            if (!io_->tell(std::move(told))) {
                log::error("record", "the I/O thread takes no more messages");
            }
        });
}

exchanges::Limits Collector::limits_of(ExchangeId exchange) const {
    auto limits = venues_.at(exchange)->exchange().facts().limits;
    if (rehearsal_.silence.count() > 0) limits.silence = rehearsal_.silence;
    if (rehearsal_.lifetime.count() > 0) limits.lifetime = rehearsal_.lifetime;
    return limits;
}

// A port in use refuses before a request is made; who asks early waits for serve_metrics().
Result<void> Collector::listen_for_metrics() {
    if (!config_.metrics) return {};
    auto server =
        metrics::HttpServer::listen({.host = config_.metrics->host, .port = config_.metrics->port});
    if (!server) return server.error();
    metrics_ = std::move(*server);
    log::info("metrics", "served on {} port {}", config_.metrics->host, metrics_->port());
    return {};
}

void Collector::serve_metrics() {
    if (metrics_ == nullptr) return;
    const RunSources run{*io_, *ring_, *pipeline_, targets_->recordings(), errors_, utc_now()};
    metrics_->start({[run] { return metrics::to_text(take_snapshot(run, utc_now())); },
                     [this, run]() -> std::optional<std::string> {
                         if (const auto error = fatal()) return error->message;
                         return trouble_of(run);
                     }});
}

// Producers before consumers: nothing that was received is left behind.
std::vector<pipeline::SinkOutcome> Collector::stop() {
    metrics_.reset();
    watch_->stop();
    auto told = io_->tell(std::make_unique<ToIo>(Stop{}));
    while (!told) {
        std::this_thread::yield();  // the inbox is full: the I/O thread empties it each round
        told = io_->tell(std::make_unique<ToIo>(Stop{}));
    }
    io_->join();
    auto outcomes = pipeline_->stop();
    cold_->stop();  // last: an answer that is still awaited must not delay the files
    return outcomes;
}

std::optional<Error> Collector::fatal() const {
    if (auto error = cold_->fatal()) return error;
    return std::nullopt;
}

std::string Collector::trouble() const { return cold_->trouble(); }

bool Collector::has_nowhere_to_write() const { return pipeline_->all_sinks_ended(); }

Status Collector::status() const {
    Status status;
    const auto& path = io_->path_stats();
    status.messages = path.frames.value();
    status.bytes = path.bytes.value();
    status.rows = io_->row_stats().rows.value();
    for (ConnectionIndex i = 0; i < io_->connection_count(); ++i) {
        status.connections_open += io_->connection_stats(i).is_open.value();
    }
    status.connections = io_->stats().connections.value();
    status.books_standing = io_->stats().books_standing.value();
    status.books = io_->stats().books.value();
    status.gaps = path.gaps.value();
    status.rows_dropped = io_->row_stats().rows_dropped.value();
    for (std::size_t i = 0; i < pipeline_->sink_count(); ++i) {
        const auto& sink = pipeline_->sink(i);
        if (departed_.has(sink.name())) continue;
        const auto& lost = sink.stats();
        status.rows_dropped += lost.rows_dropped.value() + lost.rows_abandoned.value();
    }
    status.malformed =
        path.frames_by_status[static_cast<std::size_t>(ParseStatus::malformed)].value();
    status.ring_used = ring_->used();
    status.ring_capacity = ring_->capacity();
    status.read_to_ring_ns_p50 = path.read_to_ring.quantile_ns(0.5);
    status.read_to_ring_ns_p99 = path.read_to_ring.quantile_ns(0.99);
    return status;
}

}  // namespace mdc::collector
