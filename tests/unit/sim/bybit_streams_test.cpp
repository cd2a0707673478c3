#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/support/corpus.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/unit/sim/bybit_play.hpp"
#include "tests/unit/sim/shapes.hpp"
#include "tests/unit/sim/truth_folder.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::array kCategories = {"spot", "linear", "inverse", "option"};

using Levels = std::map<double, double>;

double decimal(std::int64_t mantissa, int decimals) {
    return static_cast<double>(mantissa) / std::pow(10.0, decimals);
}

double number(simdjson::simdjson_result<simdjson::dom::element> text) {
    return std::strtod(std::string(std::string_view(text)).c_str(), nullptr);
}

/// A client's book, kept as the documentation says: a snapshot replaces it, a delta must be the
/// next one, size 0 deletes.
class ChannelBook {
  public:
    void read(const std::string& json) {
        simdjson::dom::parser parser;
        const auto message = parser.parse(json).value();
        const auto data = message["data"];
        const std::int64_t id = data["u"];
        if (std::string_view(message["type"]) == "snapshot") {
            sides_[0].clear();
            sides_[1].clear();
        } else {
            EXPECT_EQ(id, id_ + 1);
        }
        id_ = id;
        sequence = data["seq"];
        EXPECT_LE(std::int64_t(message["cts"]), std::int64_t(message["ts"]));
        apply(sides_[0], data["b"].value());
        apply(sides_[1], data["a"].value());
    }
    /// As many levels as the channel shows, equal to the market's best.
    void expect_equal(const BookPicture& book, const Instrument& of, std::size_t levels) const {
        expect_side(sides_[0], book.bids, of, levels);
        expect_side(sides_[1], book.asks, of, levels);
    }
    std::int64_t sequence = 0;

  private:
    void apply(Levels& side, const simdjson::dom::element& changes) {
        double before = 0;
        for (const auto level : simdjson::dom::array(changes)) {
            const auto price = number(level.at(0));
            const auto qty = number(level.at(1));
            if (before != 0) {
                EXPECT_EQ(price < before, &side == &sides_[0]) << "best first";
            }
            before = price;
            if (qty == 0) {
                EXPECT_EQ(side.erase(price), 1U) << "only what was shown is taken away";
            } else {
                side[price] = qty;
            }
        }
    }
    static void expect_side(const Levels& side, const Ladder& ladder, const Instrument& of,
                            std::size_t levels) {
        Levels wanted;
        ladder.for_best(levels, [&](std::int64_t price, std::int64_t qty) {
            wanted[decimal(price, of.price_decimals)] = decimal(qty, of.qty_decimals);
        });
        ASSERT_EQ(wanted.size(), levels);
        EXPECT_EQ(side, wanted);
    }
    std::array<Levels, 2> sides_;
    std::int64_t id_ = 0;
};

/// An empty side shows no shape; a message with one says as much as one without.
std::string full_shape(const std::string& json) {
    auto shape = with_full_sides(shape_of(json), "[[text,text]]");
    for (auto at = shape.find("[[text]"); at != std::string::npos; at = shape.find("[[text]")) {
        shape.replace(at, 7, "[[text,text]");
    }
    return shape;
}

std::string fixture(const std::string& category, const std::string& name) {
    return full_shape(test::fixture("bybit_" + category, "sim_shapes/" + name));
}

std::size_t depth_of(const std::string& topic) {
    const auto from = topic.find('.') + 1;
    return static_cast<std::size_t>(std::atoi(topic.substr(from, topic.find('.', from)).c_str()));
}

std::vector<std::string> books_of(const BybitPlay& play, const std::string& category) {
    std::vector<std::string> topics;
    const auto depths = category == "option" ? std::vector<std::string>{"25", "100"}
                                             : std::vector<std::string>{"1", "50", "200"};
    for (const auto& depth : depths) {
        topics.push_back("orderbook." + depth + "." + play.instrument(0).symbol);
    }
    return topics;
}

TEST(BybitStreams, EachMessageHasTheShapeOfACapturedOne) {
    for (const std::string category : kCategories) {
        BybitPlay play(category);
        auto& client = play.connect();
        const auto symbol = play.instrument(0).symbol;
        const auto trades =
            category == "option" ? std::string("publicTrade.BTC") : "publicTrade." + symbol;
        auto topics = books_of(play, category);
        topics.push_back(trades);
        topics.push_back("tickers." + symbol);
        client.subscribe(topics);
        play.run(3s);
        for (const auto& topic : topics) ASSERT_GT(client.of(topic).size(), 3U) << topic;
        for (const auto& frame : client.frames) {
            const auto shape = full_shape(frame.payload);
            const bool is_top = frame.topic.starts_with("orderbook.1.");
            std::string wanted;
            if (is_top) wanted = fixture(category, "top");
            if (!is_top && frame.topic.starts_with("orderbook.")) {
                wanted = fixture(category, frame.is_picture ? "picture" : "delta");
            }
            if (frame.topic == trades) wanted = fixture(category, "trades");
            if (frame.topic.starts_with("tickers.")) {
                if (frame.payload.find(R"("type":"delta")") != std::string::npos) continue;
                wanted = fixture(category, "ticker");
            }
            ASSERT_EQ(shape, wanted) << frame.payload;
        }
        simdjson::dom::parser parser;
        const auto list = play.get("/v5/market/instruments-info", {{"category", category}});
        const auto listed = parser.parse(list.body)["result"]["list"].at(0).value();
        EXPECT_EQ(full_shape(simdjson::minify(listed)), fixture(category, "instrument"));
    }
}

/// Shapes in a file of the corpus, by the word before the first dot of the topic.
std::map<std::string, std::string> captured(const std::filesystem::path& path) {
    std::map<std::string, std::string> shapes;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        simdjson::dom::parser parser;
        simdjson::dom::element message;
        std::string_view topic, type;
        if (parser.parse(line).get(message) || message["topic"].get(topic)) continue;
        if (message["type"].get(type)) continue;
        const auto last = topic.rfind('.');
        shapes[std::string(topic.substr(0, last)) + " " + std::string(type)] = full_shape(line);
    }
    return shapes;
}

TEST(BybitStreams, EachMessageHasTheShapeOfTheCorpus) {
    const auto corpus = test::corpus_folder() / "bybit";
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus";
    auto spot = captured(corpus / "live2026_spot.jsonl");
    spot.merge(captured(corpus / "live2026_testnet_book50.jsonl"));
    const std::map<std::string, std::map<std::string, std::string>> by_category = {
        {"spot", spot}, {"linear", captured(corpus / "live2026_linear.jsonl")}};
    for (const auto& [category, shapes] : by_category) {
        BybitPlay play(category);
        auto& client = play.connect();
        client.subscribe({"orderbook.1.BTCUSDT", "orderbook.50.BTCUSDT", "publicTrade.BTCUSDT",
                          "tickers.BTCUSDT"});
        play.run(2s);
        std::size_t compared = 0;
        for (const auto& frame : client.frames) {
            simdjson::dom::parser parser;
            const std::string type(std::string_view(parser.parse(frame.payload)["type"]));
            const auto found =
                shapes.find(frame.topic.substr(0, frame.topic.rfind('.')) + " " + type);
            if (found == shapes.end() || found->first == "tickers delta") continue;
            ASSERT_EQ(full_shape(frame.payload), found->second) << frame.payload;
            ++compared;
        }
        EXPECT_GT(compared, 50U);
    }
}

TEST(BybitStreams, BooksAreTheMarketsAtEveryMessage) {
    for (const std::string category : kCategories) {
        BybitPlay play(category);
        auto& client = play.connect();
        const auto topics = books_of(play, category);
        client.subscribe(topics);
        std::map<std::string, ChannelBook> books;
        std::size_t read = 0;
        for (int pulse = 1; pulse <= 300; ++pulse) {
            play.run(10ms);
            for (; read < client.frames.size(); ++read) {
                const auto& frame = client.frames[read];
                books[frame.topic].read(frame.payload);
                EXPECT_EQ(frame.first_id, frame.last_id);
            }
            for (const auto& topic : topics) {
                const auto depth = depth_of(topic);
                const auto every = depth == 1 ? 1 : depth == 50 || depth == 25 ? 2 : 10;
                if (pulse % every != 0) continue;
                books[topic].expect_equal(play.book(0), play.instrument(0), depth);
                if (HasFailure()) FAIL() << topic << " at pulse " << pulse;
            }
        }
        for (const auto& topic : topics) ASSERT_GT(client.of(topic).size(), 20U) << topic;
    }
}

TEST(BybitStreams, TheTruthSaysWhereEachMessageStands) {
    const auto options = BybitPlay::market("linear");
    TruthFolder folder(options);
    BybitPlay play(options, &folder.truth());
    auto& client = play.connect();
    client.subscribe({"orderbook.1.BTCUSDT", "orderbook.50.BTCUSDT", "orderbook.200.BTCUSDT"});
    play.run(2s);
    ASSERT_TRUE(folder.truth().close());
    const auto lines = folder.lines("book_ids.csv");
    std::set<std::string> said;
    for (const auto& frame : client.frames) {
        simdjson::dom::parser parser;
        const std::int64_t stands = parser.parse(frame.payload)["data"]["seq"];
        said.insert(frame.topic + "," + std::to_string(frame.last_id) + "," +
                    std::to_string(stands));
    }
    EXPECT_GT(said.size(), 200U);
    EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()), said);
}

TEST(BybitStreams, LateComersFitOnTheNextMessage) {
    BybitPlay play("linear");
    auto& first = play.connect();
    first.subscribe({"orderbook.200.BTCUSDT"});
    play.run(1s);
    play.run(57ms);  // between two messages
    auto& late = play.connect();
    late.subscribe({"orderbook.200.BTCUSDT"});
    ASSERT_EQ(late.frames.size(), 1U);
    EXPECT_TRUE(late.frames[0].is_picture);
    EXPECT_EQ(late.frames[0].last_id, first.frames.back().last_id);
    play.run(1s);
    ChannelBook one, other;
    for (const auto& frame : first.frames) one.read(frame.payload);
    for (const auto& frame : late.frames) other.read(frame.payload);
    EXPECT_GT(late.frames.size(), 5U);
    EXPECT_EQ(late.frames.back().payload, first.frames.back().payload);
    EXPECT_EQ(one.sequence, other.sequence);
}

TEST(BybitStreams, DepthsCountForThemselvesAndHaveTheirCadence) {
    BybitPlay play("spot");
    auto& client = play.connect();
    client.subscribe({"orderbook.50.BTCUSDT", "orderbook.200.BTCUSDT", "orderbook.1000.BTCUSDT"});
    play.run(2s);
    const auto count = [&](const char* topic, std::int64_t every) {
        const auto frames = client.of(topic);
        for (std::size_t at = 1; at < frames.size(); ++at) {
            simdjson::dom::parser parser;
            EXPECT_EQ(std::int64_t(parser.parse(frames[at].payload)["ts"]) % every, 0);
            EXPECT_EQ(frames[at].last_id, frames[at - 1].last_id + 1);
        }
        return frames.size() - 1;
    };
    const auto fast = count("orderbook.50.BTCUSDT", 20);
    const auto slow = count("orderbook.200.BTCUSDT", 100);
    const auto slowest = count("orderbook.1000.BTCUSDT", 200);
    EXPECT_GT(fast, 50U);
    EXPECT_GE(slow, 15U);
    EXPECT_LE(slow, 20U);
    EXPECT_GE(slowest, 8U);
    EXPECT_LE(slowest, 10U);
}

TEST(BybitStreams, BestPricesThatStayAreSaidAgainWithTheirId) {
    auto options = BybitPlay::market("linear");
    options.rate = 0.02;
    BybitPlay play(options);
    auto& client = play.connect();
    client.subscribe({"orderbook.1.BTCUSDT"});
    play.run(20s);
    const auto& frames = client.frames;
    ASSERT_GE(frames.size(), 5U);
    std::size_t repeats = 0;
    for (std::size_t at = 1; at < frames.size(); ++at) {
        if (frames[at].last_id != frames[at - 1].last_id) continue;
        ++repeats;
        simdjson::dom::parser before, after;
        const auto old = before.parse(frames[at - 1].payload).value();
        const auto again = after.parse(frames[at].payload).value();
        EXPECT_EQ(simdjson::minify(old["data"]), simdjson::minify(again["data"]));
        EXPECT_GE(std::int64_t(again["ts"]) - std::int64_t(old["ts"]), 3000);
        EXPECT_LE(std::int64_t(again["ts"]) - std::int64_t(old["ts"]), 3010);
        EXPECT_FALSE(frames[at].is_picture);
    }
    EXPECT_GE(repeats, 4U);
}

TEST(BybitStreams, TradesOfATakerAtAPriceComeTogetherAndWithTheirNumbers) {
    for (const std::string category : {"spot", "linear", "inverse"}) {
        BybitPlay play(category);
        auto& client = play.connect();
        client.subscribe({"publicTrade." + play.instrument(0).symbol});
        play.run(5s);
        std::int64_t last = 0;
        std::size_t several = 0;
        for (const auto& frame : client.frames) {
            simdjson::dom::parser parser;
            const auto data = simdjson::dom::array(parser.parse(frame.payload)["data"]);
            if (data.size() > 1) ++several;
            auto id = frame.first_id;
            for (const auto trade : data) {
                const std::string name{std::string_view(trade["i"])};
                if (category != "spot") {
                    ASSERT_EQ(name.size(), 36U);
                }
                ASSERT_EQ(std::stoll(category == "spot" ? name : name.substr(24)), id++);
                ASSERT_EQ(std::int64_t(trade["seq"]), std::int64_t(data.at(0)["seq"]));
                ASSERT_EQ(std::string_view(trade["p"]), std::string_view(data.at(0)["p"]));
                ASSERT_LE(std::int64_t(trade["T"]),
                          std::int64_t(parser.parse(frame.payload)["ts"]));
            }
            ASSERT_EQ(id, frame.last_id + 1);
            if (last != 0) {
                ASSERT_EQ(frame.first_id, last + 1);
            }
            last = frame.last_id;
        }
        EXPECT_GT(client.frames.size(), 30U);
        EXPECT_GT(several, 10U);
    }
}

TEST(BybitStreams, TradesSayWhereThePriceWent) {
    BybitPlay play("linear");
    auto& client = play.connect();
    client.subscribe({"publicTrade.BTCUSDT"});
    play.run(5s);
    double before = 0;
    std::map<std::string, int> seen;
    for (const auto& frame : client.frames) {
        simdjson::dom::parser parser;
        for (const auto trade : simdjson::dom::array(parser.parse(frame.payload)["data"])) {
            const std::string tick{std::string_view(trade["L"])};
            const auto price = number(trade["p"]);
            ++seen[tick];
            if (before != 0) {
                EXPECT_EQ(price == before, tick.starts_with("Zero"));
                EXPECT_EQ(price > before, tick == "PlusTick");
                EXPECT_EQ(price < before, tick == "MinusTick");
            }
            before = price;
        }
    }
    EXPECT_EQ(seen.size(), 4U);
}

TEST(BybitStreams, OptionsOfACoinShareTheirTrades) {
    BybitPlay play("option");
    auto& client = play.connect();
    client.subscribe({"publicTrade.BTC"});
    play.run(5s);
    std::set<std::string> names, ids;
    std::size_t mixed = 0;
    std::size_t trades = 0;
    for (const auto& frame : client.frames) {
        simdjson::dom::parser parser;
        std::set<std::string> here;
        for (const auto trade : simdjson::dom::array(parser.parse(frame.payload)["data"])) {
            here.emplace(std::string_view(trade["s"]));
            ids.emplace(std::string_view(trade["i"]));
            ++trades;
        }
        names.insert(here.begin(), here.end());
        mixed += here.size() > 1 ? 1 : 0;
    }
    EXPECT_EQ(names.size(), 2U);
    EXPECT_GT(mixed, 10U);
    EXPECT_EQ(ids.size(), trades);
}

TEST(BybitStreams, TickersOfFuturesAreAPictureAndWhatChangedSince) {
    for (const std::string category : {"linear", "inverse"}) {
        BybitPlay play(category);
        auto& first = play.connect();
        const auto topic = "tickers." + play.instrument(0).symbol;
        first.subscribe({topic});
        play.run(2500ms);
        auto& late = play.connect();
        late.subscribe({topic});
        play.run(3s);
        const auto merged = [](const std::vector<BybitPlay::Frame>& frames) {
            std::map<std::string, std::string> state;
            for (const auto& frame : frames) {
                simdjson::dom::parser parser;
                const auto message = parser.parse(frame.payload).value();
                EXPECT_EQ(std::string_view(message["type"]),
                          frame.is_picture ? "snapshot" : "delta");
                for (const auto [key, value] : simdjson::dom::object(message["data"])) {
                    auto& known = state[std::string(key)];
                    const std::string text{std::string_view(value)};
                    if (!frame.is_picture && key != "symbol") {
                        EXPECT_NE(known, text) << key;
                    }
                    known = text;
                }
            }
            return state;
        };
        EXPECT_EQ(first.frames.size(), 11U) << "two a second, and the picture";
        EXPECT_TRUE(late.frames[0].is_picture);
        const auto state = merged(late.frames);
        EXPECT_EQ(merged(first.frames), state);
        EXPECT_GT(std::stod(state.at("markPrice")), 0);
        EXPECT_GT(std::stod(state.at("volume24h")), 0);
        EXPECT_GT(std::stod(state.at("bid1Price")), 0);
    }
}

TEST(BybitStreams, WhatIsDatedHasNoFunding) {
    BybitPlay play("linear");
    auto& client = play.connect();
    client.subscribe({"tickers.BTCUSDT-25DEC26"});
    ASSERT_EQ(client.frames.size(), 1U);
    const auto& text = client.frames[0].payload;
    EXPECT_NE(text.find(R"("nextFundingTime":"","fundingRate":"")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("deliveryTime":"2026-12-25T08:00:00Z")"), std::string::npos) << text;
}

TEST(BybitStreams, TickersOfTheOthersAreWhole) {
    for (const std::string category : {"spot", "option"}) {
        BybitPlay play(category);
        auto& client = play.connect();
        client.subscribe({"tickers." + play.instrument(0).symbol});
        play.run(3s);
        EXPECT_EQ(client.frames.size(), category == "spot" ? 4U : 7U);
        std::set<std::string> ids;
        for (const auto& frame : client.frames) {
            simdjson::dom::parser parser;
            const auto message = parser.parse(frame.payload).value();
            EXPECT_EQ(std::string_view(message["type"]), "snapshot");
            EXPECT_EQ(frame.payload.find("bid1Price"), std::string::npos);
            ids.insert(category == "spot" ? simdjson::minify(message["cs"])
                                          : simdjson::minify(message["id"]));
        }
        EXPECT_EQ(ids.size(), client.frames.size());
    }
}

TEST(BybitStreams, SpotNumbersAreShortAndFuturesHaveAllDigits) {
    BybitPlay spot("spot");
    auto& short_client = spot.connect();
    short_client.subscribe({"orderbook.50.BTCUSDT"});
    BybitPlay linear("linear");
    auto& client = linear.connect();
    client.subscribe({"orderbook.50.BTCUSDT"});
    std::size_t lengths = 0;
    const auto each_price = [](const std::string& json, auto visit) {
        simdjson::dom::parser parser;
        for (const auto level : simdjson::dom::array(parser.parse(json)["data"]["b"])) {
            visit(std::string(std::string_view(level.at(0))));
        }
    };
    each_price(short_client.frames[0].payload, [&](const std::string& price) {
        if (price.find('.') == std::string::npos) return;
        EXPECT_NE(price.back(), '0') << price;
        ++lengths;
    });
    each_price(client.frames[0].payload, [](const std::string& price) {
        EXPECT_EQ(price.size() - price.find('.'), 3U) << price;
    });
    EXPECT_GT(lengths, 10U);
}

TEST(BybitStreams, SomeTopicsAreCarriedAndSilent) {
    BybitPlay play("linear");
    auto& client = play.connect();
    client.subscribe({"allLiquidation.BTCUSDT", "priceLimit.BTCUSDT"});
    EXPECT_EQ(client.topic_count(), 2U);
    play.run(2s);
    EXPECT_TRUE(client.frames.empty());
}

}  // namespace
}  // namespace mdc::sim
