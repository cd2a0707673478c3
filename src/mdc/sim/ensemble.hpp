#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "mdc/sim/simulator.hpp"

namespace mdc::sim {

/// Several exchanges at once, each a Simulator with its own port, market and truth; one CA file
/// vouches for all of them.
class Ensemble {
  public:
    /// Their own `ca_file` must be empty. Errors: those of Simulator::start, `target` for the file.
    static Result<std::unique_ptr<Ensemble>> start(std::vector<SimulatorOptions> options,
                                                   std::string ca_file);
    ~Ensemble();  ///< stops; the CA file stays
    Ensemble(const Ensemble&) = delete;
    Ensemble& operator=(const Ensemble&) = delete;

    /// In the order of the options.
    [[nodiscard]] const std::vector<std::unique_ptr<Simulator>>& exchanges() const noexcept {
        return exchanges_;
    }
    [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_; }

    /// Every market reached its end (Simulator::is_finished).
    [[nodiscard]] bool is_finished() const noexcept;
    /// Waits for that, at most `timeout` in all.
    [[nodiscard]] bool wait_finished(std::chrono::milliseconds timeout) const;
    /// Stops all; the first error that one had.
    Result<void> stop();

  private:
    explicit Ensemble(std::string ca_file) : ca_file_(std::move(ca_file)) {}
    Result<void> join_authorities() const;

    std::string ca_file_;
    std::vector<std::unique_ptr<Simulator>> exchanges_;
};

}  // namespace mdc::sim
