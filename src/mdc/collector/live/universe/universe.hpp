#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "mdc/collector/live/cold/rest_worker.hpp"
#include "mdc/collector/live/universe/list_memory.hpp"
#include "mdc/collector/live/universe/listing.hpp"
#include "mdc/collector/live/universe/market_plan.hpp"
#include "mdc/config/config.hpp"
#include "mdc/exchanges/choice.hpp"
#include "mdc/exchanges/stream_set.hpp"

namespace mdc::collector {

/// What one I/O thread records: instruments and streams by their ids, which are its own, and the
/// connections that carry them.
struct Universe {
    std::vector<Instrument> instruments;  ///< by InstrumentId
    std::vector<Stream> streams;          ///< by StreamId
    std::vector<MarketPlan> markets;
};

/// What a later look at the lists found.
struct UniverseNews {
    std::vector<UniverseChange> changes;  ///< for each I/O thread
    std::vector<std::string> problems;    ///< lists that could not be had; nothing of them changed
};

/// The exchanges that the selections name, each once. Errors: usage, with "did you mean".
Result<std::vector<const exchanges::Exchange*>> selected_exchanges(const config::Config& config);

/// Turns selections into streams: checks tickers against the exchanges' lists, spreads globs,
/// chooses channels, spreads the instruments over the I/O threads. Remembers what it gave an id to.
class UniverseResolver {
  public:
    /// What it is given stays where it is.
    UniverseResolver(const config::Config& config, const RestWorker::Venues& venues)
        : config_(config),
          venues_(venues),
          memory_(config.sinks),
          parts_(static_cast<std::size_t>(config.threads.io)) {}

    /// One for each I/O thread.
    ///
    /// A list that cannot be had refuses nothing but globs of which nothing is remembered: the last
    /// list that the targets know stands in for it, and what that has not is taken as it is, with a
    /// warning. Errors: unknown_symbol with "did you mean"; usage for an unknown feed or channel;
    /// network for a glob without a list.
    Result<std::vector<Universe>> resolve(net::HttpClient& http);
    /// Remembers in the targets, which are open now, what resolve() was told.
    void remember_lists();
    /// Asks for the lists again. A ticker that a list no longer has is gone; a list that cannot be
    /// had, or has become empty, changes nothing. One thread at a time.
    UniverseNews refresh(net::HttpClient& http);
    /// What resolve() could not check.
    [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }
    /// Whether lists could not be had: they should be asked for again soon.
    [[nodiscard]] bool is_unchecked() const noexcept { return is_unchecked_; }

  private:
    /// What one I/O thread has.
    struct Part {
        exchanges::StreamSet set;
        std::set<StreamId> wanted;
        std::size_t load = 0;  ///< streams that are not gone
    };

    Result<void> resolve(const exchanges::Exchange& exchange, const Listing& listing);
    [[nodiscard]] std::string recall(const exchanges::Exchange& exchange, Listing& listing) const;
    [[nodiscard]] Listing list_of(const exchanges::Exchange& exchange, net::HttpClient& http) const;
    [[nodiscard]] std::vector<config::Selection> selections_of(ExchangeId exchange) const;
    Result<void> resolve(const exchanges::Exchange& exchange, net::HttpClient& http);
    Result<void> add(const exchanges::Exchange& exchange, const Listing& listing,
                     const std::string& ticker, const config::Selection& selection);
    Result<void> add_glob(const exchanges::Exchange& exchange, const Listing& listing,
                          const std::string& glob, const config::Selection& selection);
    Result<void> subscribe(const exchanges::Exchange& exchange, const Instrument& instrument,
                           std::span<const Feed> feeds);
    [[nodiscard]] Result<exchanges::ChannelChoice> choice_of(
        const exchanges::Exchange& exchange) const;
    Part& part_of(const Stream& stream, const Instrument& instrument);
    [[nodiscard]] bool has_glob(ExchangeId exchange) const;

    const config::Config& config_;
    const RestWorker::Venues& venues_;
    ListMemory memory_;
    std::map<ExchangeId, Listing> fresh_;  // not remembered yet
    std::vector<Part> parts_;
    std::map<std::pair<ExchangeId, std::string>, std::size_t> part_of_;  // by ticker
    std::map<ExchangeId, exchanges::ChannelChoice> choices_;
    std::vector<std::string> warnings_;
    bool is_refreshing_ = false;
    bool is_unchecked_ = false;
};

}  // namespace mdc::collector
