#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mdc/collector/live/departed_readers.hpp"
#include "mdc/collector/live/lane.hpp"
#include "mdc/collector/live/universe/universe_watch.hpp"
#include "mdc/collector/metrics/run_metrics.hpp"
#include "mdc/collector/targets.hpp"
#include "mdc/config/config.hpp"
#include "mdc/metrics/http_server.hpp"
#include "mdc/pipeline/pipeline.hpp"

namespace mdc::collector {

/// Figures of a run at this moment, for the status line.
struct Status {
    std::uint64_t messages = 0, bytes = 0, rows = 0;
    std::size_t connections_open = 0, connections = 0;
    std::uint64_t books_standing = 0, books = 0;
    std::uint64_t gaps = 0;          ///< losses in the ledger, ends of recording left out
    std::uint64_t rows_dropped = 0;  ///< ring or sink queues full: must be 0; without what the
                                     ///< readers that went away did not take
    std::uint64_t malformed = 0;
    std::uint64_t ring_used = 0, ring_capacity = 0;  ///< of all lanes
    std::uint64_t read_to_ring_ns_p50 = 0, read_to_ring_ns_p99 = 0;
};

/// Whoever watches the end of a run.
struct Person {
    bool is_there = false;  ///< conversions are waited for, however long
    std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

/// From configuration to threads: lanes, the pipeline behind them and its sinks.
class Collector {
  public:
    /// Resolves what is to be recorded; opens nothing but REST requests.
    /// Errors: usage (the CA file, too), unknown_symbol, network (see UniverseResolver::resolve).
    static Result<std::unique_ptr<Collector>> prepare(config::Config config,
                                                      const Rehearsal& rehearsal = {});
    /// A run that nobody stopped is stopped.
    ~Collector();

    /// What the run is about to do, or did when it began, for people.
    [[nodiscard]] const std::string& plan() const noexcept { return plan_; }
    /// Opens the targets, then starts every thread. Call once. Errors: target (or the port for
    /// metrics is in use), disk, usage.
    Result<void> start(const Person& person = {});
    /// Finishes: the last rows, then the files. Says how each sink went. Call once after start().
    std::vector<pipeline::SinkOutcome> stop();

    /// Why going on is of no use: refused for good before anything opened.
    [[nodiscard]] std::optional<Error> fatal() const { return dials_.fatal(); }
    /// Why no connection is open, in the words of the last dial; empty when one opened since.
    [[nodiscard]] std::string trouble() const { return dials_.trouble(); }
    /// Every sink has ended; what stop() returns says why.
    [[nodiscard]] bool has_nowhere_to_write() const;
    [[nodiscard]] Status status() const;

    [[nodiscard]] const config::Config& config() const noexcept { return config_; }
    /// Valid after start(), as are the following.
    [[nodiscard]] const Targets& targets() const noexcept { return *targets_; }
    [[nodiscard]] std::vector<const Lane*> lanes() const;
    /// What all lanes counted so far.
    [[nodiscard]] std::unique_ptr<const PathStats> path_totals() const;
    [[nodiscard]] const pipeline::Pipeline& pipeline() const noexcept { return *pipeline_; }
    /// Where metrics are served, until stop(); 0: they are not.
    [[nodiscard]] std::uint16_t metrics_port() const noexcept {
        return metrics_ == nullptr ? std::uint16_t{0} : metrics_->port();
    }

  private:
    explicit Collector(config::Config config) : config_(std::move(config)) {}

    Result<void> open_targets(const Person& person);
    Result<void> make_lanes();
    void make_pipeline();
    [[nodiscard]] pipeline::SinkEvents sink_events();
    void follow_universe();
    Result<void> listen_for_metrics();
    void serve_metrics();

    config::Config config_;
    Rehearsal rehearsal_;
    RestWorker::Venues venues_;
    std::optional<net::TlsContext> tls_;
    std::unique_ptr<UniverseResolver> resolver_;
    std::unique_ptr<UniverseWatch> watch_;
    std::vector<Universe> universes_;  // until start(), which hands them on
    std::string plan_;
    bool is_running_ = false;
    ErrorCounts errors_;
    DialOutcomes dials_;
    DepartedReaders departed_;
    // In the order of the data; destroyed in reverse.
    std::optional<Targets> targets_;
    std::unique_ptr<IdSource> ids_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::unique_ptr<pipeline::Pipeline> pipeline_;  // asks lanes for books
    std::unique_ptr<metrics::HttpServer> metrics_;  // reads all of the above
};

}  // namespace mdc::collector
