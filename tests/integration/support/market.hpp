#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mdc/sim/simulator.hpp"

#include "tests/integration/support/program.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {

/// A simulator for `mdc` as a process of its own, and a folder for what both write.
class Market {
  public:
    /// Endless, BTCUSDT and ETHUSDT; opens when all eight streams are subscribed.
    explicit Market(sim::SimulatorOptions options = {}, bool keeps_truth = true);

    /// `mdc record` of all of it with these flags besides; "-o" targets are the caller's.
    [[nodiscard]] std::vector<std::string> record(std::vector<std::string> flags) const;
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] sim::Simulator& simulator() noexcept { return *simulator_; }
    /// So many orders were played since the market opened.
    [[nodiscard]] bool has_played(std::uint64_t orders) const;
    /// Ends the simulator; the recording in `tables` equals what it sent.
    void expect_truth(const std::string& tables);

  private:
    TemporaryFolder folder_;
    std::unique_ptr<sim::Simulator> simulator_;
};

}  // namespace mdc::test
