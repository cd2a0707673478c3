#include "mdc/exchanges/plan.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mdc/exchanges/choice.hpp"
#include "mdc/exchanges/stream_set.hpp"

#include "tests/unit/exchanges/okx/okx.hpp"

namespace mdc::exchanges::okx {
namespace {

const Okx& exchange() {
    static const Okx instance;
    return instance;
}

std::vector<std::string> channels(const std::string& ticker, Feed feed, ChannelChoice choice = {}) {
    std::vector<std::string> names;
    const auto instrument = exchange().instrument_of(ticker);
    for (const auto& stream : choose_streams(exchange(), instrument, feed, choice).value()) {
        names.push_back(stream.channel);
    }
    return names;
}

Stream stream(const std::string& ticker, Channel channel) {
    const auto& facts = channel_of(market(), static_cast<std::uint8_t>(channel));
    return exchange().stream_of(facts, exchange().instrument_of(ticker)).value();
}

using Names = std::vector<std::string>;

TEST(OkxPlan, ANameSaysTheType) {
    const auto type_of = [](const std::string& ticker) {
        return exchange().instrument_of(ticker).type;
    };
    EXPECT_EQ(type_of("BTC-USDT"), InstrumentType::spot);
    EXPECT_EQ(type_of("BTC-USDT-SWAP"), InstrumentType::perpetual);
    EXPECT_EQ(type_of("BTC-USD_UM-SWAP"), InstrumentType::perpetual);
    EXPECT_EQ(type_of("BTC-USD-261225"), InstrumentType::future);
    EXPECT_EQ(type_of("MOODENG-USD_UM_XPERP-310815"), InstrumentType::future);
    EXPECT_EQ(type_of("BTC-USD-261225-90000-C"), InstrumentType::option);
    EXPECT_EQ(type_of("ETH-USD-261225-3000-P"), InstrumentType::option);
    for (const auto* name : {"", "BTC", "BTC-USDT-X", "BTC-USD-26122", "BTC-USD-261225-90000-X",
                             "BTC-USD-261225-90000", "BTC-USDT_BTC-USDT-SWAP-A-B-C"}) {
        EXPECT_EQ(type_of(name), InstrumentType::other) << name;
    }
}

TEST(OkxPlan, ADerivativeIsPricedByItsPair) {
    const auto underlying_of = [](const std::string& ticker) {
        return exchange().instrument_of(ticker).underlying;
    };
    EXPECT_EQ(underlying_of("BTC-USDT"), "");
    EXPECT_EQ(underlying_of("BTC-USDT-SWAP"), "BTC-USDT");
    EXPECT_EQ(underlying_of("BTC-USD_UM-SWAP"), "BTC-USD");
    EXPECT_EQ(underlying_of("MOODENG-USD_UM_XPERP-310815"), "MOODENG-USD");
    EXPECT_EQ(underlying_of("BTC-USD-261225-90000-C"), "BTC-USD");
}

TEST(OkxPlan, EachTypeHasItsChannels) {
    EXPECT_EQ(channels("BTC-USDT", Feed::orderbook_l2), Names{"books:BTC-USDT"});
    EXPECT_EQ(channels("BTC-USDT", Feed::bbo), Names{"bbo-tbt:BTC-USDT"});
    EXPECT_EQ(channels("BTC-USDT", Feed::trades), Names{"trades:BTC-USDT"});
    EXPECT_EQ(channels("BTC-USDT", Feed::tickers), Names{"tickers:BTC-USDT"});
    EXPECT_EQ(channels("BTC-USDT-SWAP", Feed::tickers),
              (Names{"tickers:BTC-USDT-SWAP", "mark-price:BTC-USDT-SWAP", "index-tickers:BTC-USDT",
                     "funding-rate:BTC-USDT-SWAP", "open-interest:BTC-USDT-SWAP"}));
    EXPECT_EQ(channels("BTC-USD-261225", Feed::tickers),
              (Names{"tickers:BTC-USD-261225", "mark-price:BTC-USD-261225", "index-tickers:BTC-USD",
                     "open-interest:BTC-USD-261225"}));
    EXPECT_EQ(channels("BTC-USD-261225-90000-C", Feed::tickers),
              (Names{"tickers:BTC-USD-261225-90000-C", "mark-price:BTC-USD-261225-90000-C",
                     "index-tickers:BTC-USD", "open-interest:BTC-USD-261225-90000-C",
                     "opt-summary:BTC-USD"}));
}

TEST(OkxPlan, VariantsAreChosenByName) {
    ChannelChoice choice;
    choice.by_feed[static_cast<std::size_t>(Feed::trades)] = {"trades-all"};
    choice.by_feed[static_cast<std::size_t>(Feed::orderbook_l2)] = {"books-l2-tbt", "books"};
    EXPECT_EQ(channels("BTC-USDT", Feed::trades, choice), Names{"trades-all:BTC-USDT"});
    EXPECT_EQ(channels("BTC-USDT", Feed::orderbook_l2, choice), Names{"books:BTC-USDT"});
    choice.can_log_in = true;
    EXPECT_EQ(channels("BTC-USDT", Feed::orderbook_l2, choice), Names{"books-l2-tbt:BTC-USDT"});
}

TEST(OkxPlan, RulesAreTheOnesOfTheDecisionRecord) {
    EXPECT_EQ(stream("BTC-USDT", Channel::books).rule, ArrivalRule::chain);
    EXPECT_EQ(stream("BTC-USDT", Channel::trades).rule, ArrivalRule::chain);
    EXPECT_EQ(stream("BTC-USDT", Channel::bbo_tbt).rule, ArrivalRule::newest);
    EXPECT_EQ(stream("BTC-USDT", Channel::tickers).rule, ArrivalRule::seen);
}

TEST(OkxPlan, RequestsNameEachChannelByItself) {
    const std::vector streams = {stream("BTC-USDT", Channel::books),
                                 stream("BTC-USD-261225-90000-C", Channel::opt_summary)};
    EXPECT_EQ(exchange().subscribe_text(streams, 7),
              R"({"id":"7","op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"},)"
              R"({"channel":"opt-summary","instFamily":"BTC-USD"}]})");
    EXPECT_EQ(exchange().unsubscribe_text(std::span(streams).first(1), 8),
              R"({"id":"8","op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT"}]})");
}

// What a request costs is counted in channel names; even the longest keep to the 64 KB.
TEST(OkxPlan, TheLongestRequestIsAllowed) {
    const std::vector streams(static_cast<std::size_t>(market().limits.streams_per_request),
                              stream(std::string(64, 'A'), Channel::books50_l2_tbt));
    EXPECT_LT(exchange().subscribe_text(streams, 1).size(), 64u * 1024);
    EXPECT_FALSE(is_ticker(std::string(65, 'A')));
}

TEST(OkxPlan, ConnectionsAreOfOneRouteAndNeverHaveTooManyBooks) {
    StreamSet set;
    ChannelChoice choice;
    choice.can_log_in = true;
    choice.by_feed[static_cast<std::size_t>(Feed::trades)] = {"trades-all"};
    for (int i = 0; i < 70; ++i) {
        const auto instrument = exchange().instrument_of("C" + std::to_string(i) + "-USDT");
        for (const auto feed : {Feed::orderbook_l2, Feed::trades}) {
            for (const auto& each : choose_streams(exchange(), instrument, feed, choice).value()) {
                set.add(exchange(), each, instrument);
            }
        }
    }
    const auto plans = plan_connections(exchange(), set.streams());
    ASSERT_EQ(plans.size(), 4u);
    for (const auto& plan : plans) {
        const auto& first = set.streams()[index_of(plan.streams.front())];
        EXPECT_EQ(plan.target, first.feed == Feed::trades ? "/ws/v5/business" : "/ws/v5/public");
        EXPECT_LE(plan.streams.size(), first.feed == Feed::trades ? 240u : 30u);
    }
}

TEST(OkxPlan, ResyncJoinsTheChannelAgain) {
    auto book = stream("BTC-USDT", Channel::books);
    book.id = StreamId{3};
    const auto request = exchange().resync(book, 400);
    EXPECT_EQ(request.kind, Request::Kind::resubscribe);
    EXPECT_EQ(request.stream, book.id);
}

std::vector<std::string> targets(const std::vector<std::string>& tickers) {
    std::vector<std::string> all;
    for (const auto& request : exchange().instruments_requests(tickers)) {
        all.push_back(request.target);
    }
    return all;
}

TEST(OkxPlan, InstrumentsAreListedByTypeAndOptionsByFamily) {
    const std::string path = "/api/v5/public/instruments?instType=";
    EXPECT_EQ(targets({}),
              (Names{path + "SPOT", path + "SWAP", path + "FUTURES",
                     path + "OPTION&instFamily=BTC-USD", path + "OPTION&instFamily=ETH-USD"}));
    EXPECT_EQ(targets({"BTC-USDT", "ETH-USDT"}), Names{path + "SPOT"});
    EXPECT_EQ(targets({"BTC-USD-SWAP", "SOL-USD-261225-90-C", "SOL-USD-261225-90-P"}),
              (Names{path + "SWAP", path + "OPTION&instFamily=SOL-USD"}));
    EXPECT_EQ(targets({"BTC-*"}), targets({}));
    EXPECT_EQ(targets({"A&x=D-USD-261225-1-C"}), targets({}));
}

// The sign was made with another program: printf %s "1704876947GET/users/self/verify" |
// openssl dgst -sha256 -hmac secret -binary | base64
TEST(OkxPlan, ALoginIsSignedForItsSecond) {
    const std::vector<std::string> credentials = {"key", "secret", "pass\"\\\n"};
    EXPECT_EQ(
        exchange().login_text(credentials, {1'704'876'947'999'999}),
        R"({"op":"login","args":[{"apiKey":"key","passphrase":"pass\"\\\u000a",)"
        R"("timestamp":"1704876947","sign":"QR8IYXSz8YsO8ec0umZAawJDAM1GgDAkZvjJkRiUTxk="}]})");
    EXPECT_EQ(exchange().login_text({}, {1}), "");
    EXPECT_EQ(exchange().facts().credentials.size(), 3u);
}

TEST(OkxPlan, OtherEntitiesHaveOtherHosts) {
    const auto& presets = exchange().facts().presets;
    ASSERT_EQ(presets.size(), 3u);
    for (const auto& preset : presets) {
        EXPECT_NE(preset.endpoints.websocket, exchange().facts().endpoints.websocket);
        EXPECT_TRUE(preset.endpoints.websocket.starts_with("wss://"));
    }
    EXPECT_EQ(presets[0].name, "eea");
    EXPECT_EQ(presets[1].name, "us");
    EXPECT_EQ(presets[2].name, "demo");
}

}  // namespace
}  // namespace mdc::exchanges::okx
