#include "mdc/collector/live/collector.hpp"

#include "mdc/collector/live/run_plan.hpp"
#include "mdc/core/log.hpp"
#include "mdc/core/time.hpp"
#include "mdc/metrics/exposition.hpp"

namespace mdc::collector {

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
    auto universes = collector->resolver_->resolve(http);
    if (!universes) return universes.error();
    collector->universes_ = std::move(*universes);
    collector->plan_ = describe_plan(collector->config_, collector->universes_, collector->venues_,
                                     collector->resolver_->warnings());
    return collector;
}

Collector::~Collector() {
    if (is_running_) (void)stop();
}

// Invariant: when the first connection opens, everything that rows pass on their way stands.
Result<void> Collector::start(const Person& person) {
    // Targets first: a target in use refuses before a single request is made.
    if (auto opened = open_targets(person); !opened) return opened;
    if (auto listening = listen_for_metrics(); !listening) return listening;
    if (auto made = make_lanes(); !made) return made;

    // The pipeline runs before the lanes do: instruments are the first rows in their rings.
    make_pipeline();
    pipeline_->start();
    for (auto& lane : lanes_) {
        lane->fill(*tls_, [this] { watch_->look_soon(); });
    }
    follow_universe();
    for (auto& lane : lanes_) lane->start();
    watch_->start();
    serve_metrics();
    is_running_ = true;
    return {};
}

Result<void> Collector::open_targets(const Person& person) {
    std::vector<Feed> feeds;
    std::vector<Stream> streams;
    for (const auto& universe : universes_) {
        for (const auto& stream : universe.streams) feeds.push_back(stream.feed);
        streams.insert(streams.end(), universe.streams.begin(), universe.streams.end());
    }
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
    ids_ = std::make_unique<IdSource>(utc_now(), targets_->highest_id());
    targets_->tell_crashes(streams, utc_now(), [this] { return ids_->take(); });
    resolver_->remember_lists();
    return {};
}

Result<void> Collector::make_lanes() {
    const LaneContext context{config_, rehearsal_, venues_, *ids_, errors_, dials_};
    ConnectionIndex first_connection = 0;
    for (auto& universe : universes_) {
        auto poller = net::Poller::create();
        if (!poller) return poller.error();
        const auto connections = connection_count(universe);
        lanes_.push_back(std::make_unique<Lane>(context, lanes_.size(), std::move(universe),
                                                first_connection, std::move(*poller)));
        first_connection += connections;
    }
    universes_.clear();
    return {};
}

void Collector::make_pipeline() {
    pipeline::PipelineOptions options;
    options.write_every = config_.storage.write_ms;
    options.ticks = &ticks_now;
    std::vector<Ring*> rings;
    for (auto& lane : lanes_) rings.push_back(&lane->ring());
    pipeline_ = std::make_unique<pipeline::Pipeline>(std::move(rings), targets_->take_setups(),
                                                     options, sink_events());
}

pipeline::SinkEvents Collector::sink_events() {
    pipeline::SinkEvents events;
    events.want_book = [this](ExchangeId exchange, std::string_view ticker) {
        for (auto& lane : lanes_) lane->want_book(exchange, ticker);
    };
    // The runner logs; here is only counted.
    events.on_error = [this](std::string_view sink, const Error& error, bool is_final) {
        errors_.count(error.kind);
        if (is_final && error.kind == ErrorKind::target) departed_.note(sink);
    };
    events.next_id = [this] { return ids_->take(); };
    return events;
}

void Collector::follow_universe() {
    UniverseWatch::Options options;
    options.every = config_.refresh;
    options.http = http_options(config_.network);
    watch_ = std::make_unique<UniverseWatch>(std::move(options), *resolver_,
                                             [this](std::vector<UniverseChange> changes) {
                                                 for (std::size_t i = 0; i < changes.size(); ++i) {
                                                     if (!changes[i].is_empty())
                                                         lanes_[i]->tell(std::move(changes[i]));
                                                 }
                                             });
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
    RunSources run{{}, *pipeline_, targets_->recordings(), errors_, utc_now()};
    for (const auto& lane : lanes_) run.io_threads.push_back(&lane->io());
    metrics_->start({[run] { return metrics::to_text(take_snapshot(run, utc_now())); },
                     [this, run]() -> std::optional<std::string> {
                         if (const auto error = fatal()) return error->message;
                         return trouble_of(run);
                     }});
}

// Producers before consumers: nothing that was received is left behind.
std::vector<pipeline::SinkOutcome> Collector::stop() {
    is_running_ = false;
    metrics_.reset();
    watch_->ask_to_stop();
    for (auto& lane : lanes_) lane->finish();
    for (auto& lane : lanes_) lane->join();
    for (auto& lane : lanes_) lane->ask_cold_side_to_stop();
    auto outcomes = pipeline_->stop();
    // Last: an answer that is still awaited must not delay the files.
    watch_->stop();
    for (auto& lane : lanes_) lane->stop_cold_side();
    return outcomes;
}

std::vector<const Lane*> Collector::lanes() const {
    std::vector<const Lane*> lanes;
    for (const auto& lane : lanes_) lanes.push_back(lane.get());
    return lanes;
}

bool Collector::has_nowhere_to_write() const { return pipeline_->all_sinks_ended(); }

std::unique_ptr<const PathStats> Collector::path_totals() const {
    auto totals = std::make_unique<PathStats>();
    for (const auto& lane : lanes_) totals->add(lane->io().path_stats());
    return totals;
}

Status Collector::status() const {
    Status status;
    for (const auto& lane : lanes_) {
        const auto& io = lane->io();
        status.rows += io.row_stats().rows.value();
        status.rows_dropped += io.row_stats().rows_dropped.value();
        for (ConnectionIndex i = 0; i < io.connection_count(); ++i) {
            status.connections_open += io.connection_stats(i).is_open.value();
        }
        status.connections += io.stats().connections.value();
        status.books_standing += io.stats().books_standing.value();
        status.books += io.stats().books.value();
        status.ring_used += io.ring().used();
        status.ring_capacity += io.ring().capacity();
    }
    for (std::size_t i = 0; i < pipeline_->sink_count(); ++i) {
        const auto& sink = pipeline_->sink(i);
        if (departed_.has(sink.name())) continue;
        const auto& lost = sink.stats();
        status.rows_dropped += lost.rows_dropped.value() + lost.rows_abandoned.value();
    }
    const auto path = path_totals();
    status.messages = path->frames.value();
    status.bytes = path->bytes.value();
    status.gaps = path->gaps.value();
    status.malformed =
        path->frames_by_status[static_cast<std::size_t>(ParseStatus::malformed)].value();
    status.read_to_ring_ns_p50 = path->read_to_ring.quantile_ns(0.5);
    status.read_to_ring_ns_p99 = path->read_to_ring.quantile_ns(0.99);
    return status;
}

}  // namespace mdc::collector
