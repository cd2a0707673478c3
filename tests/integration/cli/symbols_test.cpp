// `mdc symbols` against simulated exchanges: what is listed, in the ways that people ask.

#include <gtest/gtest.h>

#include "mdc/sim/simulator.hpp"

#include "tests/integration/support/program.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {
namespace {

class Symbols : public testing::Test {
  protected:
    void play(const std::string& market, std::vector<std::string> symbols,
              std::vector<std::string> faults = {}) {
        sim::SimulatorOptions options;
        options.venue = market_ = market;
        options.symbols = std::move(symbols);
        options.levels = 100;
        options.ca_file = folder_ / "ca.pem";
        for (const auto& fault : faults) options.faults.push_back(sim::parse_fault(fault).value());
        simulator_ = sim::Simulator::start(options).value();
    }
    [[nodiscard]] Finished list(std::vector<std::string> flags) const {
        auto words = mdc({"symbols", market_, "--rest-url", simulator_->rest_url(), "--ca-file",
                          simulator_->ca_file()});
        words.insert(words.end(), flags.begin(), flags.end());
        return run(words);
    }

    TemporaryFolder folder_;
    std::string market_;
    std::unique_ptr<sim::Simulator> simulator_;
};

TEST_F(Symbols, AreListedWithWhatTheExchangeSaysOfThem) {
    play("okx", {"BTC-USDT", "BTC-USDT-SWAP", "BTC-USD-SWAP", "BTC-USD-261225-70000-C"});
    const auto all = list({});
    EXPECT_EQ(all.code, 0) << all.err;
    EXPECT_NE(all.err.find("4 of 4 instruments of okx"), std::string::npos) << all.err;
    EXPECT_NE(all.out.find("perpetual"), std::string::npos) << all.out;
    EXPECT_NE(all.out.find("100 USD"), std::string::npos) << "a contract of 100 USD: " << all.out;
    EXPECT_NE(all.out.find("2026-12-25"), std::string::npos) << "its expiry: " << all.out;
    EXPECT_EQ(list({"--grep", "usdt-swap", "--tickers"}).out, "BTC-USDT-SWAP\n");
    EXPECT_EQ(list({"--grep", "*-SWAP", "--tickers"}).out, "BTC-USD-SWAP\nBTC-USDT-SWAP\n");
    EXPECT_EQ(list({"--type", "option", "--tickers"}).out, "BTC-USD-261225-70000-C\n");
}

TEST_F(Symbols, NothingFoundIsSaid) {
    play("binance_usdm", {"BTCUSDT"});
    const auto none = list({"--grep", "doge"});
    EXPECT_EQ(none.code, 1);
    EXPECT_EQ(none.out, "");
    EXPECT_NE(none.err.find("0 of 1 instruments of binance_usdm"), std::string::npos) << none.err;
}

TEST_F(Symbols, AListOfManyPagesIsWhole) {
    std::vector<std::string> many;
    for (int i = 0; i < 1'200; ++i) many.push_back("COIN" + std::to_string(i) + "USDT");
    play("bybit_linear", many);
    const auto all = list({"--tickers"});
    EXPECT_NE(all.err.find("1200 of 1200 instruments of bybit_linear"), std::string::npos)
        << all.err;
}

TEST_F(Symbols, AnExchangeThatRefusesIsNamed) {
    play("binance_spot", {"BTCUSDT"}, {"rest:code=429,count=0"});
    const auto refused = list({});
    EXPECT_EQ(refused.code, 1) << refused.err;
    EXPECT_NE(refused.err.find("mdc: binance_spot: the instrument list could not be had"),
              std::string::npos)
        << refused.err;
}

}  // namespace
}  // namespace mdc::test
