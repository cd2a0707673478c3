#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mdc/collector/live/collector.hpp"
#include "mdc/sim/simulator.hpp"

#include "tests/integration/support/json_row.hpp"
#include "tests/integration/support/log_watch.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {

/// What is played and how it is recorded.
struct LiveSetting {
    std::vector<std::string> symbols = {"BTCUSDT", "ETHUSDT"};
    std::string feeds;                        ///< "trades,bbo"; empty: all four
    std::chrono::milliseconds market{2'500};  ///< the market opens when all streams are subscribed
    std::vector<std::string> faults;          ///< as `mdc sim --fault` takes them
    /// Below the run's folder. The comparison with the truth reads "tables", rows() reads "rows".
    std::vector<std::string> targets = {"tables", "jsonl:rows"};
    bool keep_raw = false;
    collector::Rehearsal rehearsal;
    /// The last word on both sides.
    std::function<void(sim::SimulatorOptions&)> play = [](sim::SimulatorOptions&) {};
    std::function<void(config::Config&)> record = [](config::Config&) {};
};

/// A simulator, a collector that records it over TLS, and the folder with what both wrote. All in
/// this process; the comparison is made by tests/support/truth/compare_truth.py, which has read
/// nothing of ours.
class LiveRun {
  public:
    explicit LiveRun(LiveSetting setting = {});
    ~LiveRun();

    [[nodiscard]] collector::Collector& collector() noexcept { return *collector_; }
    [[nodiscard]] sim::Simulator& simulator() noexcept { return *simulator_; }
    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return folder_ / name;
    }
    LogWatch log;

    /// The market has ended and the collector has read all that it was sent.
    void wait_until_read();
    /// Ends the recording, then the simulator. Every sink went well.
    void stop();
    /// Both.
    void finish() {
        wait_until_read();
        stop();
    }
    /// The recording equals the truth; call after stop(). `is_strict`: row for row.
    void expect_truth(bool is_strict = false) const;
    /// Rows of a table, in the order in which they were written; from "jsonl:rows".
    [[nodiscard]] JsonRows rows(const std::string& table) const;
    /// Rows of `gaps` of these causes and of no other are holes: how many there are.
    [[nodiscard]] JsonRows holes(std::string_view feed, std::string_view cause = {}) const;
    /// How often each fault happened.
    [[nodiscard]] std::vector<std::uint64_t> faults() const { return faults_; }
    [[nodiscard]] const std::vector<pipeline::SinkOutcome>& outcomes() const { return outcomes_; }

  private:
    /// The rows of `gaps`, for whoever reads a failure.
    [[nodiscard]] std::string ledger_text() const;

    TemporaryFolder folder_;
    std::unique_ptr<sim::Simulator> simulator_;
    std::unique_ptr<collector::Collector> collector_;
    std::vector<pipeline::SinkOutcome> outcomes_;
    std::vector<std::uint64_t> faults_;
};

}  // namespace mdc::test
