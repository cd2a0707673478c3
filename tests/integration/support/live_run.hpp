#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mdc/collector/live/collector.hpp"
#include "mdc/sim/ensemble.hpp"

#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/log_watch.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {

/// One exchange and what is recorded of it, as it writes its symbols.
struct Played {
    std::string market;
    std::vector<std::string> symbols;
    std::size_t streams = 4 * symbols.size();  ///< subscribed when its market opens
    std::vector<std::string> faults = {};      ///< besides those of the setting
};

/// What is played and how it is recorded.
struct LiveSetting {
    std::vector<Played> markets = {{"binance_spot", {"BTCUSDT", "ETHUSDT"}}};
    std::string feeds;                        ///< "trades,bbo"; empty: all four
    std::chrono::milliseconds market{2'500};  ///< from when enough streams are subscribed
    std::vector<std::string> faults;          ///< as `mdc sim --fault` takes them
    /// Below the run's folder. The comparison with the truth reads "tables", rows() reads "rows".
    std::vector<std::string> targets = {"tables", "jsonl:rows"};
    bool keep_raw = false;
    collector::Rehearsal rehearsal;
    /// The last word on both sides; the first for each exchange.
    std::function<void(sim::SimulatorOptions&)> play = [](sim::SimulatorOptions&) {};
    std::function<void(config::Config&)> record = [](config::Config&) {};
};

/// Simulated exchanges, a collector that records them over TLS, and the folder with what all wrote.
/// All in this process; the comparison is made by tests/support/truth/compare_truth.py, which has
/// read nothing of ours.
class LiveRun {
  public:
    explicit LiveRun(LiveSetting setting = {});

    [[nodiscard]] collector::Collector& collector() noexcept { return *collector_; }
    /// The only one, or the first.
    [[nodiscard]] sim::Simulator& simulator() noexcept { return *exchanges_->exchanges().front(); }
    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return folder_ / name;
    }
    LogWatch log;

    /// The market has ended and the collector has read all that it was sent.
    void wait_until_read();
    /// Ends the recording, then the exchanges. Every sink went well.
    void stop();
    /// Goes without having ended the recording, then ends the exchanges.
    void abandon();
    /// Waits, then stops.
    void finish() {
        wait_until_read();
        stop();
    }
    /// The recording equals each exchange's truth; call after stop(). `is_strict`: row for row.
    void expect_truth(bool is_strict = false) const;
    /// Rows of a table, in the order in which they were written; from "jsonl:rows".
    [[nodiscard]] JsonRows rows(const std::string& table) const;
    /// Rows of `gaps` of these causes and of no other are holes: how many there are.
    [[nodiscard]] JsonRows holes(std::string_view feed, std::string_view cause = {}) const;
    /// How often each fault happened at the first exchange, or at the one with this index.
    [[nodiscard]] std::vector<std::uint64_t> faults(std::size_t exchange = 0) const {
        return exchanges_->exchanges()[exchange]->summary().faults;
    }
    [[nodiscard]] const std::vector<pipeline::SinkOutcome>& outcomes() const { return outcomes_; }

  private:
    /// The rows of `gaps`, for whoever reads a failure.
    [[nodiscard]] std::string ledger_text() const;

    TemporaryFolder folder_;
    std::vector<Played> markets_;
    std::unique_ptr<sim::Ensemble> exchanges_;
    std::unique_ptr<collector::Collector> collector_;
    std::vector<pipeline::SinkOutcome> outcomes_;
};

}  // namespace mdc::test
