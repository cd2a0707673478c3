// Instruments are listed and delisted while a glob is recorded.

#include <gtest/gtest.h>

#include "mdc/collector/live/collector.hpp"
#include "mdc/config/parse_text.hpp"
#include "mdc/sim/simulator.hpp"

#include "tests/integration/support/eventually.hpp"
#include "tests/integration/support/json_row.hpp"
#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// An exchange that goes on with other instruments, at the same place.
class Listing : public testing::TestWithParam<std::string> {
  protected:
    void play(std::vector<std::string> symbols) {
        simulator_.reset();
        sim::SimulatorOptions options;
        options.venue = GetParam();
        options.symbols = std::move(symbols);
        options.port = port_;
        options.rate = 400;
        options.levels = 300;
        options.is_plain = true;
        for (const auto& fault : faults_) options.faults.push_back(sim::parse_fault(fault).value());
        auto started = sim::Simulator::start(options);
        ASSERT_TRUE(started) << started.error().message;
        simulator_ = std::move(*started);
        port_ = simulator_->port();
    }
    void record(const std::string& selector) {
        config::Config config;
        config.selections = {config::parse_selector(selector).value()};
        config.network.urls.push_back({"", simulator_->ws_url(), simulator_->rest_url()});
        auto target = config::parse_target("jsonl:rows").value();
        target.target = rows_;
        auto tables = config::parse_target((folder_ / "tables").string()).value();
        config.sinks = {target, tables};
        config.refresh = 1s;
        config.threads.io = threads_;
        collector_ = std::move(collector::Collector::prepare(config).value());
        ASSERT_TRUE(collector_->start());
    }
    [[nodiscard]] JsonRows rows(const std::string& table) const {
        const auto file = rows_ / (table + ".jsonl");
        return fs::exists(file) ? rows_of_file(file) : JsonRows();
    }
    [[nodiscard]] bool has(const std::string& table, const std::string& ticker,
                           std::size_t count = 1) const {
        return eventually([&] { return where(rows(table), {{"ticker", ticker}}).size() >= count; });
    }

    int threads_ = 1;
    std::vector<std::string> faults_;
    TemporaryFolder folder_;
    fs::path rows_ = folder_ / "rows";
    std::uint16_t port_ = 0;
    std::unique_ptr<sim::Simulator> simulator_;
    std::unique_ptr<collector::Collector> collector_;
};

TEST_P(Listing, WhatIsListedIsRecordedAndWhatIsGoneIsSaid) {
    const bool is_okx = GetParam() == "okx";
    const std::string first = is_okx ? "BTC-USDT-SWAP" : "BTCUSDT";
    const std::string second = is_okx ? "ETH-USDT-SWAP" : "ETHUSDT";
    const std::string other = is_okx ? "BTC-USDT" : "BTCDAI";
    play({first, other});
    record(GetParam() + (is_okx ? ":*-USDT-SWAP" : ":*USDT"));
    ASSERT_TRUE(has("trades", first));
    EXPECT_EQ(collector_->lanes().front()->universe().instruments.front().ticker, first);

    play({first, second, other});
    for (const auto* table : {"instruments", "orderbook_l2", "trades", "bbo", "tickers"}) {
        EXPECT_TRUE(has(table, second)) << table;
    }
    play({second, other});
    const auto is_told_gone = [&] {
        return !where(rows("gaps"), {{"ticker", first}, {"cause", "delisted"}}).empty();
    };
    EXPECT_TRUE(eventually(is_told_gone));
    const auto before = where(rows("trades"), {{"ticker", second}}).size();
    EXPECT_TRUE(has("trades", second, before + 3));
    for (const auto& sink : collector_->stop()) EXPECT_FALSE(sink.error) << sink.error->message;

    EXPECT_TRUE(where(rows("trades"), {{"ticker", other}}).empty()) << "the glob leaves it out";
    const auto gaps = rows("gaps");
    for (const auto* feed : {"orderbook_l2", "trades", "bbo", "tickers"}) {
        const auto begins = where(gaps, {{"ticker", second}, {"feed", feed}, {"cause", "listed"}});
        EXPECT_FALSE(begins.empty()) << feed;
        const auto ends = where(gaps, {{"ticker", first}, {"feed", feed}, {"cause", "delisted"}});
        ASSERT_FALSE(ends.empty()) << feed;
        EXPECT_EQ(ends.back().at("to_timestamp"), "null") << feed;
    }
}

// The second instrument goes to the thread that has none yet.
TEST_P(Listing, AThreadWithoutInstrumentsGetsWhatIsListed) {
    const bool is_okx = GetParam() == "okx";
    const std::string first = is_okx ? "BTC-USDT-SWAP" : "BTCUSDT";
    const std::string second = is_okx ? "ETH-USDT-SWAP" : "ETHUSDT";
    threads_ = 2;
    play({first});
    record(GetParam() + (is_okx ? ":*-USDT-SWAP" : ":*USDT"));
    ASSERT_TRUE(has("trades", first));
    const auto& thread = collector_->lanes().back()->io().path_stats();
    const auto& trades = thread.rows_by_feed[static_cast<std::size_t>(Feed::trades)];
    EXPECT_EQ(trades.value(), 0U);
    play({first, second});
    for (const auto* table : {"instruments", "orderbook_l2", "trades", "bbo", "tickers"}) {
        EXPECT_TRUE(has(table, second)) << table;
    }
    EXPECT_GT(trades.value(), 0U);
    for (const auto& sink : collector_->stop()) EXPECT_FALSE(sink.error) << sink.error->message;
}

TEST_P(Listing, WithoutItsListAGlobGoesOnWithTheLastOne) {
    const bool is_okx = GetParam() == "okx";
    const std::string first = is_okx ? "BTC-USDT-SWAP" : "BTCUSDT";
    const std::string glob = GetParam() + (is_okx ? ":*-USDT-SWAP" : ":*USDT");
    play({first});
    record(glob);
    ASSERT_TRUE(has("trades", first));
    for (const auto& sink : collector_->stop()) EXPECT_FALSE(sink.error) << sink.error->message;

    faults_ = {"rest:count=0,code=503"};
    rows_ = folder_ / "more_rows";
    play({first});
    record(glob);
    EXPECT_TRUE(has("trades", first));
    for (const auto& sink : collector_->stop()) EXPECT_FALSE(sink.error) << sink.error->message;
}

INSTANTIATE_TEST_SUITE_P(Venues, Listing, testing::Values("binance_spot", "okx", "bybit_linear"),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace mdc::test
