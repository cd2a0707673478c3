#include "mdc/pipeline/stages/batch.hpp"

#include <map>
#include <utility>
#include <vector>

#include "mdc/config/options.hpp"

namespace mdc::pipeline {

namespace {

/// What waits of one table of one exchange.
struct Held {
    std::vector<BatchPtr> batches;
    std::size_t rows = 0;
    UnixMicros since;  ///< no row arrived before this
};

class BatchStage final : public Stage {
  public:
    BatchStage(std::size_t rows, std::chrono::microseconds time) : rows_(rows), time_(time) {}

    bool touches(Table) const noexcept override { return true; }

    void process(BatchPtr batch, Next& next) noexcept override {
        auto& held = held_[{batch->table, batch->exchange}];
        if (held.batches.empty()) held.since = now_;
        held.rows += batch->rows();
        held.batches.push_back(std::move(batch));
        if (held.rows >= rows_) hand_on(held, next);
    }

    void on_time(UnixMicros now, Next& next) noexcept override {
        now_ = now;
        for (auto& [flow, held] : held_) {
            const bool is_due = now - held.since >= time_ || now < held.since;
            if (!held.batches.empty() && is_due) hand_on(held, next);
        }
    }

    void finish(Next& next) noexcept override {
        for (auto& [flow, held] : held_) {
            if (!held.batches.empty()) hand_on(held, next);
        }
    }

  private:
    static void hand_on(Held& held, Next& next) noexcept {
        const auto batches = std::exchange(held.batches, {});
        const auto rows = std::exchange(held.rows, 0);
        if (batches.size() == 1) return next.push(batches.front());
        auto joined = std::make_shared<Batch>(batches.front()->table, batches.front()->exchange);
        joined->t_dequeued = batches.front()->t_dequeued;
        for (auto& column : joined->columns) column.reserve(rows);
        for (const auto& each : batches) joined->append(*each);
        next.push(std::move(joined));
    }

    std::size_t rows_;
    std::chrono::microseconds time_;
    UnixMicros now_;
    std::map<std::pair<Table, ExchangeId>, Held> held_;
};

}  // namespace

Result<std::unique_ptr<Stage>> make_batch(const config::StageConfig& config) {
    using std::chrono::microseconds;
    config::Options options(config);
    const auto rows = options.number("rows", 5000, 1, 10'000'000);
    const auto time = options.duration("time", std::chrono::seconds(1));
    if (time < std::chrono::milliseconds(1) || time > std::chrono::hours(1)) {
        options.refuse("Option 'time' must be from 1ms to 1h.");
    }
    if (auto read = options.finish(); !read) return read.error();
    return std::make_unique<BatchStage>(static_cast<std::size_t>(rows), time);
}

}  // namespace mdc::pipeline
