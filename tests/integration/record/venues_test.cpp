// Every exchange at once, into one target: what goes wrong goes wrong at each of them.

#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

// Each kind of instrument that the exchange has.
LiveSetting everywhere() {
    LiveSetting setting;
    setting.markets = {
        {"binance_spot", {"BTCUSDT", "ETHUSDT"}},
        {"binance_usdm", {"BTCUSDT", "ETHUSDT_261225"}},
        {"okx", {"BTC-USDT", "BTC-USDT-SWAP", "BTC-USD-261225-70000-C"}},
        {"bybit_spot", {"BTCUSDT"}},
        {"bybit_linear", {"BTCUSDT", "ETHUSDT"}},
        {"bybit_inverse", {"BTCUSD", "BTCUSDZ26"}},
        {"bybit_option", {"BTC-25DEC26-70000-C-USDT", "BTC-25DEC26-80000-C-USDT"}, 5},
        {"deribit", {"BTC-PERPETUAL", "BTC-25DEC26", "BTC-25DEC26-70000-C"}}};
    setting.market = 4'000ms;
    setting.play = [](auto& market) {
        market.rate = 250.0 * static_cast<double>(market.symbols.size());
        market.levels = 800;
    };
    return setting;
}

std::size_t instruments_of(const LiveSetting& setting) {
    std::size_t count = 1;  // the index BTC-USD of OKX
    for (const auto& each : setting.markets) count += each.symbols.size();
    return count;
}

TEST(EveryVenue, WithoutFaultsTheTablesAreTheMarketsRowForRow) {
    const auto setting = everywhere();
    LiveRun run(setting);
    run.finish();
    run.expect_truth(true);
    EXPECT_EQ(run.collector().status().malformed, 0u);
    EXPECT_EQ(run.rows("instruments").size(), instruments_of(setting));
    for (const auto* feed : {"orderbook_l2", "trades", "bbo", "tickers"}) {
        EXPECT_TRUE(run.holes(feed).empty()) << feed;
        EXPECT_GT(run.rows(feed).size(), 100u) << feed;
    }
}

TEST(EveryVenue, OtherMachinesCutOtherwise) {
    auto setting = everywhere();
    const auto play = setting.play;
    setting.play = [play](auto& market) {
        play(market);
        market.variants = 2;
    };
    LiveRun run(setting);
    run.finish();
    run.expect_truth(true);
}

// More than one I/O thread: each has connections, books and a ring of its own.
LiveSetting everywhere_on_threads(int count) {
    auto setting = everywhere();
    setting.record = [count](auto& config) { config.threads.io = count; };
    return setting;
}

TEST(EveryVenue, TwoThreadsShareTheInstruments) {
    const auto setting = everywhere_on_threads(2);
    LiveRun run(setting);
    run.finish();
    run.expect_truth(true);
    EXPECT_EQ(run.collector().status().malformed, 0u);
    EXPECT_EQ(run.rows("instruments").size(), instruments_of(setting)) << "each by one thread";
    for (const auto* feed : {"orderbook_l2", "trades", "bbo", "tickers"}) {
        EXPECT_TRUE(run.holes(feed).empty()) << feed;
    }
    std::set<std::pair<std::string, std::string>> samples;
    for (const auto& row : run.rows("clock")) {
        const auto moment = std::pair{row.at("exchange"), row.at("timestamp")};
        EXPECT_TRUE(samples.insert(moment).second) << "a sample comes once";
    }
    std::uint64_t messages = 0;
    for (const auto& lane : run.collector().lanes()) {
        EXPECT_GE(lane->universe().streams.size(), 32u);
        EXPECT_GT(lane->io().path_stats().frames.value(), 500u);
        messages += lane->io().path_stats().frames.value();
    }
    EXPECT_EQ(run.collector().status().messages, messages);
}

TEST(EveryVenue, MoreThreadsThanInstrumentsOfAMarketAreAsTrue) {
    LiveRun run(everywhere_on_threads(5));
    run.finish();
    run.expect_truth(true);
}

/// One misfortune, at every exchange.
struct Misfortune {
    const char* name;
    std::vector<std::string> faults;
};

void PrintTo(const Misfortune& misfortune, std::ostream* out) { *out << misfortune.name; }

class EveryVenueWith : public testing::TestWithParam<Misfortune> {};

TEST(EveryVenue, OnTwoThreadsWhatGoesWrongIsTold) {
    auto setting = everywhere_on_threads(2);
    setting.faults = {"drop:p=0.004",       "duplicate:p=0.02",   "reorder:p=0.01",
                      "garbage:p=0.003",    "wrong_type:p=0.003", "delay:p=0.02,by=80ms",
                      "cut:conn=1,after=1s"};
    setting.rehearsal.silence = 1s;
    LiveRun run(setting);
    run.log.expect_anything();
    run.finish();
    run.expect_truth();
}

TEST_P(EveryVenueWith, TheTablesAreTrueAndTheLedgerIsExact) {
    auto setting = everywhere();
    setting.faults = GetParam().faults;
    setting.rehearsal.silence = 1s;
    LiveRun run(setting);
    run.log.expect_anything();
    run.finish();
    run.expect_truth();
    for (std::size_t i = 0; i < setting.markets.size(); ++i) {
        const auto times = run.faults(i);
        EXPECT_GT(std::accumulate(times.begin(), times.end(), std::uint64_t{0}), 0u)
            << setting.markets[i].market;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Faults, EveryVenueWith,
    testing::Values(Misfortune{"LostFrames", {"drop:p=0.01"}},
                    Misfortune{"RepeatedFrames", {"duplicate:every=3"}},
                    Misfortune{"FramesOutOfOrder", {"reorder:p=0.01"}},
                    Misfortune{"LateFrames", {"delay:p=0.02,by=120ms"}},
                    Misfortune{"SilentStreams", {"stall:count=2,after=1s,for=500ms"}},
                    Misfortune{"Garbage", {"garbage:p=0.004"}},
                    Misfortune{"WrongTypes", {"wrong_type:p=0.004"}},
                    Misfortune{"Oversized", {"oversized:count=2,after=1s,bytes=3000000"}},
                    Misfortune{"CutConnections", {"cut:after=1s"}},
                    Misfortune{"HalfOpenConnections", {"half_open:after=1s"}},
                    Misfortune{"Shutdowns", {"shutdown:after=1s,for=500ms"}},
                    Misfortune{"Closes", {"close:after=1s,code=1008"}},
                    Misfortune{"RefusedConnections", {"cut:after=1s", "refuse:count=1"}},
                    Misfortune{"Everything",
                               {"drop:p=0.004", "duplicate:p=0.02", "reorder:p=0.01",
                                "delay:p=0.02,by=80ms", "garbage:p=0.003", "wrong_type:p=0.003",
                                "cut:conn=1,after=1500ms"}}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace mdc::test
