#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "mdc/sim/venues/deribit/names.hpp"

#include "tests/support/corpus.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/unit/sim/deribit_play.hpp"
#include "tests/unit/sim/shapes.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

std::string fixture(const std::string& name) {
    return shape_of(test::fixture("deribit", "sim_shapes/" + name));
}

std::string full(std::string shape) {
    return with_full_sides(std::move(shape), "[[text,fraction]]");
}

/// A key of the data, or of an object in it: "stats.volume". Not a number: an error.
double number_in(const std::string& json, const std::string& key) {
    simdjson::dom::parser parser;
    auto value = parser.parse(json)["params"]["data"].value();
    const auto dot = key.find('.');
    if (dot != std::string::npos) value = value[key.substr(0, dot)].value();
    return double(value[dot == std::string::npos ? key : key.substr(dot + 1)]);
}

TEST(DeribitStreams, EachMessageHasTheShapeOfACapturedOne) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"book.BTC-PERPETUAL.100ms", "quote.BTC-PERPETUAL",
                      "trades.BTC-PERPETUAL.100ms", "ticker.BTC-PERPETUAL.100ms",
                      "ticker.BTC-25DEC26-70000-C.100ms"});
    play.run(5s);
    const auto expect = [&](const std::string& topic, const std::string& name) {
        std::size_t count = 0;
        for (const auto& frame : client.of(topic)) {
            if (name == "change" && frame.is_picture) continue;
            ++count;
            ASSERT_EQ(full(shape_of(frame.payload)), fixture(name)) << frame.payload;
        }
        EXPECT_GT(count, 3U) << topic;
    };
    expect("book.BTC-PERPETUAL.100ms", "change");
    expect("quote.BTC-PERPETUAL", "quote");
    expect("trades.BTC-PERPETUAL.100ms", "trades");
    expect("ticker.BTC-PERPETUAL.100ms", "ticker.perpetual");
    expect("ticker.BTC-25DEC26-70000-C.100ms", "ticker.option");
    EXPECT_EQ(shape_of(client.of("book.BTC-PERPETUAL.100ms")[0].payload), fixture("snapshot"));
}

/// The keys of an object and their types, whatever their order, of each level.
std::set<std::string> keys_of(const simdjson::dom::element& element, const std::string& path = "") {
    std::set<std::string> keys;
    simdjson::dom::object object;
    if (element.get(object)) return keys;
    for (const auto [key, value] : object) {
        const auto name = path + std::string(key);
        keys.insert(name + (value.is_string()   ? " text"
                            : value.is_object() ? " object"
                                                : " number"));
        keys.merge(keys_of(value, name + "."));
    }
    return keys;
}

TEST(DeribitStreams, EachMessageHasTheShapeOfTheCorpus) {
    const auto corpus = test::corpus_folder() / "deribit";
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus";
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"book.BTC-PERPETUAL.100ms", "trades.BTC-PERPETUAL.100ms",
                      "ticker.BTC-PERPETUAL.100ms", "ticker.BTC-25DEC26-70000-C.100ms"});
    play.run(3s);
    std::set<std::string> ours;
    for (const auto& frame : client.frames) ours.insert(full(shape_of(frame.payload)));
    std::ifstream live(corpus / "live2026.jsonl");
    std::size_t compared = 0;
    for (std::string line; std::getline(live, line);) {
        if (line.find(R"("method":"subscription")") == std::string::npos) continue;
        ++compared;
        EXPECT_TRUE(ours.contains(full(shape_of(line)))) << line.substr(0, 300);
    }
    EXPECT_GE(compared, 5U);
    // An option's ticker was captured before the order of keys changed and turnover was told.
    std::ifstream old(corpus / "capture_20210722_options.jsonl");
    for (std::string line; std::getline(old, line);) {
        if (line.find(R"("channel":"ticker.)") == std::string::npos) continue;
        simdjson::dom::parser theirs;
        simdjson::dom::parser ours_parser;
        const auto frame = client.of("ticker.BTC-25DEC26-70000-C.100ms").back();
        auto keys = keys_of(ours_parser.parse(frame.payload)["params"]["data"]);
        EXPECT_EQ(keys.erase("stats.volume_usd number"), 1U);
        EXPECT_EQ(keys, keys_of(theirs.parse(line)["params"]["data"])) << line;
        return;
    }
    ADD_FAILURE() << "no ticker in the capture";
}

TEST(DeribitStreams, ListAndAnswersHaveTheShapeOfCapturedOnes) {
    auto options = DeribitPlay::market();
    options.symbols = {"BTC-PERPETUAL"};
    DeribitPlay play(options);
    EXPECT_EQ(shape_of(play.get("/api/v2/public/get_instruments", {{"currency", "BTC"}}).body),
              fixture("instruments"));
}

TEST(DeribitStreams, TradesOfAWindowComeTogetherAndWithoutAHole) {
    DeribitPlay play;
    auto& client = play.connect();
    client.log_in();
    client.subscribe({"trades.ETH_USDC-PERPETUAL.100ms", "trades.ETH_USDC-PERPETUAL.agg2",
                      "trades.ETH_USDC-PERPETUAL.raw"});
    play.run(5s);
    const auto raw = client.of("trades.ETH_USDC-PERPETUAL.raw");
    ASSERT_GT(raw.size(), 200U);
    for (const auto* interval : {"100ms", "agg2"}) {
        const auto frames = client.of(std::string("trades.ETH_USDC-PERPETUAL.") + interval);
        ASSERT_GE(frames.size(), 4U);
        EXPECT_LE(frames.size(), 51U);
        std::int64_t last = raw.front().first_id - 1;
        std::size_t at = 0;
        for (const auto& frame : frames) {
            simdjson::dom::parser parser;
            const simdjson::dom::array data = parser.parse(frame.payload)["params"]["data"];
            EXPECT_EQ(frame.first_id, last + 1);
            for (const auto trade : data) {
                ASSERT_EQ(std::int64_t(trade["trade_seq"]), ++last);
                EXPECT_EQ(std::string_view(trade["trade_id"]), "ETH-" + std::to_string(last));
                EXPECT_NE(raw.at(at++).payload.find(simdjson::minify(trade)), std::string::npos);
                const double lots = double(trade["amount"]) * 10'000;
                EXPECT_NEAR(double(trade["contracts"]), lots, 1e-6);
            }
            EXPECT_EQ(frame.last_id, last);
        }
    }
}

TEST(DeribitStreams, ATradeSaysHowThePriceMoved) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"trades.BTC_USDC.agg2"});
    play.run(6s);
    double last = 0;
    std::int64_t before = 0;
    std::set<std::int64_t> seen;
    for (const auto& frame : client.frames) {
        simdjson::dom::parser parser;
        const simdjson::dom::array data = parser.parse(frame.payload)["params"]["data"];
        for (const auto trade : data) {
            const double price = trade["price"];
            const std::int64_t direction = trade["tick_direction"];
            if (last > 0) {
                const std::int64_t same = before < 2 ? 1 : 3;
                EXPECT_EQ(direction, price > last ? 0 : price < last ? 2 : same);
            }
            last = price;
            before = direction;
            seen.insert(direction);
        }
    }
    EXPECT_EQ(seen.size(), 4U);
}

TEST(DeribitStreams, QuotesAreTheTopOfTheBook) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"quote.BTC-PERPETUAL"});
    EXPECT_TRUE(client.frames.empty()) << "the first one is told when it changes";
    std::size_t quotes = 0;
    play.when_published = [&](const StreamFrame& frame) {
        const std::string json(frame.payload);
        const auto& book = play.book(0);
        EXPECT_EQ(frame.last_id, book.update_id);
        EXPECT_DOUBLE_EQ(number_in(json, "best_bid_price") * 10,
                         static_cast<double>(book.bids.best()));
        EXPECT_EQ(number_in(json, "best_ask_amount"),
                  static_cast<double>(book.asks.qty(book.asks.best())));
        ++quotes;
    };
    play.run(2s);
    EXPECT_GT(quotes, 100U);
}

TEST(DeribitStreams, ATickerIsShownAtOnceAndWheneverItsStateIsNew) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"ticker.BTC-PERPETUAL.100ms", "ticker.BTC_USDC.100ms"});
    ASSERT_EQ(client.frames.size(), 2U);
    EXPECT_TRUE(client.frames[0].is_picture);
    EXPECT_TRUE(client.frames[1].is_picture);
    play.run(5500ms);
    const auto frames = client.of("ticker.BTC-PERPETUAL.100ms");
    ASSERT_GE(frames.size(), 6U);
    EXPECT_LE(frames.size(), 7U);
    std::set<std::int64_t> times;
    for (const auto& frame : frames) {
        const auto time = static_cast<std::int64_t>(number_in(frame.payload, "timestamp"));
        EXPECT_TRUE(times.insert(time).second);
        EXPECT_GE(time, frame.last_id / 1000);
        EXPECT_LE(time, frame.last_id / 1000 + 100);
    }
    const auto& json = frames.back().payload;
    EXPECT_EQ(number_in(json, "stats.volume"), number_in(json, "stats.volume_usd")) << "is USD";
    const auto spot = client.of("ticker.BTC_USDC.100ms").back().payload;
    EXPECT_EQ(spot.find("mark_price"), std::string::npos);
    const auto price = number_in(spot, "stats.volume_notional") / number_in(spot, "stats.volume");
    EXPECT_NEAR(price, number_in(spot, "last_price"), price / 100);
}

TEST(DeribitStreams, BeforeTheFirstTradeATickerHasNoDay) {
    auto options = DeribitPlay::market();
    options.rate = 0.01;
    options.seed = 2;
    options.symbols = {"BTC-PERPETUAL"};
    DeribitPlay play(options);
    auto& client = play.connect();
    client.subscribe({"ticker.BTC-PERPETUAL.100ms"});
    ASSERT_EQ(client.frames.size(), 1U);
    const auto& json = client.frames[0].payload;
    EXPECT_NE(json.find(R"("last_price":null)"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("high":null)"), std::string::npos);
    EXPECT_EQ(number_in(json, "best_bid_price"), 0.0);
    EXPECT_GT(number_in(json, "mark_price"), 0.0);
}

TEST(DeribitStreams, ThePlatformSaysThatNothingIsLocked) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"platform_state"});
    play.run(2s);
    ASSERT_GE(client.frames.size(), 10U);
    EXPECT_EQ(client.frames[0].payload,
              R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"platform_state",)"
              R"("data":{"locked":false,"price_index":"btc_usd","reasons":[]}}})");
}

TEST(DeribitNumbers, AreShortButNeverIntegers) {
    using deribit::Notation;
    const auto text = [](std::int64_t mantissa, int decimals, Notation notation) {
        std::string out = "x";
        deribit::append_number(out, mantissa, decimals, notation);
        return out.substr(1);
    };
    const auto plain = [&](std::int64_t m, int d) { return text(m, d, Notation::plain); };
    const auto shortest = [&](std::int64_t m, int d) { return text(m, d, Notation::shortest); };
    EXPECT_EQ(plain(10, 0), "10.0");
    EXPECT_EQ(plain(0, 4), "0.0");
    EXPECT_EQ(plain(7691450, 2), "76914.5");
    EXPECT_EQ(plain(1000200, 0), "1000200.0");
    EXPECT_EQ(shortest(10, 0), "10.0");
    EXPECT_EQ(shortest(100, 0), "100.0");
    EXPECT_EQ(shortest(1000, 0), "1.0e3");
    EXPECT_EQ(shortest(1000200, 0), "1.0002e6");
    EXPECT_EQ(shortest(35130, 0), "35130.0");
    EXPECT_EQ(shortest(769140, 1), "76914.0");
    EXPECT_EQ(shortest(0, 0), "0.0");
    EXPECT_EQ(shortest(-21714, 8), "-2.1714e-4");
    EXPECT_EQ(shortest(-310, 8), "-3.1e-6");
    EXPECT_EQ(shortest(1, 8), "1.0e-8");
    EXPECT_EQ(shortest(15, 4), "0.0015");
    EXPECT_EQ(shortest(781497780, 0), "781497780.0");
}

TEST(DeribitNames, SayWhatAnInstrumentIs) {
    const auto of = [](const char* symbol) { return make_instrument_of("deribit", symbol); };
    EXPECT_EQ(of("BTC-PERPETUAL").type, Type::perpetual);
    EXPECT_EQ(of("BTC-PERPETUAL").base, "BTC");
    EXPECT_EQ(of("BTC-PERPETUAL").quote, "USD");
    EXPECT_EQ(of("BTC-PERPETUAL").qty_decimals, 0);
    EXPECT_EQ(of("BTC-PERPETUAL").price_decimals, 1);
    EXPECT_EQ(of("BTC-PERPETUAL").symbol, "BTC-PERPETUAL");
    EXPECT_EQ(of("ETH_USDC-PERPETUAL").type, Type::perpetual);
    EXPECT_EQ(of("ETH_USDC-PERPETUAL").quote, "USDC");
    EXPECT_EQ(of("ETH_USDC-PERPETUAL").qty_decimals, 4);
    EXPECT_EQ(of("BTC-25DEC26").type, Type::future);
    EXPECT_EQ(of("BTC-9MAY25").type, Type::future);
    EXPECT_EQ(of("BTC-25DEC26-70000-C").type, Type::option);
    EXPECT_EQ(of("BTC-25DEC26-70000-C").quote, "BTC");
    EXPECT_LT(of("BTC-25DEC26-70000-C").start_price, 2'501);
    EXPECT_EQ(of("XRP_USDC-25DEC26-0d625-P").type, Type::option);
    EXPECT_EQ(of("XRP_USDC-25DEC26-0d625-P").quote, "USDC");
    EXPECT_EQ(deribit::strike_of(of("XRP_USDC-25DEC26-0d625-P")), "0.625");
    EXPECT_EQ(of("BTC_USDC").type, Type::spot);
    EXPECT_EQ(of("BTC_USDC").quote, "USDC");
    EXPECT_EQ(of("BTC_USDC").start_price, make_instrument("BTCUSDT").start_price);
    EXPECT_EQ(of("ETH_BTC").start_price, make_instrument("ETHBTC").start_price);
    EXPECT_EQ(deribit::index_of(of("BTC-25DEC26-70000-C")), "btc_usd");
    EXPECT_EQ(deribit::index_of(of("ETH_USDC-PERPETUAL")), "eth_usdc");
}

}  // namespace
}  // namespace mdc::sim
