#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mdc/collector/live/cold/rest_worker.hpp"
#include "mdc/config/config.hpp"
#include "mdc/exchanges/exchange.hpp"
#include "mdc/model/instrument.hpp"

namespace mdc::collector {

/// The connections of one market.
struct MarketPlan {
    ExchangeId exchange{};
    std::vector<ConnectionPlan> connections;
};

/// What a run records: instruments and streams by their ids, and the connections that carry them.
struct Universe {
    std::vector<Instrument> instruments;  ///< by InstrumentId
    std::vector<Stream> streams;          ///< by StreamId
    std::vector<MarketPlan> markets;
    std::vector<std::string> warnings;  ///< what could not be checked
};

/// The exchanges that the selections name, each once. Errors: usage, with "did you mean".
Result<std::vector<const exchanges::Exchange*>> selected_exchanges(const config::Config& config);

/// Checks the tickers against the exchanges' lists, spreads globs, and plans. A list that cannot be
/// had refuses nothing but globs: then the tickers are taken as they are, with a warning.
/// Errors: unknown_symbol with "did you mean"; usage for an unknown feed; network for a glob
/// without a list.
Result<Universe> resolve_universe(const config::Config& config, const RestWorker::Venues& venues,
                                  net::HttpClient& http);

}  // namespace mdc::collector
