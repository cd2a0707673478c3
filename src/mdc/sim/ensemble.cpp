#include "mdc/sim/ensemble.hpp"

#include <algorithm>
#include <fstream>
#include <optional>

#include <fmt/format.h>

namespace mdc::sim {

Result<std::unique_ptr<Ensemble>> Ensemble::start(std::vector<SimulatorOptions> options,
                                                  std::string ca_file) {
    std::unique_ptr<Ensemble> ensemble(new Ensemble(std::move(ca_file)));
    for (auto& each : options) {
        auto exchange = Simulator::start(std::move(each));
        if (!exchange) return exchange.error();
        ensemble->exchanges_.push_back(std::move(*exchange));
    }
    if (auto joined = ensemble->join_authorities(); !joined) return joined.error();
    return ensemble;
}

Ensemble::~Ensemble() = default;

// A PEM file may hold any number of certificates, one after the other.
Result<void> Ensemble::join_authorities() const {
    std::ofstream all(ca_file_, std::ios::trunc);
    for (const auto& exchange : exchanges_) all << std::ifstream(exchange->ca_file()).rdbuf();
    all.close();
    if (all) return {};
    return fail(ErrorKind::target, fmt::format("cannot write the CAs to {}", ca_file_));
}

bool Ensemble::is_finished() const noexcept {
    return std::all_of(exchanges_.begin(), exchanges_.end(),
                       [](const auto& exchange) { return exchange->is_finished(); });
}

bool Ensemble::wait_finished(std::chrono::milliseconds timeout) const {
    const auto until = std::chrono::steady_clock::now() + timeout;
    return std::all_of(exchanges_.begin(), exchanges_.end(), [&](const auto& exchange) {
        const auto left = until - std::chrono::steady_clock::now();
        return exchange->wait_finished(std::chrono::ceil<std::chrono::milliseconds>(left));
    });
}

Result<void> Ensemble::stop() {
    std::optional<Error> first;
    for (const auto& exchange : exchanges_) {
        if (auto stopped = exchange->stop(); !stopped && !first) first = stopped.error();
    }
    if (first) return *first;
    return {};
}

}  // namespace mdc::sim
