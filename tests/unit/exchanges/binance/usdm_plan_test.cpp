#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/choice.hpp"
#include "mdc/exchanges/plan.hpp"
#include "mdc/exchanges/registry.hpp"
#include "mdc/exchanges/stream_set.hpp"

namespace mdc::exchanges::binance {
namespace {

const Exchange& exchange() { return *find(ExchangeId::binance_usdm); }

std::vector<std::string> channels(Feed feed, const ChannelChoice& choice = {}) {
    std::vector<std::string> names;
    const auto instrument = exchange().instrument_of("BTCUSDT");
    for (const auto& stream : choose_streams(exchange(), instrument, feed, choice).value()) {
        names.push_back(stream.channel);
    }
    return names;
}

std::vector<std::string> chosen(Feed feed, const std::string& variant) {
    ChannelChoice choice;
    choice.by_feed[static_cast<std::size_t>(feed)] = {variant};
    return channels(feed, choice);
}

using Names = std::vector<std::string>;

TEST(BinanceUsdmPlan, ByDefaultTheDocumentedChannels) {
    EXPECT_EQ(channels(Feed::orderbook_l2), Names{"btcusdt@depth@100ms"});
    EXPECT_EQ(channels(Feed::bbo), Names{"btcusdt@bookTicker"});
    EXPECT_EQ(channels(Feed::trades), Names{"btcusdt@aggTrade"});
    EXPECT_EQ(channels(Feed::tickers), (Names{"btcusdt@ticker", "btcusdt@markPrice@1s"}));
}

TEST(BinanceUsdmPlan, OtherSpeedsAndSingleTradesCanBeChosen) {
    EXPECT_EQ(chosen(Feed::orderbook_l2, "depth@0ms"), Names{"btcusdt@depth@0ms"});
    EXPECT_EQ(chosen(Feed::orderbook_l2, "depth@500ms"), Names{"btcusdt@depth@500ms"});
    EXPECT_EQ(chosen(Feed::trades, "trade"), Names{"btcusdt@trade"});
}

// On the wrong route a channel is acknowledged and silent.
TEST(BinanceUsdmPlan, ChannelsGoOverTheRouteThatServesThem) {
    StreamSet set;
    const auto instrument = exchange().instrument_of("BTCUSDT");
    for (const auto& channel : exchange().facts().channels) {
        set.add(exchange(), exchange().stream_of(channel, instrument).value(), instrument);
    }
    const auto plans = plan_connections(exchange(), set.streams());
    ASSERT_EQ(plans.size(), 2u);
    for (const auto& plan : plans) {
        const bool is_public = plan.target == "/public/stream";
        EXPECT_TRUE(is_public || plan.target == "/market/stream") << plan.target;
        EXPECT_EQ(plan.time_unit, TimeUnit::milliseconds);
        for (const auto* name : {"btcusdt@depth@100ms", "btcusdt@depth@500ms", "btcusdt@depth@0ms",
                                 "btcusdt@bookTicker", "btcusdt@trade"}) {
            EXPECT_EQ(plan.table.find(name) != nullptr, is_public) << name;
        }
        for (const auto* name : {"btcusdt@aggTrade", "btcusdt@ticker", "btcusdt@markPrice@1s"}) {
            EXPECT_EQ(plan.table.find(name) != nullptr, !is_public) << name;
        }
    }
}

TEST(BinanceUsdmPlan, ATickerTellsPerpetualsFromDatedFutures) {
    const auto perpetual = exchange().instrument_of("BTCUSDT");
    EXPECT_EQ(perpetual.type, InstrumentType::perpetual);
    EXPECT_EQ(perpetual.underlying, "BTCUSDT");
    const auto dated = exchange().instrument_of("BTCUSDT_261225");
    EXPECT_EQ(dated.type, InstrumentType::future);
    EXPECT_EQ(dated.underlying, "BTCUSDT");
}

TEST(BinanceUsdmPlan, OnlyTheListedDepthsAreAskedFor) {
    const auto book =
        choose_streams(exchange(), exchange().instrument_of("BTCUSDT"), Feed::orderbook_l2)
            .value()
            .front();
    struct Case {
        int wanted, asked, weight;
    };
    for (const auto& [wanted, asked, weight] :
         {Case{-1, 5, 2}, Case{5, 5, 2}, Case{6, 10, 2}, Case{21, 50, 2}, Case{51, 100, 5},
          Case{101, 500, 10}, Case{501, 1000, 20}, Case{1000, 1000, 20}, Case{5000, 1000, 20}}) {
        const auto request = exchange().resync(book, wanted);
        EXPECT_EQ(request.target, "/fapi/v1/depth?symbol=BTCUSDT&limit=" + std::to_string(asked));
        EXPECT_EQ(request.weight, weight) << wanted;
    }
}

TEST(BinanceUsdmPlan, TheInstrumentListKnowsNoFilter) {
    for (const auto& tickers : {Names{}, Names{"BTCUSDT"}, Names{"BTCUSDT", "ETHUSDT"}}) {
        const auto requests = exchange().instruments_requests(tickers);
        ASSERT_EQ(requests.size(), 1u);
        EXPECT_EQ(requests.front().target, "/fapi/v1/exchangeInfo");
        EXPECT_EQ(requests.front().weight, 1);
    }
}

}  // namespace
}  // namespace mdc::exchanges::binance
