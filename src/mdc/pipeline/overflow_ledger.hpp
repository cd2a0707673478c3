#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mdc/core/time.hpp"
#include "mdc/model/tables/batch.hpp"

namespace mdc::pipeline {

/// Takes one number of the process counter. Empty: there is none, and no rows are made.
using NextId = std::function<std::int64_t()>;

/// What one sink lost when its queue was full, as `gaps` rows for that sink alone: one per ticker
/// and feed, from the last row it got to the first row it gets again. Losses of ledger tables have
/// no feed and are only counted and told.
class OverflowLedger {
  public:
    /// The batch did not reach the sink.
    void lost(const Batch& batch);
    /// The batch is about to reach the sink. Returns the rows that must go before it, or null.
    BatchPtr before(const Batch& batch, const NextId& next_id);
    /// Nothing more comes: the holes that are still open, with to_timestamp null; one batch each
    /// exchange.
    std::vector<BatchPtr> open_holes(UnixMicros now, const NextId& next_id);

  private:
    using Flow = std::pair<ExchangeId, Table>;
    struct Hole {  // of one ticker; ids are null where the lost rows have none
        std::int64_t from_timestamp;
        std::int64_t from_id;
        std::int64_t to_id;
    };
    using Holes = std::map<std::string, Hole, std::less<>>;

    static BatchPtr rows_of(const Flow& flow, const Holes& holes, UnixMicros at,
                            std::int64_t to_timestamp, const NextId& next_id);

    std::map<Flow, std::int64_t> last_;  // rcv_timestamp of the last row that reached the sink
    std::map<Flow, Holes> holes_;
};

}  // namespace mdc::pipeline
