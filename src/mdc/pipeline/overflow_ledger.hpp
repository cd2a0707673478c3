#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "mdc/core/time.hpp"
#include "mdc/model/batch.hpp"

namespace mdc::pipeline {

/// What one sink lost when its queue was full, as `gaps` rows for that sink alone: one per ticker
/// and feed, from the last row it got to the first row it gets again. Losses of ledger tables have
/// no feed and are only counted and told.
class OverflowLedger {
  public:
    /// The batch did not reach the sink.
    void lost(const Batch& batch);
    /// The batch is about to reach the sink. Returns the rows that must go before it, or null.
    BatchPtr before(const Batch& batch, const std::function<std::int64_t()>& next_id);
    /// Nothing more comes: the holes that are still open, with to_timestamp null, or null.
    BatchPtr open_holes(UnixMicros now, const std::function<std::int64_t()>& next_id);
    [[nodiscard]] bool has_holes() const noexcept { return !holes_.empty(); }

  private:
    using Flow = std::pair<ExchangeId, Table>;
    struct Hole {
        std::map<std::string, std::int64_t> tickers;  // to the time of its last row before, or null
    };

    std::map<Flow, std::int64_t> last_;  // rcv_timestamp of the last row that reached the sink
    std::map<Flow, Hole> holes_;
};

}  // namespace mdc::pipeline
