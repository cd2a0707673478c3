#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/bybit/bybit.hpp"
#include "mdc/exchanges/stream_set.hpp"

#include "tests/support/make_stream.hpp"
#include "tests/unit/exchanges/bybit/bybit_frames.hpp"

namespace mdc::exchanges::bybit {
namespace {

const Bybit kSpot(test::bybit_market(Category::spot));
const Bybit kLinear(test::bybit_market(Category::linear));
const Bybit kInverse(test::bybit_market(Category::inverse));
const Bybit kOption(test::bybit_market(Category::option));
constexpr const Bybit* kAll[] = {&kSpot, &kLinear, &kInverse, &kOption};

TEST(BybitPlan, TopicsAreTheChannelAndTheSymbol) {
    const auto channel = [](const Bybit& market, const std::string& ticker, Feed feed) {
        return test::make_stream(market, ticker, feed).channel;
    };
    EXPECT_EQ(channel(kSpot, "BTCUSDT", Feed::orderbook_l2), "orderbook.50.BTCUSDT");
    EXPECT_EQ(channel(kLinear, "BTCPERP", Feed::bbo), "orderbook.1.BTCPERP");
    EXPECT_EQ(channel(kInverse, "BTCUSDH27", Feed::trades), "publicTrade.BTCUSDH27");
    EXPECT_EQ(channel(kLinear, "1000PEPEUSDT", Feed::tickers), "tickers.1000PEPEUSDT");
    EXPECT_EQ(channel(kOption, "BTC-26MAR27-90000-C-USDT", Feed::orderbook_l2),
              "orderbook.25.BTC-26MAR27-90000-C-USDT");
    EXPECT_EQ(channel(kOption, "BTC-26MAR27-90000-C-USDT", Feed::trades), "publicTrade.BTC");
}

TEST(BybitPlan, BooksCanBeChosenByTheirDepth) {
    const auto depths = [](const Bybit& market, std::string_view ticker) {
        std::vector<int> found;
        const auto type = market.instrument_of(ticker).type;
        for (const auto& each : market.facts().channels) {
            if (each.feed != Feed::orderbook_l2) continue;
            EXPECT_TRUE(each.is_for(type));
            EXPECT_EQ(each.variant, "orderbook." + std::to_string(each.depth_limit));
            found.push_back(each.depth_limit);
        }
        return found;
    };
    for (const auto* market : {&kSpot, &kLinear, &kInverse}) {
        EXPECT_EQ(depths(*market, "BTCUSDT"), (std::vector<int>{50, 200, 1000}));
    }
    EXPECT_EQ(depths(kOption, "BTC-26MAR27-90000-C"), (std::vector<int>{25, 100}));
}

TEST(BybitPlan, OptionsHaveNoQuotes) {
    const auto streams =
        choose_streams(kOption, kOption.instrument_of("BTC-26MAR27-90000-C"), Feed::bbo);
    ASSERT_FALSE(streams);
    EXPECT_EQ(streams.error().kind, ErrorKind::usage);
}

TEST(BybitPlan, RulesAreTheOnesOfTheIds) {
    const auto rule = [](const Bybit& market, const std::string& ticker, Feed feed) {
        return test::make_stream(market, ticker, feed).rule;
    };
    EXPECT_EQ(rule(kLinear, "BTCUSDT", Feed::orderbook_l2), ArrivalRule::chain);
    EXPECT_EQ(rule(kLinear, "BTCUSDT", Feed::bbo), ArrivalRule::newest);
    EXPECT_EQ(rule(kLinear, "BTCUSDT", Feed::trades), ArrivalRule::seen);
    EXPECT_EQ(rule(kLinear, "BTCUSDT", Feed::tickers), ArrivalRule::leader);
    EXPECT_EQ(rule(kInverse, "BTCUSD", Feed::tickers), ArrivalRule::leader);
    EXPECT_EQ(rule(kSpot, "BTCUSDT", Feed::tickers), ArrivalRule::newest);
    EXPECT_EQ(rule(kOption, "BTC-26MAR27-90000-C", Feed::tickers), ArrivalRule::seen);
}

TEST(BybitPlan, OnlyTickersOfFuturesAreDeltas) {
    for (const auto* market : kAll) {
        const bool is_future = market == &kLinear || market == &kInverse;
        for (const auto& each : market->facts().channels) {
            EXPECT_EQ(each.is_delta, is_future && each.feed == Feed::tickers) << each.name;
            EXPECT_EQ(each.is_shared, market == &kOption && each.feed == Feed::trades) << each.name;
        }
    }
}

TEST(BybitPlan, ANameSaysTheType) {
    const auto type = [](const Bybit& market, std::string_view ticker) {
        return market.instrument_of(ticker).type;
    };
    EXPECT_EQ(type(kSpot, "BTCUSDT"), InstrumentType::spot);
    for (const auto* ticker : {"BTCUSDT", "BTCPERP", "SHIB1000USDT", "USDCUSDT"}) {
        EXPECT_EQ(type(kLinear, ticker), InstrumentType::perpetual) << ticker;
    }
    for (const auto* ticker : {"BTC-26DEC25", "BTCUSDT-21FEB25"}) {
        EXPECT_EQ(type(kLinear, ticker), InstrumentType::future) << ticker;
    }
    for (const auto* ticker : {"BTCUSDH26", "ETHUSDZ27", "BTCUSDM26", "BTCUSDU26"}) {
        EXPECT_EQ(type(kInverse, ticker), InstrumentType::future) << ticker;
    }
    for (const auto* ticker : {"BTCUSD", "ETHUSD", "USDH26", "BTCUSDA26", "BTCUSDH2X", "H26", ""}) {
        EXPECT_EQ(type(kInverse, ticker), InstrumentType::perpetual) << ticker;
    }
    EXPECT_EQ(type(kOption, "ETH-28FEB25-2800-C"), InstrumentType::option);
}

TEST(BybitPlan, AFamilyOfOptionsSharesItsTrades) {
    StreamSet set;
    const auto add = [&](const std::string& ticker) {
        const auto instrument = kOption.instrument_of(ticker);
        auto stream = choose_streams(kOption, instrument, Feed::trades).value().front();
        return set.add(kOption, std::move(stream), instrument);
    };
    add("BTC-26MAR27-90000-C-USDT");
    add("BTC-26MAR27-90000-P-USDT");
    add("ETH-26MAR27-3000-C");
    const auto plans = plan_connections(kOption, set.streams());
    ASSERT_EQ(plans.size(), 1u);
    EXPECT_EQ(plans[0].target, "/v5/public/option");
    EXPECT_EQ(plans[0].streams.size(), 2u) << "one a coin";
    EXPECT_EQ(plans[0].table.size(), 5u);
    EXPECT_EQ(plans[0].table.find("publicTrade.BTC")->instrument, kNoInstrument);
    EXPECT_EQ(plans[0].table.find("ETH-26MAR27-3000-C")->instrument, InstrumentId{2});
}

TEST(BybitPlan, EachMarketHasItsConnections) {
    const std::string routes[] = {"/v5/public/spot", "/v5/public/linear", "/v5/public/inverse",
                                  "/v5/public/option"};
    for (std::size_t i = 0; i < std::size(kAll); ++i) {
        for (const auto& each : kAll[i]->facts().channels) EXPECT_EQ(each.route, routes[i]);
    }
}

TEST(BybitPlan, RequestsNameTheirTopics) {
    const std::vector streams = {test::make_stream(kLinear, "BTCUSDT", Feed::orderbook_l2, 0),
                                 test::make_stream(kLinear, "BTCUSDT", Feed::trades, 1)};
    EXPECT_EQ(
        kLinear.subscribe_text(streams, 7),
        R"({"req_id":"7","op":"subscribe","args":["orderbook.50.BTCUSDT","publicTrade.BTCUSDT"]})");
    EXPECT_EQ(kLinear.unsubscribe_text(std::span(streams).first(1), 8),
              R"({"req_id":"8","op":"unsubscribe","args":["orderbook.50.BTCUSDT"]})");
}

// The documented limit is one of characters, with the quotes and commas around each name.
TEST(BybitPlan, AConnectionKeepsToTheLengthOfAllItsTopics) {
    for (const auto* market : kAll) {
        std::vector<Stream> streams;
        for (std::uint32_t i = 0; i < 3000; ++i) {
            streams.push_back(
                test::make_stream(*market, "B" + std::to_string(i), Feed::tickers, i));
        }
        for (const auto& plan : plan_connections(*market, streams)) {
            std::size_t length = 2;
            for (const auto id : plan.streams) length += streams[index_of(id)].channel.size() + 3;
            EXPECT_LE(length, 21'000u);
            EXPECT_LE(plan.streams.size(), 2000u);
        }
    }
    EXPECT_EQ(kSpot.facts().limits.streams_per_request, 10);
}

TEST(BybitPlan, ABookThatBrokeIsSubscribedAnew) {
    auto book = test::make_stream(kLinear, "BTCUSDT", Feed::orderbook_l2, 3);
    const auto request = kLinear.resync(book, 1000);
    EXPECT_EQ(request.kind, Request::Kind::resubscribe);
    EXPECT_EQ(request.stream, StreamId{3});
}

TEST(BybitPlan, ATopicLeadsToItsChannelOnly) {
    const auto name_of = [](std::string_view topic) {
        const auto found = find_topic(test::bybit_market(Category::linear), topic);
        return found ? std::string(found->channel->name) + " " + std::string(found->symbol)
                     : std::string("none");
    };
    EXPECT_EQ(name_of("orderbook.1.BTCUSDT"), "orderbook.1 BTCUSDT");
    EXPECT_EQ(name_of("orderbook.1000.BTCUSDT"), "orderbook.1000 BTCUSDT");
    EXPECT_EQ(name_of("orderbook.500.BTCUSDT"), "orderbook.1000 BTCUSDT") << "older captures";
    EXPECT_EQ(name_of("orderbook.100.BTCUSDT"), "none");
    EXPECT_EQ(name_of("orderbook.rpi.BTCUSDT"), "none");
    EXPECT_EQ(name_of("orderbook.1."), "none");
    EXPECT_EQ(name_of("orderbook.1"), "none");
    EXPECT_EQ(name_of("tickers_lt.BTCUSDT"), "none");
    EXPECT_EQ(name_of(""), "none");
    EXPECT_FALSE(
        find_topic(test::bybit_market(Category::option), "orderbook.500.BTC-26MAR27-90000-C"));
}

}  // namespace
}  // namespace mdc::exchanges::bybit
