// Books that begin their numbering anew: the fault `reset`, as each venue shows it.

#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "mdc/sim/simulator.hpp"

#include "tests/unit/sim/bybit_play.hpp"
#include "tests/unit/sim/okx_play.hpp"
#include "tests/unit/sim/truth_folder.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

/// What a message says of its place.
struct Place {
    std::int64_t number = 0;
    std::int64_t previous = 0;  ///< OKX
    std::int64_t sequence = 0;  ///< Bybit
    bool is_snapshot = false;
};

Place okx_place(const std::string& json) {
    simdjson::dom::parser parser;
    const auto message = parser.parse(json).value();
    const auto data = message["data"].at(0);
    Place place;
    place.number = data["seqId"];
    std::int64_t previous = 0;
    if (data["prevSeqId"].get(previous) == simdjson::SUCCESS) place.previous = previous;
    std::string_view action;
    place.is_snapshot = message["action"].get(action) == simdjson::SUCCESS && action == "snapshot";
    return place;
}

Place bybit_place(const std::string& json) {
    simdjson::dom::parser parser;
    const auto message = parser.parse(json).value();
    Place place;
    place.number = message["data"]["u"];
    place.sequence = message["data"]["seq"];
    place.is_snapshot = std::string_view(message["type"]) == "snapshot";
    return place;
}

TEST(OkxReset, OneMessageGoesOnWithALowerNumberAndTheOthersFollowIt) {
    OkxPlay play;
    auto& client = play.connect();
    for (const auto* channel : {"books", "bbo-tbt", "books5"})
        client.subscribe(channel, "BTC-USDT");
    play.run(1s);
    const auto chain = client.of("books:BTC-USDT").size();
    const auto quotes = client.of("bbo-tbt:BTC-USDT").size();
    const auto pictures = client.of("books5:BTC-USDT").size();
    play.venue().reset("", play.now());
    play.run(1s);

    const auto books = client.of("books:BTC-USDT");
    ASSERT_GT(books.size(), chain + 3);
    const auto highest = okx_place(books[chain - 1].payload).number;
    for (std::size_t at = 1; at < books.size(); ++at) {
        const auto before = okx_place(books[at - 1].payload);
        const auto place = okx_place(books[at].payload);
        EXPECT_EQ(place.previous, before.number) << at;
        EXPECT_EQ(place.number < place.previous, at == chain) << at;
        EXPECT_FALSE(place.is_snapshot);
        EXPECT_EQ(books[at].first_id, books[at - 1].last_id + 1) << "ids of the truth go on";
        EXPECT_EQ(place.number < highest / 2, at >= chain) << "far below";
    }
    const auto shift = books.back().last_id - okx_place(books.back().payload).number;
    for (const auto& [topic, before] :
         {std::pair{"bbo-tbt:BTC-USDT", quotes}, std::pair{"books5:BTC-USDT", pictures}}) {
        const auto frames = client.of(topic);
        ASSERT_GT(frames.size(), before + 3) << topic;
        for (std::size_t at = 0; at < frames.size(); ++at) {
            EXPECT_EQ(okx_place(frames[at].payload).number,
                      frames[at].last_id - (at < before ? 0 : shift))
                << topic << ' ' << at;
        }
    }
}

TEST(OkxReset, EachOneIsBelowTheOneBefore) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("books", "BTC-USDT");
    std::set<std::int64_t> numbers;
    std::size_t lower = 0;
    for (std::uint64_t times = 0; times <= play.venue().resets_max(); ++times) {
        play.run(300ms);
        play.venue().reset("", play.now());
    }
    std::int64_t lowest = INT64_MAX;
    for (const auto& frame : client.of("books:BTC-USDT")) {
        const auto place = okx_place(frame.payload);
        EXPECT_GT(place.number, 0);
        EXPECT_TRUE(numbers.insert(place.number).second) << "no number comes twice";
        if (place.number < lowest) ++lower;
        lowest = std::min(lowest, place.number);
    }
    EXPECT_EQ(lower, play.venue().resets_max() + 1);
}

TEST(OkxReset, ANewSubscriberIsShownTheNumberThatWasPushedLast) {
    OkxPlay play;
    auto& early = play.connect();
    auto& late = play.connect();
    early.subscribe("books", "BTC-USDT");
    play.run(1s);
    play.venue().reset("", play.now());
    late.subscribe("books", "BTC-USDT");  // before the next push
    play.run(1s);
    late.subscribe("books", "BTC-USDT");
    const auto shown = late.of("books:BTC-USDT");
    const auto first = okx_place(shown.front().payload);
    EXPECT_TRUE(first.is_snapshot);
    EXPECT_EQ(okx_place(shown[1].payload).previous, first.number);
    EXPECT_LT(okx_place(shown[1].payload).number, first.number);
    EXPECT_TRUE(okx_place(shown.back().payload).is_snapshot);
    EXPECT_EQ(okx_place(shown.back().payload).number,
              okx_place(early.of("books:BTC-USDT").back().payload).number);
}

TEST(OkxReset, OnlyTheNamedBooks) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("books", "BTC-USDT");
    client.subscribe("books", "BTC-USDT-SWAP");
    play.run(500ms);
    play.venue().reset("books:BTC-USDT-SWAP", play.now());
    play.run(500ms);
    const auto number = [&](const char* topic) {
        return okx_place(client.of(topic).back().payload).number;
    };
    EXPECT_EQ(number("books:BTC-USDT"), client.of("books:BTC-USDT").back().last_id);
    EXPECT_LT(number("books:BTC-USDT-SWAP"), client.of("books:BTC-USDT-SWAP").back().last_id);
}

std::vector<std::string> books_of(const BybitPlay& play) {
    std::vector<std::string> topics;
    const bool is_option = play.options().venue == "bybit_option";
    for (const auto* depth : {"1", "50", "25", "100", "200"}) {
        const bool has = is_option == (depth == std::string("25") || depth == std::string("100"));
        if (has) {
            topics.push_back(std::string("orderbook.") + depth + "." + play.instrument(0).symbol);
        }
    }
    return topics;
}

TEST(BybitReset, ASnapshotThatNobodyAskedForIsNumberOneAndTheNextIsTwo) {
    for (const auto* category : {"spot", "linear", "inverse", "option"}) {
        SCOPED_TRACE(category);
        BybitPlay play(category);
        auto& client = play.connect();
        client.subscribe(books_of(play));
        play.run(1s);
        std::map<std::string, std::size_t> before;
        for (const auto& topic : books_of(play)) before[topic] = client.of(topic).size();
        play.venue().reset("", play.now());
        for (const auto& topic : books_of(play)) {
            ASSERT_EQ(client.of(topic).size(), before[topic] + 1) << "at once: " << topic;
        }
        play.run(1s);
        for (const auto& topic : books_of(play)) {
            const auto frames = client.of(topic);
            ASSERT_GT(frames.size(), before[topic] + 3) << topic;
            EXPECT_TRUE(bybit_place(frames[before[topic]].payload).is_snapshot);
            for (auto at = before[topic]; at < frames.size(); ++at) {
                const auto place = bybit_place(frames[at].payload);
                const auto last = bybit_place(frames[at - 1].payload);
                EXPECT_EQ(place.number, static_cast<std::int64_t>(at - before[topic]) + 1);
                EXPECT_GE(place.sequence, last.sequence) << "of all books: it goes on";
                EXPECT_EQ(frames[at].first_id, frames[at - 1].last_id + 1);
                EXPECT_FALSE(frames[at].is_picture) << "it brings its own id";
            }
        }
    }
}

TEST(BybitReset, TheSnapshotIsTheBookOfItsMoment) {
    BybitPlay play("linear");
    auto& client = play.connect();
    client.subscribe({"orderbook.50.BTCUSDT"});
    play.run(1013ms);  // between two messages
    play.venue().reset("", play.now());
    const auto json = client.frames.back().payload;
    simdjson::dom::parser parser;
    const auto data = parser.parse(json)["data"];
    EXPECT_EQ(std::int64_t(data["seq"]), play.book(0).update_id);
    std::string best;
    append_decimal(best, play.book(0).bids.best(), play.instrument(0).price_decimals,
                   play.instrument(0).price_decimals);
    EXPECT_EQ(std::string_view(data["b"].at(0).at(0)), best);
    EXPECT_EQ(simdjson::dom::array(data["b"]).size(), 50U);
}

TEST(BybitReset, NewSubscribersAndRestHaveTheNewNumbers) {
    BybitPlay play("spot");
    auto& early = play.connect();
    auto& late = play.connect();
    early.subscribe({"orderbook.1000.BTCUSDT", "orderbook.50.BTCUSDT"});
    play.run(1s);
    play.venue().reset("", play.now());
    play.run(1s);
    late.subscribe({"orderbook.50.BTCUSDT"});
    const auto shown = bybit_place(late.frames.back().payload);
    EXPECT_TRUE(shown.is_snapshot);
    EXPECT_EQ(shown.number, bybit_place(early.of("orderbook.50.BTCUSDT").back().payload).number);
    const auto reply =
        play.get("/v5/market/orderbook", {{"category", "spot"}, {"symbol", "BTCUSDT"}});
    simdjson::dom::parser parser;
    EXPECT_EQ(std::int64_t(parser.parse(reply.body)["result"]["u"]),
              bybit_place(early.of("orderbook.1000.BTCUSDT").back().payload).number);
}

TEST(BybitReset, OnlyTheNamedBooksAndOnlyThoseThatSomebodyHeard) {
    BybitPlay play("linear");
    auto& client = play.connect();
    client.subscribe({"orderbook.1.BTCUSDT", "orderbook.50.BTCUSDT"});
    play.run(1s);
    play.venue().reset("orderbook.50", play.now());
    EXPECT_EQ(bybit_place(client.of("orderbook.50.BTCUSDT").back().payload).number, 1);
    EXPECT_GT(bybit_place(client.of("orderbook.1.BTCUSDT").back().payload).number, 1'000'000);
    client.subscribe({"orderbook.200.BTCUSDT"});
    EXPECT_GT(bybit_place(client.of("orderbook.200.BTCUSDT").back().payload).number, 1'000'000);
}

TEST(Reset, TheTruthSaysFromWhereTheNumbersAreOther) {
    const auto options = BybitPlay::market("linear");
    TruthFolder folder(options);
    BybitPlay play(options, &folder.truth());
    auto& client = play.connect();
    client.subscribe({"orderbook.1.BTCUSDT", "orderbook.50.BTCUSDT"});
    play.run(1s);
    play.venue().reset("orderbook.50", play.now());
    const auto began = client.frames.back();
    play.run(1s);
    ASSERT_TRUE(folder.truth().close());
    EXPECT_EQ(folder.lines("numberings.csv"),
              (std::vector{began.topic + "," + std::to_string(began.last_id) + ",1"}));
    std::set<std::string> ids;
    for (const auto& line : folder.lines("book_ids.csv")) {
        EXPECT_TRUE(ids.insert(line.substr(0, line.rfind(','))).second) << "once: " << line;
    }
    EXPECT_FALSE(ids.empty());
}

Result<std::unique_ptr<Simulator>> start(const std::string& venue, const std::string& symbol,
                                         const std::string& fault) {
    SimulatorOptions options;
    options.venue = venue;
    options.symbols = {symbol};
    options.faults = {parse_fault(fault).value()};
    return Simulator::start(options);
}

TEST(Reset, AVenueWithoutItRefuses) {
    const auto message = [](const std::string& venue, const std::string& symbol,
                            const std::string& fault) {
        const auto started = start(venue, symbol, fault);
        EXPECT_FALSE(started);
        if (started) return std::string();
        EXPECT_EQ(started.error().kind, ErrorKind::usage);
        return started.error().message;
    };
    EXPECT_EQ(message("binance_spot", "BTCUSDT", "reset:after=1s"),
              "fault 'reset': the books of binance_spot never begin their numbers anew");
    EXPECT_EQ(message("bybit_spot", "BTCUSDT", "reset:after=1s,count=2"),
              "fault 'reset': 2 are too many for bybit_spot, with more than 1 a number would come "
              "twice");
    EXPECT_TRUE(start("okx", "BTC-USDT", "reset:after=1s,count=20"));
}

TEST(Reset, HappensAtItsMomentOfTheMarketAndAgain) {
    FaultScript script({parse_fault("reset:after=300ms,count=3").value()}, 1, OkxPlay::kStart);
    auto options = OkxPlay::market();
    options.symbols = {"BTC-USDT"};
    MarketSource source(options, &script);
    EXPECT_EQ(script.next_of_venue(), 300ms);
    struct Nobody final : Audience {
        [[nodiscard]] bool wants(TopicId, int) const noexcept override { return true; }
        void publish(const StreamFrame& frame) override {
            if (!frame.payload.starts_with(R"({"arg":{"channel":"bbo-tbt")")) return;
            numbers.push_back(okx_place(std::string(frame.payload)).number);
        }
        std::vector<std::int64_t> numbers;
    } audience;
    const auto venue = make_venue("okx", {source, audience, {}, 1, {}});
    source.begin(*venue, audience, nullptr, OkxPlay::kStart);
    const auto resets = [&](std::chrono::microseconds after) {
        while (source.step(OkxPlay::kStart + after)) {
        }
        return script.times(0);
    };
    EXPECT_EQ(resets(0ms), 0U);
    EXPECT_EQ(resets(299ms), 0U);
    EXPECT_EQ(resets(300ms), 1U);
    EXPECT_EQ(resets(599ms), 1U);
    EXPECT_EQ(resets(2s), 3U) << "whenever the clock is looked at";
    std::size_t falls = 0;
    for (std::size_t at = 1; at < audience.numbers.size(); ++at) {
        falls += audience.numbers[at] < audience.numbers[at - 1] ? 1 : 0;
    }
    EXPECT_EQ(falls, 3U);
    EXPECT_EQ(script.next_of_venue(), std::nullopt);
}

}  // namespace
}  // namespace mdc::sim
