// A venue begins the numbering of its books anew, for all connections at once.

#include <gtest/gtest.h>

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

// Where it happens, and each kind of book there.
LiveSetting anew(std::vector<std::string> faults = {}) {
    LiveSetting setting;
    setting.markets = {{"okx", {"BTC-USDT", "BTC-USDT-SWAP"}},
                       {"bybit_linear", {"BTCUSDT"}},
                       {"bybit_spot", {"BTCUSDT"}},
                       {"bybit_option", {"BTC-25DEC26-70000-C-USDT"}, 3}};
    setting.market = 3'500ms;
    setting.faults = std::move(faults);
    setting.faults.insert(setting.faults.begin(), "reset:after=1500ms");
    setting.play = [](auto& market) {
        market.rate = 250.0 * static_cast<double>(market.symbols.size());
        market.levels = 800;
    };
    return setting;
}

void expect_resets(const LiveRun& run) {
    for (std::size_t exchange = 0; exchange < 4; ++exchange) {
        EXPECT_EQ(run.faults(exchange).at(0), 1u) << exchange;
    }
}

TEST(NumbersBeginAnew, TheTablesAreTheMarketsRowForRow) {
    LiveRun run(anew());
    run.finish();
    expect_resets(run);
    run.expect_truth(true);
    for (const auto* feed : {"orderbook_l2", "trades", "bbo", "tickers"}) {
        EXPECT_TRUE(run.holes(feed).empty()) << feed;
    }
}

// On one connection all of this may meet the very moment of the reset.
TEST(NumbersBeginAnew, WithAllThatMayGoWrongTheLedgerIsExact) {
    auto setting = anew({"drop:p=0.01", "duplicate:p=0.02", "reorder:p=0.01",
                         "delay:p=0.02,by=80ms", "cut:conn=1,after=2s"});
    LiveRun run(setting);
    run.log.expect_anything();
    run.finish();
    expect_resets(run);
    run.expect_truth();
}

// Nobody hears the message that says it.
TEST(NumbersBeginAnew, AResetThatIsLostIsFoundByTheNextMessage) {
    LiveRun run(anew({"stall:stream=book,p=0.05,for=400ms,count=40"}));
    run.log.expect_anything();
    run.finish();
    expect_resets(run);
    run.expect_truth();
    EXPECT_FALSE(run.holes("orderbook_l2").empty());
}

// The connection is away while it happens.
TEST(NumbersBeginAnew, AReconnectedStreamGoesOnInTheNewNumbers) {
    LiveRun run(anew({"cut:conn=1,after=1450ms", "refuse:count=1,after=1450ms"}));
    run.log.expect_anything();
    run.finish();
    expect_resets(run);
    run.expect_truth();
}

TEST(NumbersBeginAnew, TheyMayDoSoAgainAndAgain) {
    LiveSetting setting;
    setting.markets = {{"okx", {"BTC-USDT", "BTC-USDT-SWAP"}}};
    setting.faults = {"reset:after=200ms,count=10"};
    setting.play = [](auto& market) { market.rate = 500; };
    LiveRun run(setting);
    run.finish();
    EXPECT_EQ(run.faults()[0], 10u);
    run.expect_truth(true);
}

}  // namespace
}  // namespace mdc::test
