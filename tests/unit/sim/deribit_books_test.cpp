#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/unit/sim/deribit_play.hpp"
#include "tests/unit/sim/still_world.hpp"

namespace mdc::sim {
namespace {

using namespace std::chrono_literals;

struct Case {
    const char* interval;
    std::int64_t cadence_ms;  ///< 0: every change
};

class DeribitBooks : public testing::TestWithParam<Case> {};

TEST_P(DeribitBooks, TheClientsBookIsTheMarketsAtEachPush) {
    const auto& [interval, cadence] = GetParam();
    DeribitPlay play;
    auto& client = play.connect();
    client.log_in();
    client.subscribe({std::string("book.BTC-PERPETUAL.") + interval});
    ASSERT_EQ(client.frames.size(), 1U);
    EXPECT_TRUE(client.frames[0].is_picture);
    DeribitBook book;
    book.take(client.frames[0].payload);
    EXPECT_EQ(book.levels, levels_of(play, 0));
    std::size_t compared = 0;
    play.when_published = [&](const StreamFrame& frame) {
        EXPECT_EQ(frame.first_id, book.id + 1);
        book.take(frame.payload);
        EXPECT_EQ(frame.last_id, book.id);
        EXPECT_EQ(book.id, play.book(0).update_id);
        if (cadence == 0 && book.changes % 50 != 0) return;  // it takes its time
        ++compared;
        ASSERT_EQ(book.levels, levels_of(play, 0));
    };
    play.run(3s);
    EXPECT_EQ(book.gaps, 0);
    EXPECT_EQ(book.wrong_words, 0);
    EXPECT_GT(compared, cadence == 0 ? 20U : static_cast<std::size_t>(3000 / cadence - 2));
    if (cadence > 0) {
        EXPECT_LE(book.changes, 3000 / cadence + 1);
    }
}

INSTANTIATE_TEST_SUITE_P(Intervals, DeribitBooks,
                         testing::Values(Case{"100ms", 100}, Case{"agg2", 1000}, Case{"raw", 0}),
                         [](const auto& one) { return std::string("Of") + one.param.interval; });

TEST(DeribitBook, ALatePictureIsWhatWasPushedLast) {
    DeribitPlay play;
    auto& early = play.connect();
    auto& late = play.connect();
    early.subscribe({"book.BTC_USDC.100ms"});
    play.run(1057ms);
    late.subscribe({"book.BTC_USDC.100ms"});
    ASSERT_EQ(late.frames.size(), 1U);
    EXPECT_EQ(late.frames[0].last_id, early.frames.back().last_id);
    EXPECT_LT(late.frames[0].last_id, play.book(4).update_id);
    play.run(1s);
    DeribitBook first;
    DeribitBook second;
    for (const auto& frame : early.frames) first.take(frame.payload);
    for (const auto& frame : late.frames) second.take(frame.payload);
    EXPECT_EQ(second.gaps + first.gaps, 0);
    EXPECT_GT(second.changes, 5);
    EXPECT_EQ(first.levels, second.levels);
    EXPECT_EQ(first.id, second.id);
}

TEST(DeribitBook, ASecondSubscriptionIsNotShownAgain) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"book.BTC_USDC.100ms"});
    play.run(500ms);
    const auto before = client.frames.size();
    EXPECT_NE(client.subscribe({"book.BTC_USDC.100ms"}).find(R"("result":["book.BTC_USDC.100ms"])"),
              std::string::npos);
    EXPECT_EQ(client.frames.size(), before);
    play.run(500ms);
    DeribitBook book;
    for (const auto& frame : client.frames) book.take(frame.payload);
    EXPECT_EQ(book.gaps, 0);
    EXPECT_GT(client.frames.size(), before);
}

TEST(DeribitBook, AfterLeavingItIsShownAnew) {
    DeribitPlay play;
    auto& client = play.connect();
    client.subscribe({"book.BTC_USDC.100ms"});
    play.run(500ms);
    client.subscribe({"book.BTC_USDC.100ms"}, "public/unsubscribe");
    const auto before = client.frames.size();
    play.run(500ms);
    ASSERT_EQ(client.frames.size(), before);
    client.subscribe({"book.BTC_USDC.100ms"});
    ASSERT_EQ(client.frames.size(), before + 1);
    EXPECT_EQ(client.frames.back().last_id, play.book(4).update_id);
    play.run(500ms);
    DeribitBook book;
    for (auto at = before; at < client.frames.size(); ++at) book.take(client.frames[at].payload);
    EXPECT_EQ(book.gaps, 0);
}

TEST(DeribitBook, MachinesEndTheirWindowsAtMomentsOfTheirOwn) {
    auto options = DeribitPlay::market();
    options.variants = 4;
    DeribitPlay play(options);
    std::vector<DeribitBook> books(4);
    std::vector<std::set<std::int64_t>> ids(4);
    for (int at = 0; at < 4; ++at) play.connect().subscribe({"book.BTC-PERPETUAL.100ms"});
    play.when_published = [&](const StreamFrame& frame) {
        ids[static_cast<std::size_t>(frame.form)].insert(frame.last_id);
        EXPECT_EQ(frame.last_id, play.book(0).update_id);
    };
    play.run(2s);
    for (const auto& one : ids) EXPECT_GT(one.size(), 15U);
    for (std::size_t at = 1; at < ids.size(); ++at) {
        std::vector<std::int64_t> common;
        std::set_intersection(ids[0].begin(), ids[0].end(), ids[at].begin(), ids[at].end(),
                              std::back_inserter(common));
        EXPECT_LT(common.size(), 5U);
    }
}

class Listener final : public Audience, public Peer {
  public:
    std::vector<std::string> said;
    [[nodiscard]] bool wants(TopicId, int) const noexcept override { return true; }
    void publish(const StreamFrame& frame) override { said.emplace_back(frame.payload); }
    void reply(std::string_view) override {}
    void subscribe(TopicId) override {}
    void unsubscribe(TopicId) override {}
    void deliver(const StreamFrame& frame) override { publish(frame); }
    void wrap(bool) override {}
    void ping(std::string_view) override {}
    void close(std::uint16_t, std::string_view) override {}
};

TEST(DeribitBook, AWindowSaysWhatIsOtherThanBefore) {
    StillWorld world(make_instrument_of("deribit", "BTC-PERPETUAL"),
                     StillWorld::book_of(1000, 3, 1001, 4));
    Listener listener;
    const auto venue = make_venue("deribit", {world, listener, {}, 1, {}});
    HttpRequest request;
    request.path = "/ws/api/v2";
    auto opened = venue->open(request, 1, listener, {1});
    auto& session = *std::get<std::unique_ptr<Session>>(opened);
    session.on_frame(ClientFrame::text,
                     R"({"method":"public/subscribe","params":{"channels":)"
                     R"(["book.BTC-PERPETUAL.100ms"]}})",
                     {2});
    ASSERT_EQ(listener.said.size(), 1U);
    EXPECT_NE(listener.said[0].find(R"("type":"snapshot","change_id":7000,)"
                                    R"("instrument_name":"BTC-PERPETUAL",)"
                                    R"("bids":[["new",100.0,3.0]],"asks":[["new",100.1,4.0]]}}})"),
              std::string::npos)
        << listener.said[0];
    const auto pulse = [&](std::int64_t number) {
        listener.said.clear();
        venue->listener().on_pulse({0, UnixMicros{number * 100'000}, number});
        std::erase_if(listener.said, [](const std::string& text) {
            return text.find("book.BTC-PERPETUAL.100ms") == std::string::npos;
        });
        return listener.said;
    };
    EXPECT_TRUE(pulse(1).empty()) << "nothing changed";
    world.change(*venue, Side::bid, 999, 5);
    world.change(*venue, Side::bid, 1000, 0);
    world.change(*venue, Side::ask, 1001, 1000);
    world.change(*venue, Side::ask, 1002, 6);
    world.change(*venue, Side::ask, 1002, 0);
    const auto first = pulse(2);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0],
              R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
              R"("book.BTC-PERPETUAL.100ms","data":{"timestamp":7005,"type":"change",)"
              R"("change_id":7005,"instrument_name":"BTC-PERPETUAL","bids":)"
              R"([["delete",100.0,0.0],["new",99.9,5.0]],"asks":[["change",100.1,1.0e3]],)"
              R"("prev_change_id":7000}}})");
    world.change(*venue, Side::ask, 1001, 7);
    world.change(*venue, Side::ask, 1001, 1000);
    EXPECT_TRUE(pulse(3).empty()) << "as it was";
    world.change(*venue, Side::ask, 1003, 7);
    const auto second = pulse(4);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_NE(second[0].find(R"("prev_change_id":7005)"), std::string::npos);
    EXPECT_NE(second[0].find(R"("bids":[],"asks":[["new",100.3,7.0]])"), std::string::npos);
}

}  // namespace
}  // namespace mdc::sim
