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

constexpr std::array kStreams = {"btcusdt@trade",       "btcusdt@aggTrade", "btcusdt@bookTicker",
                                 "btcusdt@depth@100ms", "btcusdt@depth5",   "btcusdt@ticker"};

std::int64_t number(const std::string& json, const char* key) {
    simdjson::dom::parser parser;
    return std::int64_t(parser.parse(json)[key]);
}

/// A message as a combined connection sends it.
std::string wrapped(BinancePlay& play, const BinancePlay::Frame& frame) {
    for (TopicId topic = 0; topic < play.venue().topics().size(); ++topic) {
        if (play.venue().topics()[topic].name != frame.stream) continue;
        const auto [before, after] = play.venue().wrapper(topic);
        return std::string(before) + frame.payload + std::string(after);
    }
    return "";
}

TEST(BinanceStreams, EachMessageHasTheShapeOfACapturedOne) {
    BinancePlay play;
    for (const auto* stream : kStreams) play.listen(stream);
    play.run(3s);
    for (const std::string stream : kStreams) {
        const auto kind = stream.substr(8, stream.find('@', 8) - 8);
        const auto fixture = test::fixture("binance_spot", "sim_shapes/" + kind);
        ASSERT_FALSE(fixture.empty()) << kind;
        ASSERT_FALSE(play.frames(stream).empty()) << stream;
        for (const auto& frame : play.frames(stream)) {
            ASSERT_EQ(with_full_sides(shape_of(wrapped(play, frame))),
                      with_full_sides(shape_of(fixture)));
        }
    }
    EXPECT_EQ(shape_of(play.get("/api/v3/depth", {{"symbol", "BTCUSDT"}}).body),
              shape_of(test::fixture("binance_spot", "sim_shapes/rest_depth")));
}

/// The first message of each kind in the corpus, by what follows the symbol in its stream's name.
std::map<std::string, std::string> captured_shapes(const std::filesystem::path& corpus) {
    std::map<std::string, std::string> shapes;
    for (const auto* name : {"capture_btcusdt_20240808.jsonl.gz", "live2026.jsonl"}) {
        gzFile file = gzopen((corpus / "binance_spot" / name).c_str(), "rb");
        std::vector<char> line(1 << 20);
        for (int count = 0; count < 500 && gzgets(file, line.data(), 1 << 20) != nullptr; ++count) {
            const std::string text(line.data());
            if (!text.starts_with(R"({"stream":")")) continue;
            const auto at = text.find('@');
            const auto kind = text.substr(at, text.find('"', at) - at);
            auto& shape = shapes[kind];
            const auto fresh = shape_of(text);
            if (fresh.size() > shape.size()) shape = fresh;
        }
        gzclose(file);
    }
    return shapes;
}

TEST(BinanceStreams, EachMessageHasTheShapeOfTheCorpus) {
    const auto corpus = test::corpus_folder();
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus";
    const auto captured = captured_shapes(corpus);
    BinancePlay play;
    for (const auto* stream : kStreams) play.listen(stream);
    play.run(3s);
    for (const auto* kind : {"@trade", "@aggTrade", "@bookTicker", "@depth@100ms"}) {
        ASSERT_TRUE(captured.contains(kind)) << kind;
        for (const auto& frame : play.frames(std::string("btcusdt") + kind)) {
            ASSERT_EQ(with_full_sides(shape_of(wrapped(play, frame))),
                      with_full_sides(captured.at(kind)));
        }
    }
}

TEST(BinanceStreams, NumbersHaveEightDecimalsAsOnTheWire) {
    BinancePlay play;
    play.listen("ethusdt@trade");
    play.run(1s);
    simdjson::dom::parser parser;
    for (const auto& frame : play.frames("ethusdt@trade")) {
        const std::string_view price = parser.parse(frame.payload)["p"];
        EXPECT_EQ(price.size() - price.find('.'), 9U) << price;
    }
}

TEST(BinanceStreams, TimesAreInTheUnitOfTheConnection) {
    BinancePlay play;
    play.listen("btcusdt@trade", 0);
    play.listen("btcusdt@trade", 1);
    play.run(1s);
    const auto millis = play.frames("btcusdt@trade", 0);
    const auto micros = play.frames("btcusdt@trade", 1);
    ASSERT_EQ(millis.size(), micros.size());
    ASSERT_FALSE(millis.empty());
    for (std::size_t at = 0; at < millis.size(); ++at) {
        EXPECT_EQ(number(millis[at].payload, "T"), number(micros[at].payload, "T") / 1000);
    }
}

TEST(BinanceStreams, DepthChainsAndItsBatchesAreComplete) {
    for (const std::string stream : {"btcusdt@depth@100ms", "btcusdt@depth"}) {
        BinancePlay play;
        play.listen(stream);
        play.run(5s);
        const auto frames = play.frames(stream);
        ASSERT_GE(frames.size(), stream == "btcusdt@depth" ? 3U : 40U);
        for (std::size_t at = 1; at < frames.size(); ++at) {
            ASSERT_EQ(number(frames[at].payload, "U"), number(frames[at - 1].payload, "u") + 1);
        }
        EXPECT_EQ(frames.front().first_id, number(frames.front().payload, "U"));
        EXPECT_EQ(frames.front().last_id, number(frames.front().payload, "u"));
    }
}

/// What a client that follows the documentation has equals what REST says at the same id.
TEST(BinanceStreams, SnapshotAndDiffsMakeTheBook) {
    BinancePlay play;
    play.listen("btcusdt@depth@100ms");
    play.run(450ms);
    const auto first = play.get("/api/v3/depth", {{"symbol", "BTCUSDT"}, {"limit", "5000"}}).body;
    play.run(3550ms);
    ClientBook book;
    for (const auto& frame : play.frames("btcusdt@depth@100ms")) book.event(frame.payload);
    ASSERT_TRUE(book.snapshot(first));
    EXPECT_EQ(book.gaps(), 0);
    EXPECT_GT(book.events_applied(), 30U);
    // At the moment of the last cut REST says the same.
    ClientBook now;
    ASSERT_TRUE(
        now.snapshot(play.get("/api/v3/depth", {{"symbol", "BTCUSDT"}, {"limit", "5000"}}).body));
    ASSERT_EQ(book.id(), now.id());
    EXPECT_EQ(book.levels(), now.levels());
}

TEST(BinanceStreams, AnOldSnapshotIsOlderThanEveryStream) {
    BinancePlay play;
    play.listen("btcusdt@depth@100ms");
    play.run(1s);
    HttpRequest request;
    request.method = "GET";
    request.path = "/api/v3/depth";
    request.query = {{"symbol", "BTCUSDT"}};
    request.wants_stale = true;
    ClientBook book;
    for (const auto& frame : play.frames("btcusdt@depth@100ms")) book.event(frame.payload);
    EXPECT_FALSE(book.snapshot(play.venue().http(request, play.now()).body));
}

TEST(BinanceStreams, BookTickerIsTheTopOfTheBook) {
    BinancePlay play;
    play.listen("btcusdt@bookTicker");
    play.listen("btcusdt@depth5@100ms");
    play.run(2s);
    std::map<std::int64_t, std::string> tops;
    for (const auto& frame : play.frames("btcusdt@bookTicker")) tops[frame.last_id] = frame.payload;
    int compared = 0;
    for (const auto& frame : play.frames("btcusdt@depth5@100ms")) {
        const auto newest = tops.upper_bound(frame.last_id);
        if (newest == tops.begin()) continue;
        simdjson::dom::parser of_depth;
        simdjson::dom::parser of_top;
        const auto depth = of_depth.parse(frame.payload).value();
        const auto top = of_top.parse(std::prev(newest)->second).value();
        const std::string_view best = depth["bids"].at(0).at(0);
        const std::string_view qty = depth["bids"].at(0).at(1);
        EXPECT_EQ(best, std::string_view(top["b"]));
        EXPECT_EQ(qty, std::string_view(top["B"]));
        ++compared;
    }
    EXPECT_GT(compared, 10);
}

TEST(BinanceStreams, RecordedTimesAreGivenInTheConnectionsUnit) {
    BinancePlay play;
    std::string scratch;
    const std::string millis =
        R"({"e":"trade","E":1723161255343,"t":3735683259,"q":"1723161255343","T":1723161255342})";
    const std::string micros =
        R"({"e":"trade","E":1723161255343000,"t":3735683259,"q":"1723161255343","T":1723161255342000})";
    EXPECT_EQ(play.venue().recorded(millis, 1, scratch), micros);
    EXPECT_EQ(play.venue().recorded(micros, 0, scratch), millis);
    EXPECT_EQ(play.venue().recorded(millis, 0, scratch), millis);
    EXPECT_EQ(play.venue().recorded(R"({"u":1})", 1, scratch), R"({"u":1})");
}

TEST(BinanceStreams, VariantsCutElsewhereAndStampOtherwise) {
    auto options = BinancePlay::small();
    options.variants = 2;
    BinancePlay play(options);
    play.listen("btcusdt@depth@100ms", 1);
    play.listen("btcusdt@depth@100ms", 3);
    play.listen("btcusdt@trade", 1);
    play.listen("btcusdt@trade", 3);
    play.run(3s);
    const auto first = play.frames("btcusdt@depth@100ms", 1);
    const auto second = play.frames("btcusdt@depth@100ms", 3);
    std::set<std::int64_t> ends;
    for (const auto& frame : first) ends.insert(frame.last_id);
    int same = 0;
    for (std::size_t at = 1; at < second.size(); ++at) {
        ASSERT_EQ(second[at].first_id, second[at - 1].last_id + 1);
        same += ends.contains(second[at].last_id) ? 1 : 0;
    }
    EXPECT_LT(same, static_cast<int>(second.size()) / 3);
    const auto trades = play.frames("btcusdt@trade", 1);
    const auto others = play.frames("btcusdt@trade", 3);
    ASSERT_EQ(trades.size(), others.size());
    EXPECT_EQ(number(trades[0].payload, "T"), number(others[0].payload, "T"));
    EXPECT_EQ(number(trades[0].payload, "E") + 1000, number(others[0].payload, "E"));
}

}  // namespace
}  // namespace mdc::sim
