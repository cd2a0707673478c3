#include "mdc/collector/crash_rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "mdc/model/rows/ledger.hpp"

namespace mdc::collector {

namespace {

class CrashRowsFirst final : public pipeline::Stage {
  public:
    explicit CrashRowsFirst(std::vector<BatchPtr> rows) : rows_(std::move(rows)) {}

    bool touches(Table) const noexcept override { return !rows_.empty(); }
    void process(BatchPtr batch, pipeline::Next& next) noexcept override {
        tell(next);
        next.push(std::move(batch));
    }
    void on_time(UnixMicros, pipeline::Next& next) noexcept override { tell(next); }
    void finish(pipeline::Next& next) noexcept override { tell(next); }

  private:
    void tell(pipeline::Next& next) noexcept {
        for (auto& each : std::exchange(rows_, {})) next.push(std::move(each));
    }

    std::vector<BatchPtr> rows_;
};

GapRow crash_of(const Stream& stream, UnixMicros since, UnixMicros now, std::int64_t id) {
    GapRow row;
    row.head = local_head(stream.exchange, now);
    row.head.seq_id = row.head.packet_id = id;
    row.feed = stream.feed;
    row.cause = GapCause::crash;
    row.from_timestamp = std::min(since, now).value;  // a clock may have been set back
    row.to_timestamp = now.value;
    return row;
}

}  // namespace

std::unique_ptr<pipeline::Stage> crash_rows_first(const journal::CrashedRun& crashed,
                                                  std::span<const Stream> streams, UnixMicros now,
                                                  const pipeline::NextId& next_id) {
    std::map<ExchangeId, std::shared_ptr<Batch>> batches;
    std::set<std::tuple<ExchangeId, Feed, std::string_view>> told;  // a feed may have channels
    for (const auto& stream : streams) {
        if (stream.is_carrier()) continue;
        if (!told.emplace(stream.exchange, stream.feed, stream.ticker).second) continue;
        auto& batch = batches[stream.exchange];
        if (!batch) batch = std::make_shared<Batch>(Table::gaps, stream.exchange);
        const auto since = crashed.end_of(stream.exchange, stream.feed, stream.ticker);
        append_row(*batch, crash_of(stream, since, now, next_id()), stream.ticker);
    }
    std::vector<BatchPtr> rows;
    for (auto& [exchange, batch] : batches) rows.push_back(std::move(batch));
    return std::make_unique<CrashRowsFirst>(std::move(rows));
}

}  // namespace mdc::collector
