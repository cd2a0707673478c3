#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "mdc/sim/simulator.hpp"
#include "mdc/sim/truth.hpp"
#include "mdc/sim/venues/venue.hpp"

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::sim {

/// A truth in a folder of its own, of the instruments that are played.
class TruthFolder {
  public:
    explicit TruthFolder(const SimulatorOptions& options) {
        std::vector<Instrument> instruments;
        for (const auto& symbol : options.symbols) {
            instruments.push_back(make_instrument_of(options.venue, symbol));
        }
        truth_ = Truth::open(folder_.path().string(), instruments, {}).value();
    }
    [[nodiscard]] Truth& truth() noexcept { return *truth_; }
    /// A file's lines behind its header; after truth().close().
    [[nodiscard]] std::vector<std::string> lines(const std::string& name) const {
        std::vector<std::string> lines;
        std::ifstream file(folder_ / name);
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) lines.push_back(line);
        return lines;
    }

  private:
    test::TemporaryFolder folder_;
    std::unique_ptr<Truth> truth_;
};

}  // namespace mdc::sim
