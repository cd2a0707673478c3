#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/support/corpus.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/unit/sim/okx_play.hpp"
#include "tests/unit/sim/shapes.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

struct Subject {
    const char* channel;
    const char* of;
};
constexpr std::array kSubjects = {
    Subject{"bbo-tbt", "BTC-USDT-SWAP"},       Subject{"books", "BTC-USDT-SWAP"},
    Subject{"books5", "BTC-USDT-SWAP"},        Subject{"trades", "BTC-USDT-SWAP"},
    Subject{"tickers", "BTC-USDT-SWAP"},       Subject{"mark-price", "BTC-USDT-SWAP"},
    Subject{"index-tickers", "BTC-USDT"},      Subject{"funding-rate", "BTC-USDT-SWAP"},
    Subject{"open-interest", "BTC-USDT-SWAP"}, Subject{"opt-summary", "BTC-USD"},
};

std::string topic_of(const Subject& subject) {
    return std::string(subject.channel) + ":" + subject.of;
}

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string fixture(const std::string& name) { return test::fixture("okx", "sim_shapes/" + name); }

std::string full_shape(const std::string& json) { return with_full_sides(shape_of(json)); }

simdjson::dom::element element_of(simdjson::dom::parser& parser, const std::string& json) {
    return parser.parse(json)["data"].at(0).value();
}

std::string text_in(const std::string& json, const char* key) {
    simdjson::dom::parser parser;
    return std::string(std::string_view(element_of(parser, json)[key]));
}

std::int64_t time_in(const std::string& json) { return std::stoll(text_in(json, "ts")); }

void subscribe_all(OkxPlay::Client& client) {
    for (const auto& subject : kSubjects) client.subscribe(subject.channel, subject.of);
}

TEST(OkxStreams, EachMessageHasTheShapeOfACapturedOne) {
    OkxPlay play;
    auto& client = play.connect();
    auto& business = play.connect("/ws/v5/business");
    subscribe_all(client);
    business.subscribe("trades-all", "BTC-USDT-SWAP");
    play.run(31s);
    for (const auto& subject : kSubjects) {
        std::size_t pushed = 0;
        for (const auto& frame : client.of(topic_of(subject))) {
            if (frame.is_picture && std::string_view(subject.channel) == "books") continue;
            ++pushed;
            ASSERT_EQ(full_shape(frame.payload), full_shape(fixture(subject.channel)));
        }
        EXPECT_GT(pushed, 0U) << subject.channel;
    }
    ASSERT_FALSE(business.frames.empty());
    for (const auto& frame : business.frames) {
        ASSERT_EQ(shape_of(frame.payload), shape_of(fixture("trades-all")));
    }
    EXPECT_EQ(shape_of(play.get("/api/v5/public/instruments", {{"instType", "SWAP"}}).body),
              shape_of(fixture("rest_instruments")));
}

/// The longest shape of each channel in a file of the corpus: the one with all keys.
void read_shapes(const std::filesystem::path& path, std::map<std::string, std::string>& shapes) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        simdjson::dom::parser parser;
        std::string_view channel;
        if (line.find(R"("data":)") == std::string::npos) continue;
        if (parser.parse(line)["arg"]["channel"].get(channel)) continue;
        auto& shape = shapes[std::string(channel)];
        const auto fresh = full_shape(line);
        if (fresh.size() > shape.size()) shape = fresh;
    }
}

/// The open interest in money is younger than the captures.
TEST(OkxStreams, EachMessageHasTheShapeOfTheCorpus) {
    const auto corpus = test::corpus_folder() / "okx";
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus";
    std::map<std::string, std::string> live;
    std::map<std::string, std::string> samples;
    read_shapes(corpus / "live2026.jsonl", live);
    read_shapes(corpus / "ticker.jsonl", live);
    read_shapes(corpus / "samples.jsonl", samples);
    live.merge(samples);
    OkxPlay play;
    auto& client = play.connect();
    subscribe_all(client);
    play.run(1500ms);
    for (const auto& subject : kSubjects) {
        const auto frames = client.of(topic_of(subject));
        ASSERT_FALSE(frames.empty()) << subject.channel;
        auto shape = full_shape(frames.back().payload);
        const auto younger = shape.find(R"(,"oiUsd":text)");
        if (younger != std::string::npos) shape.erase(younger, 13);
        EXPECT_EQ(shape, live.at(subject.channel)) << subject.channel;
    }
    EXPECT_EQ(shape_of(play.get("/api/v5/public/instruments", {{"instType", "SWAP"}}).body),
              shape_of(first_line(corpus / "rest_instruments_2026.json")));
}

TEST(OkxStreams, NumbersHaveNoNeedlessZeros) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("books", "BTC-USDT");
    play.run(1s);
    for (const auto& frame : client.frames) {
        for (auto at = frame.payload.find("[\""); at != std::string::npos;
             at = frame.payload.find("[\"", at + 1)) {
            const auto price =
                frame.payload.substr(at + 2, frame.payload.find('"', at + 2) - at - 2);
            ASSERT_FALSE(price.find('.') != std::string::npos && price.back() == '0') << price;
            ASSERT_NE(price.back(), '.') << price;
        }
    }
}

TEST(OkxStreams, TradesOfAnOrderAtAPriceComeTogether) {
    OkxPlay play;
    auto& client = play.connect();
    auto& business = play.connect("/ws/v5/business");
    client.subscribe("trades", "BTC-USD-SWAP");
    business.subscribe("trades-all", "BTC-USD-SWAP");
    play.run(10s);
    ASSERT_GT(client.frames.size(), 100U);
    std::int64_t last = client.frames.front().first_id - 1;
    std::size_t matches = 0;
    for (const auto& frame : client.frames) {
        const auto count = std::stoll(text_in(frame.payload, "count"));
        ASSERT_EQ(frame.first_id, last + 1);
        ASSERT_EQ(std::to_string(frame.last_id), text_in(frame.payload, "tradeId"));
        ASSERT_EQ(frame.last_id - frame.first_id + 1, count);
        last = frame.last_id;
        // The matches are those of the other channel, and add up.
        std::int64_t sum = 0;
        for (auto id = frame.first_id; id <= frame.last_id; ++id, ++matches) {
            const auto& match = business.frames.at(matches);
            ASSERT_EQ(match.last_id, id);
            ASSERT_EQ(text_in(match.payload, "px"), text_in(frame.payload, "px"));
            ASSERT_EQ(text_in(match.payload, "side"), text_in(frame.payload, "side"));
            sum += std::stoll(text_in(match.payload, "sz"));
        }
        ASSERT_EQ(std::to_string(sum), text_in(frame.payload, "sz"));
    }
    EXPECT_GT(matches, client.frames.size());
    EXPECT_EQ(matches, business.frames.size());
}

TEST(OkxStreams, VolumesAreCoinsOfSpotAndContractsOfTheRest) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("tickers", "BTC-USDT");
    client.subscribe("tickers", "BTC-USDT-SWAP");
    play.run(5500ms);
    const auto spot = client.of("tickers:BTC-USDT");
    const auto swap = client.of("tickers:BTC-USDT-SWAP");
    ASSERT_GE(spot.size(), 5U);
    ASSERT_GE(swap.size(), 5U);
    const auto value = [](const auto& frame, const char* key) {
        return std::stod(text_in(frame.payload, key));
    };
    const auto price = value(spot.back(), "volCcy24h") / value(spot.back(), "vol24h");
    EXPECT_NEAR(price, value(spot.back(), "last"), 0.01 * price);
    EXPECT_EQ(value(swap.back(), "volCcy24h"), value(swap.back(), "vol24h"));
    EXPECT_EQ(text_in(spot.back().payload, "instType"), "SPOT");
    EXPECT_LT(value(spot.back(), "bidPx"), value(spot.back(), "askPx"));
    EXPECT_EQ(spot.back().last_id / 1000, time_in(spot.back().payload));
}

TEST(OkxStreams, FiguresComeAtTheirCadenceAndAtOnceToWhoSubscribes) {
    OkxPlay play;
    auto& client = play.connect();
    subscribe_all(client);
    const auto of = [&](const Subject& subject) { return client.of(topic_of(subject)); };
    for (std::size_t at = 4; at < kSubjects.size(); ++at) {
        ASSERT_EQ(of(kSubjects[at]).size(), 1U) << kSubjects[at].channel;
        EXPECT_TRUE(of(kSubjects[at])[0].is_picture);
        EXPECT_EQ(of(kSubjects[at])[0].last_id / 1000, time_in(of(kSubjects[at])[0].payload));
    }
    play.run(30500ms);
    EXPECT_EQ(of(kSubjects[5]).size(), 31U) << "mark price";
    EXPECT_EQ(of(kSubjects[6]).size(), 31U) << "index";
    EXPECT_EQ(of(kSubjects[7]).size(), 2U) << "funding rate";
    EXPECT_EQ(of(kSubjects[8]).size(), 11U) << "open interest";
    EXPECT_EQ(of(kSubjects[9]).size(), 31U) << "options";
}

TEST(OkxStreams, AllOptionsOfAFamilyComeInOneMessage) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("opt-summary", "BTC-USD");
    play.run(3500ms);
    ASSERT_EQ(client.frames.size(), 4U);
    for (const auto& frame : client.frames) {
        simdjson::dom::parser parser;
        const auto data = parser.parse(frame.payload)["data"];
        ASSERT_EQ(simdjson::dom::array(data).size(), 2U);
        EXPECT_EQ(std::string_view(data.at(0)["instId"]), "BTC-USD-261225-70000-C");
        EXPECT_EQ(std::string_view(data.at(1)["instId"]), "BTC-USD-261225-70000-P");
        EXPECT_EQ(std::string_view(data.at(0)["ts"]), std::string_view(data.at(1)["ts"]));
        EXPECT_EQ(frame.last_id / 1000, time_in(frame.payload));
    }
}

TEST(OkxStreams, FundingSaysWhenItIsPaidAndWhenItWas) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("funding-rate", "BTC-USD-SWAP");
    ASSERT_EQ(client.frames.size(), 1U);
    const auto& json = client.frames[0].payload;
    const auto next = std::stoll(text_in(json, "fundingTime"));
    constexpr std::int64_t kEvery = 8LL * 3600 * 1000;
    EXPECT_EQ(next % kEvery, 0);
    EXPECT_GT(next, time_in(json));
    EXPECT_EQ(std::stoll(text_in(json, "nextFundingTime")), next + kEvery);
    EXPECT_EQ(std::stoll(text_in(json, "prevFundingTime")), next - kEvery);
}

TEST(OkxStreams, SymbolsSayWhatTheyAre) {
    const auto of = [](const char* symbol) { return make_instrument_of("okx", symbol); };
    EXPECT_EQ(of("BTC-USDT").type, Type::spot);
    EXPECT_EQ(of("BTC-USDT").base, "BTC");
    EXPECT_EQ(of("BTC-USDT").quote, "USDT");
    EXPECT_EQ(of("BTC-USDT").start_price, make_instrument("BTCUSDT").start_price);
    EXPECT_EQ(of("BTC-USDT-SWAP").type, Type::perpetual);
    EXPECT_EQ(of("BTC-USDT-SWAP").qty_decimals, 2);
    EXPECT_EQ(of("BTC-USD-SWAP").quote, "USD");
    EXPECT_EQ(of("BTC-USD-SWAP").qty_decimals, 0);
    EXPECT_EQ(of("BTC-USD-SWAP").start_price, of("BTC-USDT").start_price);
    EXPECT_EQ(of("BTC-USDT-261225").type, Type::future);
    EXPECT_EQ(of("MOODENG-USD_UM_XPERP-310815").type, Type::future);
    EXPECT_EQ(of("MOODENG-USD_UM_XPERP-310815").quote, "USD");
    EXPECT_EQ(of("BTC-USD-261225-70000-C").type, Type::option);
    EXPECT_LT(of("BTC-USD-261225-70000-C").start_price, 2'501);
    EXPECT_EQ(of("BTC-USDT-OTHER").type, Type::spot);
    EXPECT_EQ(of("BTC-USDT-SWAP").symbol, "BTC-USDT-SWAP");
}

}  // namespace
}  // namespace mdc::sim
