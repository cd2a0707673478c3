#include "tests/integration/support/market.hpp"

#include <gtest/gtest.h>

#include "tests/integration/support/eventually.hpp"

namespace mdc::test {

Market::Market(sim::SimulatorOptions options, bool keeps_truth) {
    options.symbols = {"BTCUSDT", "ETHUSDT"};
    if (options.wait_for_streams == 0) options.wait_for_streams = 8;
    if (keeps_truth) options.truth_directory = path("truth");
    options.ca_file = path("ca.pem");
    simulator_ = sim::Simulator::start(options).value();
}

std::vector<std::string> Market::record(std::vector<std::string> flags) const {
    auto words = mdc({"record", "binance_spot:BTCUSDT,ETHUSDT", "--ws-url", simulator_->ws_url(),
                      "--rest-url", simulator_->rest_url(), "--ca-file", simulator_->ca_file()});
    words.insert(words.end(), flags.begin(), flags.end());
    return words;
}

bool Market::has_played(std::uint64_t orders) const {
    return eventually([&] { return simulator_->summary().orders >= orders; });
}

void Market::expect_truth(const std::string& tables) {
    const auto stopped = simulator_->stop();
    ASSERT_TRUE(stopped) << stopped.error().message;
    const auto compared =
        run({python(), "tests/support/truth/compare_truth.py", path("truth"), tables});
    EXPECT_EQ(compared.code, 0) << compared.out << compared.err;
}

}  // namespace mdc::test
