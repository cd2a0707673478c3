#include "mdc/pipeline/stages/sample.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "mdc/config/did_you_mean.hpp"
#include "mdc/config/options.hpp"

namespace mdc::pipeline {

namespace {

constexpr std::array<std::string_view, 2> kMayTouch = {"bbo", "tickers"};
constexpr std::size_t kReceived = 1, kTicker = 3;  // of the common columns

/// The running interval of one table of one exchange. `held` has one row per key.
struct Flow {
    std::int64_t interval = 0;  ///< number since 1970
    std::optional<Batch> held;
    std::vector<std::string> keys;  ///< of the rows of `held`
};

class SampleStage final : public Stage {
  public:
    SampleStage(std::chrono::microseconds interval, std::vector<Table> tables)
        : interval_us_(interval.count()), tables_(std::move(tables)) {}

    bool touches(Table table) const noexcept override {
        return std::find(tables_.begin(), tables_.end(), table) != tables_.end();
    }

    void process(BatchPtr batch, Next& next) noexcept override {
        auto& flow = flows_[{batch->table, batch->exchange}];
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            // A row that comes late, when its interval has gone on, counts in the running one.
            const auto interval = batch->columns[kReceived].integer_at(row) / interval_us_;
            if (interval > flow.interval) {
                settle(flow, *batch);
                hand_on(flow, next);
                flow.interval = interval;
            }
            latest_[key_of(*batch, row)] = static_cast<std::uint32_t>(row);
        }
        settle(flow, *batch);
    }

    void on_time(UnixMicros now, Next& next) noexcept override {
        constexpr auto kGrace = kMicrosPerSecond;  // rows are on their way for much less
        for (auto& [id, flow] : flows_) {
            if (now.value >= (flow.interval + 1) * interval_us_ + kGrace) hand_on(flow, next);
        }
    }

    void finish(Next& next) noexcept override {
        for (auto& [id, flow] : flows_) hand_on(flow, next);
    }

  private:
    static std::string key_of(const Batch& batch, std::size_t row) {
        static const auto kChannel =
            static_cast<std::size_t>(column_index(Table::tickers, "channel"));
        std::string key(batch.columns[kTicker].text_at(row));
        if (batch.table == Table::tickers) {
            key += '\0';
            key += static_cast<char>(batch.columns[kChannel].integer_at(row));
        }
        return key;
    }

    /// The latest rows of the batch take the place of the held rows of the same keys.
    void settle(Flow& flow, const Batch& batch) {
        if (latest_.empty()) return;
        Batch merged(batch.table, batch.exchange);
        std::vector<std::string> keys;
        std::vector<std::uint32_t> rows;
        for (std::uint32_t i = 0; i < flow.keys.size(); ++i) {
            if (latest_.contains(flow.keys[i])) continue;
            rows.push_back(i);
            keys.push_back(std::move(flow.keys[i]));
        }
        if (!rows.empty()) merged.append(flow.held->select(rows));
        std::vector<std::pair<std::uint32_t, std::string>> by_row;
        for (const auto& [key, row] : latest_) by_row.emplace_back(row, key);
        std::sort(by_row.begin(), by_row.end());
        rows.clear();
        for (auto& [row, key] : by_row) {
            rows.push_back(row);
            keys.push_back(std::move(key));
        }
        merged.append(batch.select(rows));
        flow.held = std::move(merged);
        flow.keys = std::move(keys);
        latest_.clear();
    }

    static void hand_on(Flow& flow, Next& next) {
        if (!flow.held) return;
        next.push(std::make_shared<const Batch>(std::move(*flow.held)));
        flow.held.reset();
        flow.keys.clear();
    }

    std::int64_t interval_us_;
    std::vector<Table> tables_;
    std::map<std::pair<Table, ExchangeId>, Flow> flows_;
    std::unordered_map<std::string, std::uint32_t> latest_;  // within process(): key to row
};

}  // namespace

Result<std::unique_ptr<Stage>> make_sample(const config::StageConfig& config) {
    config::Options options(config);
    const auto interval = options.duration("interval", std::chrono::seconds(1));
    if (interval < std::chrono::milliseconds(1) || interval > std::chrono::hours(24)) {
        options.refuse("Option 'interval' must be from 1ms to 1d.");
    }
    std::vector<Table> tables;
    for (const auto& name : options.texts("tables")) {
        const auto table = parse_table(name);
        if (std::find(kMayTouch.begin(), kMayTouch.end(), name) != kMayTouch.end()) {
            tables.push_back(*table);
        } else if (table) {
            options.refuse(fmt::format("It cannot touch '{}', of which every row counts; only {}.",
                                       name, config::listed(kMayTouch)));
        } else {
            options.refuse(fmt::format("There is no table '{}'.{}", name,
                                       config::did_you_mean(name, kMayTouch)));
        }
    }
    if (tables.empty()) tables = {Table::bbo, Table::tickers};
    if (auto read = options.finish(); !read) return read.error();
    return std::make_unique<SampleStage>(interval, std::move(tables));
}

}  // namespace mdc::pipeline
