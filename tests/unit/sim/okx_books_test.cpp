#include <map>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/okx_play.hpp"
#include "tests/unit/sim/still_world.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

/// What a client that follows the documentation has: a picture, then what follows it.
struct ClientBook {
    std::map<std::pair<char, std::string>, std::string> levels;
    std::int64_t id = -1;
    int gaps = 0;
    int updates = 0;

    void take(const std::string& json) {
        simdjson::dom::parser parser;
        const auto frame = parser.parse(json).value();
        const auto data = frame["data"].at(0);
        const std::int64_t previous = data["prevSeqId"];
        if (std::string_view(frame["action"]) == "snapshot") {
            EXPECT_EQ(previous, -1);
            levels.clear();
        } else {
            gaps += previous != id ? 1 : 0;
            ++updates;
        }
        id = data["seqId"];
        EXPECT_EQ(std::int64_t(data["checksum"]), 0);
        set('a', data["asks"].value());
        set('b', data["bids"].value());
    }

  private:
    void set(char side, const simdjson::dom::element& array) {
        for (const auto level : simdjson::dom::array(array)) {
            EXPECT_EQ(std::string_view(level.at(2)), "0");
            const std::string price(std::string_view(level.at(0)));
            const std::string qty(std::string_view(level.at(1)));
            EXPECT_EQ(qty == "0", std::string_view(level.at(3)) == "0");
            if (qty == "0") {
                EXPECT_EQ(levels.erase({side, price}), 1U) << price;
            } else {
                levels[{side, price}] = qty;
            }
        }
    }
};

std::string trimmed(std::int64_t mantissa, int decimals) {
    std::string text;
    append_decimal(text, mantissa, decimals, decimals);
    if (decimals == 0) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

/// The best levels of the market's own book.
auto market_levels(const OkxPlay& play, int instrument, std::size_t count) {
    std::map<std::pair<char, std::string>, std::string> levels;
    const auto& of = play.instrument(instrument);
    const auto add = [&](char side, const Ladder& ladder) {
        ladder.for_best(count, [&](std::int64_t price, std::int64_t qty) {
            levels[{side, trimmed(price, of.price_decimals)}] = trimmed(qty, of.qty_decimals);
        });
    };
    add('a', play.book(instrument).asks);
    add('b', play.book(instrument).bids);
    return levels;
}

void log_in(OkxPlay& play, OkxPlay::Client& client) {
    const auto replies = okx_log_in(client, {std::to_string(play.now().value / kMicrosPerSecond)});
    ASSERT_NE(replies.at(0).find(R"("event":"login")"), std::string::npos);
}

struct Case {
    const char* channel;
    std::size_t levels;
    std::int64_t cadence_ms;
};

class OkxBooks : public testing::TestWithParam<Case> {};

TEST_P(OkxBooks, TheClientsBookIsTheMarketsAtEachPush) {
    const auto& [channel, levels, cadence] = GetParam();
    OkxPlay play;
    auto& client = play.connect();
    log_in(play, client);
    const auto topic = std::string(channel) + ":BTC-USDT-SWAP";
    client.subscribe(channel, "BTC-USDT-SWAP");
    ClientBook book;
    ASSERT_EQ(client.of(topic).size(), 1U);
    EXPECT_TRUE(client.frames[0].is_picture);
    book.take(client.frames[0].payload);
    EXPECT_EQ(book.levels.size(), 2 * levels);
    EXPECT_EQ(book.levels, market_levels(play, 1, levels));
    play.when_published = [&](const StreamFrame& frame) {
        EXPECT_EQ(frame.first_id, book.id + 1);
        book.take(std::string(frame.payload));
        EXPECT_EQ(frame.last_id, book.id);
        EXPECT_EQ(book.id, play.book(1).update_id);
        EXPECT_EQ(book.levels, market_levels(play, 1, levels));
        simdjson::dom::parser parser;
        const auto data = parser.parse(std::string(frame.payload))["data"].at(0);
        EXPECT_EQ(std::stoll(std::string(std::string_view(data["ts"]))) % cadence, 0);
    };
    play.run(3s);
    EXPECT_EQ(book.gaps, 0);
    EXPECT_GT(book.updates, 3000 / cadence / 2);
    EXPECT_LE(book.updates, 3000 / cadence + 1);
}

INSTANTIATE_TEST_SUITE_P(Channels, OkxBooks,
                         testing::Values(Case{"books", 400, 100}, Case{"books-l2-tbt", 400, 10},
                                         Case{"books50-l2-tbt", 50, 10}),
                         [](const auto& one) { return "Of" + std::to_string(one.index); });

TEST(OkxBook, ALatePictureIsWhatWasPushedLast) {
    OkxPlay play;
    auto& early = play.connect();
    auto& late = play.connect();
    early.subscribe("books", "BTC-USDT");
    play.run(1s);
    play.run(57ms);  // between two pushes
    late.subscribe("books", "BTC-USDT");
    ASSERT_EQ(late.frames.size(), 1U);
    EXPECT_EQ(late.frames[0].last_id, early.frames.back().last_id);
    EXPECT_LT(late.frames[0].last_id, play.book(0).update_id);
    play.run(1s);
    ClientBook first;
    ClientBook second;
    for (const auto& frame : early.frames) first.take(frame.payload);
    for (const auto& frame : late.frames) second.take(frame.payload);
    EXPECT_EQ(second.gaps, 0);
    EXPECT_GT(second.updates, 5);
    EXPECT_EQ(first.levels, second.levels);
    EXPECT_EQ(first.id, second.id);
}

TEST(OkxBook, WhenNobodyListenedItBeginsAnew) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("books", "BTC-USDT");
    play.run(1s);
    client.say(R"({"op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT"}]})");
    play.run(1s);
    const auto before = client.frames.size();
    client.subscribe("books", "BTC-USDT");
    ASSERT_EQ(client.frames.size(), before + 1);
    EXPECT_EQ(client.frames.back().last_id, play.book(0).update_id);
    play.run(1s);
    ClientBook book;
    for (auto at = before; at < client.frames.size(); ++at) book.take(client.frames[at].payload);
    EXPECT_EQ(book.gaps, 0);
}

TEST(OkxBook, ChannelsOfOneMomentComeInTheirOrder) {
    OkxPlay play;
    auto& client = play.connect();
    log_in(play, client);
    for (const auto* channel : {"books5", "books", "books50-l2-tbt", "bbo-tbt"}) {
        client.subscribe(channel, "BTC-USDT");
    }
    const auto greetings = client.frames.size();
    play.run(2s);
    const auto rank = [](const std::string& topic) {
        constexpr std::array kOrder = {"bbo-tbt:", "books50-l2-tbt:", "books:", "books5:"};
        std::size_t at = 0;
        while (!topic.starts_with(kOrder[at])) ++at;
        return at;
    };
    std::size_t together = 0;
    for (auto at = greetings + 1; at < client.frames.size(); ++at) {
        const auto& one = client.frames[at - 1];
        const auto& next = client.frames[at];
        if (rank(next.topic) > rank(one.topic)) ++together;
        if (rank(next.topic) <= rank(one.topic)) {
            ASSERT_LE(one.last_id, next.last_id) << "of a later moment";
        }
    }
    EXPECT_GT(together, 30U);
}

TEST(OkxBook, QuotesAndPicturesAreTheTop) {
    OkxPlay play;
    auto& client = play.connect();
    client.subscribe("bbo-tbt", "BTC-USDT");
    client.subscribe("books5", "BTC-USDT");
    std::size_t quotes = 0;
    std::size_t pictures = 0;
    play.when_published = [&](const StreamFrame& frame) {
        const bool is_quote = play.venue().topics()[frame.topic].name == "bbo-tbt:BTC-USDT";
        simdjson::dom::parser parser;
        const auto json = std::string(frame.payload);
        const auto data = parser.parse(json)["data"].at(0);
        std::map<std::pair<char, std::string>, std::string> levels;
        for (const auto* side : {"asks", "bids"}) {
            for (const auto level : simdjson::dom::array(data[side])) {
                levels[{side[0], std::string(std::string_view(level.at(0)))}] =
                    std::string_view(level.at(1));
            }
        }
        EXPECT_EQ(levels, market_levels(play, 0, is_quote ? 1 : 5));
        EXPECT_EQ(frame.first_id, frame.last_id);
        EXPECT_EQ(std::int64_t(data["seqId"]), frame.last_id);
        ++(is_quote ? quotes : pictures);
    };
    play.run(2s);
    EXPECT_GT(quotes, 50U);
    EXPECT_LE(quotes, 200U);
    EXPECT_GT(pictures, 10U);
    EXPECT_LE(pictures, 20U);
}

class Listener final : public Audience {
  public:
    [[nodiscard]] bool wants(TopicId, int) const noexcept override { return true; }
    void publish(const StreamFrame& frame) override {
        said.push_back({frame.first_id, frame.last_id, std::string(frame.payload)});
    }
    struct Said {
        std::int64_t first, last;
        std::string text;
    };
    [[nodiscard]] std::vector<Said> of(std::string_view channel) const {
        std::vector<Said> chosen;
        const auto head = R"({"arg":{"channel":")" + std::string(channel) + "\"";
        for (const auto& one : said) {
            if (one.text.starts_with(head)) chosen.push_back(one);
        }
        return chosen;
    }
    std::vector<Said> said;
};

TEST(OkxBook, AfterAMinuteWithoutChangeItShowsThatItLives) {
    StillWorld world(make_instrument_of("okx", "BTC-USDT-SWAP"),
                     StillWorld::book_of(100, 3, 101, 4));
    Listener listener;
    const auto venue = make_venue("okx", {world, listener, {}, 1, {}});
    venue->listener().on_top({0, 7'000, UnixMicros{999'000}, 100, 3, 101, 4});
    std::int64_t beat = 100;
    const auto run = [&](int seconds) {
        for (const auto end = beat + seconds * 100; beat < end; ++beat) {
            venue->listener().on_pulse({0, UnixMicros{beat * 10'000}, beat});
        }
    };
    run(60);
    EXPECT_TRUE(listener.of("books").empty());
    EXPECT_EQ(listener.of("bbo-tbt").size(), 1U);
    run(1);
    ASSERT_EQ(listener.of("books").size(), 1U);
    const auto repeat = listener.of("books")[0];
    EXPECT_EQ(repeat.text, R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},)"
                           R"("action":"update","data":[{"asks":[],"bids":[],"ts":"61000",)"
                           R"("checksum":0,"seqId":7000,"prevSeqId":7000}]})");
    EXPECT_GT(repeat.first, repeat.last) << "it brings no id";
    ASSERT_EQ(listener.of("bbo-tbt").size(), 2U);
    EXPECT_EQ(listener.of("bbo-tbt")[0].text, listener.of("bbo-tbt")[1].text);
    ASSERT_EQ(listener.of("books5").size(), 1U);
    EXPECT_NE(listener.of("books5")[0].text.find(R"(["1.01","0.04")"), std::string::npos)
        << listener.of("books5")[0].text;

    // What follows is chained to it.
    world.present().bids.set(99, 2);
    world.present().update_id = 7'005;
    run(1);
    ASSERT_EQ(listener.of("books").size(), 2U);
    EXPECT_EQ(listener.of("books")[1].first, 7'001);
    EXPECT_EQ(listener.of("books")[1].last, 7'005);
    run(58);
    EXPECT_EQ(listener.of("books").size(), 2U);
    run(2);
    EXPECT_EQ(listener.of("books").size(), 3U);
}

TEST(OkxBook, WhatChangesOutsideTheWindowIsNotPushed) {
    StillWorld world(make_instrument_of("okx", "BTC-USDT-SWAP"),
                     StillWorld::book_of(100, 3, 101, 4));
    for (int price = 1; price < 100; ++price) world.present().bids.set(price, 1);
    Listener listener;
    const auto venue = make_venue("okx", {world, listener, {}, 1, {}});
    const auto push = [&](std::int64_t beat) {
        listener.said.clear();
        venue->listener().on_pulse({0, UnixMicros{beat * 10'000}, beat});
        return listener.of("books50-l2-tbt");
    };
    push(1);
    world.present().bids.set(10, 9);
    world.present().update_id = 7'001;
    EXPECT_TRUE(push(2).empty());
    // The best bid goes: the level behind the window comes into it.
    world.present().bids.set(100, 0);
    world.present().update_id = 7'002;
    const auto moved = push(3);
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_NE(moved[0].text.find(R"("bids":[["1","0","0","0"],["0.5","0.01","0","2"]])"),
              std::string::npos)
        << moved[0].text;
    EXPECT_EQ(moved[0].first, 7'001);
    EXPECT_EQ(moved[0].last, 7'002);
}

}  // namespace
}  // namespace mdc::sim
