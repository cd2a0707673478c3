#pragma once

#include <chrono>
#include <memory>

#include "mdc/collector/live/cold/cold_side.hpp"
#include "mdc/collector/live/io/io_thread.hpp"
#include "mdc/collector/live/universe/universe.hpp"
#include "mdc/collector/metrics/error_counts.hpp"
#include "mdc/config/config.hpp"

namespace mdc::collector {

/// What takes a venue minutes or hours, in seconds, so that a test can see it. Zero: the venue's
/// own figures, as always outside of tests.
struct Rehearsal {
    std::chrono::seconds silence{0};   ///< after which a connection counts as half open
    std::chrono::seconds lifetime{0};  ///< after which a connection is replaced
};

/// What the lanes of a run share. Outlives them.
struct LaneContext {
    const config::Config& config;
    const Rehearsal& rehearsal;
    const RestWorker::Venues& venues;
    IdSource& ids;
    ErrorCounts& errors;
    DialOutcomes& dials;
};

/// An I/O thread and what is its own: the part of the universe that it records, the ring by which
/// its rows leave, the cold side that waits in its stead. Lanes know nothing of each other.
class Lane {
  public:
    /// Connections are numbered from `first_connection` on.
    Lane(const LaneContext& context, std::size_t number, Universe universe,
         ConnectionIndex first_connection, net::Poller poller);

    /// Writes the instruments and makes the connections; the pipeline is at work already. Once.
    void fill(net::TlsContext tls, std::function<void()> on_instruments_changed);
    /// From here on connections open.
    void start();
    /// Nothing more is to be recorded; join() waits for the last rows.
    void finish();
    void join() { io_.join(); }
    /// First of all lanes the one, so that none dials while others are waited for.
    void ask_cold_side_to_stop() { cold_->ask_to_stop(); }
    /// An answer that is still awaited is waited for.
    void stop_cold_side() { cold_->stop(); }

    /// Writes the book again, if this lane has it. Any thread.
    void want_book(ExchangeId exchange, std::string_view ticker);
    /// Any cold thread.
    void tell(UniverseChange change);

    /// What it began with.
    [[nodiscard]] const Universe& universe() const noexcept { return universe_; }
    [[nodiscard]] const IoThread& io() const noexcept { return io_; }
    [[nodiscard]] Ring& ring() noexcept { return ring_; }

  private:
    void add_connections();
    [[nodiscard]] exchanges::Limits limits_of(const exchanges::Exchange& exchange) const;

    LaneContext context_;
    std::size_t number_;
    Universe universe_;
    Ring ring_;
    IoThread io_;
    std::unique_ptr<ColdSide> cold_;
};

/// How many numbers the connections of this part of a run take.
ConnectionIndex connection_count(const Universe& universe);

}  // namespace mdc::collector
