// Connections that come and go at the wrong moment, ids that begin again, wishes that come too
// early: through the path of a live run, with frames out of memory.

#include <gtest/gtest.h>

#include "tests/integration/support/path_run.hpp"

namespace mdc::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRoomy = std::size_t{8} << 20;

TEST(PathEdges, AConnectionThatHasNotSpokenCarriesNothing) {
    Path path(kRoomy);
    path.open(1, "@bookTicker BTCUSDT");
    path.bbo(1, 10);
    path.bbo(1, 11);
    path.open(2, "@bookTicker BTCUSDT");  // not subscribed yet
    path.close(1, "server_drop");
    path.bbo(2, 900, 60s);
    path.drain();
    path.finish();
    const auto holes = where(path.rows("gaps"), {{"feed", "bbo"}, {"cause", "server_drop"}});
    ASSERT_EQ(holes.size(), 1u);
    EXPECT_GT(holes[0].number("to_timestamp") - holes[0].number("from_timestamp"), 59'000'000);
    EXPECT_EQ(path.rows("bbo").size(), 3u);
}

TEST(PathEdges, AConnectionThatHasSpokenTakesOverWithoutAHole) {
    Path path(kRoomy);
    path.open(1, "@bookTicker BTCUSDT");
    path.bbo(1, 10);
    path.open(2, "@bookTicker BTCUSDT");
    path.bbo(2, 10);
    path.close(1, "server_drop");
    path.bbo(2, 900, 60s);
    path.finish();
    EXPECT_TRUE(where(path.rows("gaps"), {{"feed", "bbo"}, {"cause", "server_drop"}}).empty());
}

TEST(PathEdges, QuotesWhoseIdsBeginAgainAreAHoleInTheLedger) {
    Path path(kRoomy);
    path.open(1, "@bookTicker BTCUSDT");
    path.bbo(1, 1'000'000);
    for (int id = 1; id <= 70; ++id) path.bbo(1, id, 1s);
    path.finish();
    const auto quotes = path.rows("bbo");
    ASSERT_GT(quotes.size(), 1u) << "it is adopted after a while";
    const auto holes = where(path.rows("gaps"), {{"feed", "bbo"}, {"cause", "server_drop"}});
    ASSERT_EQ(holes.size(), 1u);
    EXPECT_EQ(holes[0].at("from_timestamp"), quotes[0].at("rcv_timestamp"));
    EXPECT_EQ(holes[0].at("to_timestamp"), quotes[1].at("rcv_timestamp"));
    EXPECT_EQ(holes[0].at("from_update_id"), "null") << "ids of quotes are not dense";
}

TEST(PathEdges, ConnectionsThatShareNothingAreAsManyAsThereAre) {
    constexpr int kConnections = 40;
    Path path(kRoomy);
    const auto each = [](auto&& does) {
        for (int i = 0; i < kConnections; ++i) {
            does(i, fmt::format("coin{}usdt", i), fmt::format("COIN{}USDT", i));
        }
    };
    each([&](int i, const auto&, const auto& ticker) { path.open(i, "@trade " + ticker); });
    for (int id = 1; id <= 3; ++id) {
        each([&](int i, const auto& lower, const auto& ticker) {
            path.trade(id, lower, ticker, i);
        });
    }
    each([&](int i, const auto&, const auto& ticker) {
        path.open(kConnections + i, "@trade " + ticker);  // the successors
    });
    each([&](int i, const auto& lower, const auto& ticker) {
        path.trade(4, lower, ticker, kConnections + i);
        path.close(i, "planned");
        path.trade(5, lower, ticker, kConnections + i);
    });
    path.finish();
    EXPECT_EQ(path.rows("trades").size(), 5u * kConnections);
    for (const auto& row : path.rows("gaps")) {
        EXPECT_TRUE(row.at("cause") == "start" || row.at("cause") == "stop") << row.text();
    }
}

}  // namespace
}  // namespace mdc::test
