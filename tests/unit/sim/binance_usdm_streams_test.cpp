#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <simdjson.h>
#include <zlib.h>

#include "tests/support/corpus.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/unit/sim/binance_play.hpp"
#include "tests/unit/sim/client_book.hpp"
#include "tests/unit/sim/shapes.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

constexpr int kForm = 0;
constexpr std::array kStreams = {"btcusdt@depth@100ms", "btcusdt@bookTicker",   "btcusdt@trade",
                                 "btcusdt@aggTrade",    "btcusdt@markPrice@1s", "btcusdt@ticker"};

SimulatorOptions futures() {
    auto options = BinancePlay::small();
    options.venue = "binance_usdm";
    options.symbols = {"BTCUSDT", "BTCUSDT_261225"};
    return options;
}

std::int64_t number(const std::string& json, const char* key) {
    simdjson::dom::parser parser;
    return std::int64_t(parser.parse(json)[key]);
}

std::string text(const std::string& json, const char* key) {
    simdjson::dom::parser parser;
    return std::string(std::string_view(parser.parse(json)[key]));
}

std::string without(std::string shape, const std::string& part) {
    const auto at = shape.find(part);
    return at == std::string::npos ? shape : shape.erase(at, part.size());
}

std::string kind_of(const std::string& stream) { return stream.substr(8, stream.find('@', 8) - 8); }

TEST(BinanceUsdmStreams, EachMessageHasTheShapeOfACapturedOne) {
    BinancePlay play(futures());
    for (const auto* stream : kStreams) play.listen(stream, kForm);
    play.run(3s);
    for (const std::string stream : kStreams) {
        const auto fixture = test::fixture("binance_usdm", "sim_shapes/" + kind_of(stream));
        ASSERT_FALSE(fixture.empty()) << stream;
        ASSERT_FALSE(play.frames(stream, kForm).empty()) << stream;
        for (const auto& frame : play.frames(stream, kForm)) {
            ASSERT_EQ(with_full_sides(shape_of(R"({"stream":"","data":)" + frame.payload + "}")),
                      with_full_sides(shape_of(fixture)));
        }
    }
    EXPECT_EQ(shape_of(play.get("/fapi/v1/depth", {{"symbol", "BTCUSDT"}}).body),
              shape_of(test::fixture("binance_usdm", "sim_shapes/rest_depth")));
}

/// The first message of each kind in a file of the corpus, by the stream's name without the symbol.
std::map<std::string, std::string> captured_shapes(const std::filesystem::path& path) {
    std::map<std::string, std::string> shapes;
    gzFile file = gzopen(path.c_str(), "rb");
    std::vector<char> line(1 << 20);
    for (int count = 0; count < 500 && gzgets(file, line.data(), 1 << 20) != nullptr; ++count) {
        const std::string message(line.data());
        if (!message.starts_with(R"({"stream":")")) continue;
        const auto at = message.find('@');
        auto& shape = shapes[message.substr(at + 1, message.find_first_of("@\"", at + 1) - at - 1)];
        const auto fresh = shape_of(message);
        if (fresh.size() > shape.size()) shape = fresh;
    }
    gzclose(file);
    return shapes;
}

/// Captures of most kinds are older than the pair, the market and the average of the mark price.
TEST(BinanceUsdmStreams, EachMessageHasTheShapeOfTheCorpus) {
    const auto corpus = test::corpus_folder() / "binance_usdm";
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus";
    const auto today = captured_shapes(corpus / "live2026.jsonl");
    auto before = captured_shapes(corpus / "capture_btcusdt_20230404.jsonl.gz");
    before.merge(captured_shapes(corpus / "trades.jsonl"));
    BinancePlay play(futures());
    for (const auto* stream : kStreams) play.listen(stream, kForm);
    play.run(3s);
    for (const std::string stream : kStreams) {
        const auto kind = kind_of(stream);
        if (kind == "ticker") continue;  // nobody captured one
        for (const auto& frame : play.frames(stream, kForm)) {
            auto shape = with_full_sides(shape_of(R"({"stream":"","data":)" + frame.payload + "}"));
            if (today.contains(kind)) {
                ASSERT_EQ(shape, today.at(kind));
                continue;
            }
            for (const auto* part :
                 {R"(,"ps":text)", R"(,"st":int)", R"(,"ap":text)", R"(,"nq":text)"}) {
                shape = without(std::move(shape), part);
            }
            ASSERT_EQ(shape, with_full_sides(before.at(kind)));
        }
    }
}

TEST(BinanceUsdmStreams, DepthFollowsTheEventBeforeAndItsIdsHaveHoles) {
    struct Case {
        const char* stream;
        std::size_t messages;
    };
    for (const auto& [stream, messages] :
         {Case{"btcusdt@depth@0ms", 100}, Case{"btcusdt@depth@100ms", 40},
          Case{"btcusdt@depth", 15}, Case{"btcusdt@depth@500ms", 8}}) {
        BinancePlay play(futures());
        play.listen(stream, kForm);
        play.run(5s);
        const auto frames = play.frames(stream, kForm);
        ASSERT_GE(frames.size(), messages) << stream;
        ASSERT_LE(frames.size(), 2 * messages + 2) << stream;
        std::size_t holes = 0;
        for (std::size_t at = 1; at < frames.size(); ++at) {
            const auto& json = frames[at].payload;
            const auto previous = number(json, "pu");
            ASSERT_EQ(previous, number(frames[at - 1].payload, "u"));
            ASSERT_GT(number(json, "U"), previous);
            ASSERT_LE(number(json, "U"), number(json, "u"));
            ASSERT_LE(number(json, "T"), number(json, "E"));
            holes += number(json, "U") > previous + 1 ? 1 : 0;
        }
        EXPECT_GT(holes, frames.size() / 2) << stream;
        EXPECT_EQ(frames[1].first_id, frames[0].last_id + 1);
        EXPECT_EQ(frames[1].last_id, number(frames[1].payload, "u"));
    }
}

/// What a client that follows the documentation has equals what REST says at the same id. Most
/// snapshots lie in a hole.
TEST(BinanceUsdmStreams, SnapshotAndDiffsMakeTheBook) {
    BinancePlay play(futures());
    play.listen("btcusdt@depth@100ms", kForm);
    std::size_t in_hole = 0;
    std::vector<std::string> snapshots;
    for (int at = 0; at < 5; ++at) {
        play.run(430ms);
        snapshots.push_back(
            play.get("/fapi/v1/depth", {{"symbol", "BTCUSDT"}, {"limit", "1000"}}).body);
    }
    play.run(850ms);
    const auto frames = play.frames("btcusdt@depth@100ms", kForm);
    ClientBook now;
    ASSERT_TRUE(
        now.snapshot(play.get("/fapi/v1/depth", {{"symbol", "BTCUSDT"}, {"limit", "1000"}}).body));
    for (const auto& snapshot : snapshots) {
        ClientBook book;
        for (const auto& frame : frames) book.event(frame.payload);
        ASSERT_TRUE(book.snapshot(snapshot));
        EXPECT_EQ(book.gaps(), 0);
        EXPECT_GT(book.events_applied(), 5U);
        ASSERT_EQ(book.id(), now.id());
        EXPECT_EQ(book.levels(), now.levels());
        const auto id = number(snapshot, "lastUpdateId");
        for (const auto& frame : frames) {
            in_hole += number(frame.payload, "pu") <= id && id < number(frame.payload, "U");
        }
    }
    EXPECT_GE(in_hole, 2U);
}

TEST(BinanceUsdmStreams, APictureLooksLikeAnUpdateAndIsWhole) {
    BinancePlay play(futures());
    play.listen("btcusdt@depth5@100ms", kForm);
    play.run(1s);
    ASSERT_GE(play.frames("btcusdt@depth5@100ms", kForm).size(), 8U);
    for (const auto& frame : play.frames("btcusdt@depth5@100ms", kForm)) {
        simdjson::dom::parser parser;
        const auto body = parser.parse(frame.payload).value();
        EXPECT_EQ(std::string_view(body["e"]), "depthUpdate");
        EXPECT_EQ(simdjson::dom::array(body["b"]).size(), 5U);
        EXPECT_EQ(simdjson::dom::array(body["a"]).size(), 5U);
    }
}

TEST(BinanceUsdmStreams, AggregatesComeInBatches) {
    BinancePlay play(futures());
    play.listen("btcusdt@aggTrade", kForm);
    play.run(4s);
    const auto frames = play.frames("btcusdt@aggTrade", kForm);
    ASSERT_GT(frames.size(), 50U);
    std::int64_t longest = 0;
    for (std::size_t at = 0; at < frames.size(); ++at) {
        const auto& json = frames[at].payload;
        const auto waited = number(json, "E") - number(json, "T");
        ASSERT_GE(waited, 0);
        ASSERT_LE(waited, 150);
        longest = std::max(longest, waited);
        ASSERT_EQ(number(json, "E") % 100, 0);
        ASSERT_EQ(frames[at].last_id, number(json, "a"));
        if (at > 0) {
            ASSERT_EQ(frames[at].last_id, frames[at - 1].last_id + 1);
        }
    }
    EXPECT_GT(longest, 50);
}

TEST(BinanceUsdmStreams, SingleTradesSayWhatTheyAre) {
    BinancePlay play(futures());
    play.listen("btcusdt@trade", kForm);
    play.run(60s);
    std::map<std::string, int> kinds;
    std::int64_t last = 0;
    for (const auto& frame : play.frames("btcusdt@trade", kForm)) {
        const auto kind = text(frame.payload, "X");
        ++kinds[kind];
        const auto id = number(frame.payload, "t");
        if (kind == "NA") {
            EXPECT_EQ(text(frame.payload, "p"), "0");
            EXPECT_EQ(text(frame.payload, "q"), "0");
            EXPECT_GT(frame.first_id, frame.last_id) << "it brings no id";
            continue;
        }
        if (last != 0) {
            ASSERT_EQ(id, last + 1);
        }
        last = id;
        EXPECT_EQ(frame.first_id, id);
    }
    EXPECT_GT(kinds["MARKET"], 1000);
    EXPECT_GT(kinds["NA"], 10);
    EXPECT_GT(kinds["INSURANCE_FUND"], 0);
    EXPECT_GT(kinds["ADL"], 0);
}

TEST(BinanceUsdmStreams, MarkPricesComeEachSecondAndOnlyPerpetualsAreFunded) {
    BinancePlay play(futures());
    for (const auto* stream :
         {"btcusdt@markPrice@1s", "btcusdt@markPrice", "btcusdt_261225@markPrice@1s"}) {
        play.listen(stream, kForm);
    }
    play.run(9500ms);
    const auto frames = play.frames("btcusdt@markPrice@1s", kForm);
    ASSERT_EQ(frames.size(), 9U);
    EXPECT_EQ(play.frames("btcusdt@markPrice", kForm).size(), 3U);
    for (const auto& frame : frames) {
        EXPECT_EQ(number(frame.payload, "E") % 1000, 0);
        EXPECT_GT(number(frame.payload, "T"), number(frame.payload, "E"));
        EXPECT_NE(text(frame.payload, "r"), "");
    }
    for (const auto& frame : play.frames("btcusdt_261225@markPrice@1s", kForm)) {
        EXPECT_EQ(number(frame.payload, "T"), 0);
        EXPECT_EQ(text(frame.payload, "r"), "");
        EXPECT_EQ(text(frame.payload, "s"), "BTCUSDT_261225");
    }
}

TEST(BinanceUsdmStreams, TickersComeEachOtherSecond) {
    BinancePlay play(futures());
    play.listen("btcusdt@ticker", kForm);
    play.run(9500ms);
    EXPECT_EQ(play.frames("btcusdt@ticker", kForm).size(), 4U);
}

TEST(BinanceUsdmStreams, NumbersHaveTheDecimalsOfTheirInstrument) {
    BinancePlay play(futures());
    play.listen("btcusdt@bookTicker", kForm);
    play.run(1s);
    for (const auto& frame : play.frames("btcusdt@bookTicker", kForm)) {
        const auto price = text(frame.payload, "b");
        const auto qty = text(frame.payload, "B");
        ASSERT_EQ(price.size() - price.find('.'), 3U) << price;
        ASSERT_EQ(qty.size() - qty.find('.'), 4U) << qty;
    }
}

TEST(BinanceUsdmStreams, MachinesCutElsewhereButAgreeOnTheMark) {
    auto options = futures();
    options.variants = 2;
    BinancePlay play(options);
    for (const int form : {0, 2}) {
        play.listen("btcusdt@depth@100ms", form);
        play.listen("btcusdt@markPrice@1s", form);
        play.listen("btcusdt@aggTrade", form);
    }
    play.run(3s);
    std::set<std::int64_t> ends;
    for (const auto& frame : play.frames("btcusdt@depth@100ms", 0)) ends.insert(frame.last_id);
    std::size_t same = 0;
    const auto others = play.frames("btcusdt@depth@100ms", 2);
    for (const auto& frame : others) same += ends.contains(frame.last_id) ? 1 : 0;
    EXPECT_LT(same, others.size() / 2);
    const auto marks = play.frames("btcusdt@markPrice@1s", 0);
    ASSERT_FALSE(marks.empty());
    EXPECT_EQ(marks.front().payload, play.frames("btcusdt@markPrice@1s", 2).front().payload);
    // They may begin at different aggregates, and name the same ones from then on.
    std::set<std::int64_t> named, named_by_the_other;
    for (const auto& frame : play.frames("btcusdt@aggTrade", 0)) named.insert(frame.last_id);
    for (const auto& frame : play.frames("btcusdt@aggTrade", 2)) {
        named_by_the_other.insert(frame.last_id);
    }
    const auto from = std::max(*named.begin(), *named_by_the_other.begin());
    const auto to = std::min(*named.rbegin(), *named_by_the_other.rbegin());
    ASSERT_LT(from, to);
    for (auto id = from; id <= to; ++id) {
        EXPECT_EQ(named.contains(id), named_by_the_other.contains(id)) << id;
    }
}

TEST(BinanceUsdmStreams, SymbolsSayWhatTheyAre) {
    const auto perpetual = make_instrument_of("binance_usdm", "ETHUSDT");
    EXPECT_EQ(perpetual.type, Type::perpetual);
    EXPECT_EQ(perpetual.base, "ETH");
    const auto dated = make_instrument_of("binance_usdm", "ETHUSDT_261225");
    EXPECT_EQ(dated.type, Type::future);
    EXPECT_EQ(dated.symbol, "ETHUSDT_261225");
    EXPECT_EQ(dated.quote, "USDT");
    EXPECT_EQ(dated.start_price, perpetual.start_price);
    EXPECT_EQ(make_instrument_of("binance_usdm", "ETHUSDT_PERP").type, Type::perpetual);
}

}  // namespace
}  // namespace mdc::sim
