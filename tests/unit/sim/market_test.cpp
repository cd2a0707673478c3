#include "mdc/sim/market/market.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/sim/event_log.hpp"

namespace mdc::sim {
namespace {

constexpr UnixMicros kStart{1'795'620'000'000'000};

MarketOptions options(std::uint64_t seed) {
    MarketOptions made;
    made.seed = seed;
    made.start_time = kStart;
    made.levels = 500;
    return made;
}

EventLog run(std::uint64_t seed, std::chrono::seconds span) {
    Market market({make_instrument("BTCUSDT"), make_instrument("ETHUSDT")}, options(seed));
    EventLog log;
    market.run(kStart + span, UINT64_MAX, log);
    return log;
}

TEST(Market, SameSeedMakesTheSameMarket) {
    const auto first = run(7, std::chrono::seconds(5));
    const auto second = run(7, std::chrono::seconds(5));
    const auto other = run(8, std::chrono::seconds(5));
    ASSERT_EQ(first.changes.size(), second.changes.size());
    for (std::size_t at = 0; at < first.changes.size(); ++at) {
        ASSERT_EQ(first.changes[at].time, second.changes[at].time);
        ASSERT_EQ(first.changes[at].price, second.changes[at].price);
        ASSERT_EQ(first.changes[at].qty, second.changes[at].qty);
    }
    EXPECT_NE(first.changes.size(), other.changes.size());
}

TEST(Market, StepsOfAnySizeMakeTheSameMarket) {
    const auto whole = run(7, std::chrono::seconds(2));
    Market market({make_instrument("BTCUSDT"), make_instrument("ETHUSDT")}, options(7));
    EventLog log;
    for (int milli = 1; milli <= 2000; ++milli) {
        market.run(kStart + std::chrono::milliseconds(milli), UINT64_MAX, log);
    }
    ASSERT_EQ(log.changes.size(), whole.changes.size());
    EXPECT_EQ(log.changes.back().update_id, whole.changes.back().update_id);
    EXPECT_EQ(log.pulses.size(), whole.pulses.size());
}

TEST(Market, AnInstrumentDoesNotDependOnItsNeighbours) {
    const auto pair = run(7, std::chrono::seconds(2));
    Market alone({make_instrument("ETHUSDT")}, options(7));
    EventLog log;
    alone.run(kStart + std::chrono::seconds(2), UINT64_MAX, log);
    const auto of_ethereum =
        std::count_if(pair.changes.begin(), pair.changes.end(),
                      [](const auto& change) { return change.instrument == 1; });
    EXPECT_EQ(static_cast<std::size_t>(of_ethereum), log.changes.size());
}

TEST(Market, TimeNeverRunsBackAndIdsAreDense) {
    const auto log = run(3, std::chrono::seconds(10));
    std::map<int, std::int64_t> last_update;
    std::map<int, std::int64_t> last_trade;
    UnixMicros last_time{0};
    for (const auto& change : log.changes) {
        EXPECT_GE(change.time, last_time);
        last_time = change.time;
        const auto [last, is_first] = last_update.try_emplace(change.instrument, change.update_id);
        if (!is_first) {
            ASSERT_EQ(change.update_id, last->second + 1);
            last->second = change.update_id;
        }
    }
    for (const auto& trade : log.trades) {
        const auto [last, is_first] = last_trade.try_emplace(trade.instrument, trade.id);
        if (!is_first) {
            ASSERT_EQ(trade.id, last->second + 1);
            last->second = trade.id;
        }
        ASSERT_GT(trade.qty, 0);
    }
    EXPECT_GT(log.trades.size(), 500U);
}

TEST(Market, ChangesReplayedOverThePictureMakeTheBook) {
    Market market({make_instrument("SOLUSDT")}, options(5));
    std::map<std::pair<Side, std::int64_t>, std::int64_t> replayed;
    const auto picture = [&](auto& into) {
        for (const auto* side : {&market.symbol(0).book().bids, &market.symbol(0).book().asks}) {
            side->for_best(side->size(), [&](std::int64_t price, std::int64_t qty) {
                into[{side->side(), price}] = qty;
            });
        }
    };
    picture(replayed);
    EventLog log;
    market.run(kStart + std::chrono::seconds(20), UINT64_MAX, log);
    for (const auto& change : log.changes) {
        if (change.qty == 0) {
            replayed.erase({change.side, change.price});
        } else {
            replayed[{change.side, change.price}] = change.qty;
        }
    }
    decltype(replayed) now;
    picture(now);
    EXPECT_EQ(replayed, now);
    EXPECT_GT(now.size(), 800U);
}

TEST(Market, TopIsWhatTheBookSaysAndNeverCrosses) {
    Market market({make_instrument("BTCUSDT")}, options(5));
    struct TopCheck final : MarketListener {
        const Market& market;
        std::size_t tops = 0;
        explicit TopCheck(const Market& of) : market(of) {}
        void on_change(const BookChange&) override {}
        void on_trade(const Trade&) override {}
        void on_aggregate(const AggregateTrade&) override {}
        void on_top(const TopOfBook& top) override {
            const auto& book = market.symbol(0).book();
            ++tops;
            ASSERT_LT(top.bid_price, top.ask_price);
            ASSERT_EQ(top.update_id, book.update_id);
            book.bids.for_best(1, [&](std::int64_t price, std::int64_t qty) {
                ASSERT_EQ(std::pair(top.bid_price, top.bid_qty), std::pair(price, qty));
            });
            book.asks.for_best(1, [&](std::int64_t price, std::int64_t qty) {
                ASSERT_EQ(std::pair(top.ask_price, top.ask_qty), std::pair(price, qty));
            });
        }
        void on_statistics(const DayStatistics&) override {}
        void on_pulse(const Pulse&) override {}
    } check(market);
    market.run(kStart + std::chrono::seconds(30), UINT64_MAX, check);
    EXPECT_GT(check.tops, 3000U);
}

TEST(Market, TradesOfOneOrderAddUpToItsAggregates) {
    const auto log = run(11, std::chrono::seconds(10));
    std::map<std::pair<int, std::int64_t>, Trade> by_id;
    for (const auto& trade : log.trades) by_id[{trade.instrument, trade.id}] = trade;
    std::size_t covered = 0;
    for (const auto& aggregate : log.aggregates) {
        std::int64_t qty = 0;
        for (auto id = aggregate.first_trade_id; id <= aggregate.last_trade_id; ++id) {
            const auto& trade = by_id.at({aggregate.instrument, id});
            EXPECT_EQ(trade.price, aggregate.price);
            EXPECT_EQ(trade.taker, aggregate.taker);
            qty += trade.qty;
            ++covered;
        }
        EXPECT_EQ(qty, aggregate.qty);
    }
    EXPECT_EQ(covered, log.trades.size());
}

TEST(Market, DepthHasTheMixOfARealOne) {
    MarketOptions real = options(1);
    real.levels = 3000;
    Market market({make_instrument("BTCUSDT")}, real);
    EventLog log;
    market.run(kStart + std::chrono::minutes(5), UINT64_MAX, log);
    std::vector<std::size_t> sizes;
    std::set<std::pair<Side, std::int64_t>> touched;
    std::size_t at = 0;
    for (const auto& pulse : log.pulses) {
        for (; at < log.changes.size() && log.changes[at].time <= pulse.time; ++at) {
            touched.emplace(log.changes[at].side, log.changes[at].price);
        }
        if (!touched.empty()) sizes.push_back(touched.size());
        touched.clear();
    }
    std::sort(sizes.begin(), sizes.end());
    std::size_t levels = 0;
    for (const auto size : sizes) levels += size;
    const auto mean = static_cast<double>(levels) / static_cast<double>(sizes.size());
    EXPECT_NEAR(mean, 46, 10);
    EXPECT_GT(sizes[sizes.size() * 99 / 100], 180U);
    EXPECT_GT(market.symbol(0).book().bids.size(), 2500U);
}

TEST(Market, PostponingMovesWhatIsToCome) {
    Market market({make_instrument("BTCUSDT")}, options(2));
    EventLog log;
    market.run(kStart + std::chrono::seconds(1), UINT64_MAX, log);
    const auto before = log.changes.size();
    market.postpone(std::chrono::seconds(60));
    market.run(kStart + std::chrono::seconds(60), UINT64_MAX, log);
    EXPECT_EQ(log.changes.size(), before);
    market.run(kStart + std::chrono::seconds(62), UINT64_MAX, log);
    EXPECT_GT(log.changes.size(), before);
    EXPECT_EQ(log.pulses.back().time.value % 100'000, 0);
}

TEST(Decimal, TextIsExactAndPadded) {
    const auto text = [](std::int64_t mantissa, int decimals, int shown) {
        std::string out;
        append_decimal(out, mantissa, decimals, shown);
        return out;
    };
    EXPECT_EQ(text(6'183'763, 2, 8), "61837.63000000");
    EXPECT_EQ(text(5, 5, 8), "0.00005000");
    EXPECT_EQ(text(0, 2, 8), "0.00000000");
    EXPECT_EQ(text(100'000, 5, 8), "1.00000000");
    EXPECT_EQ(text(-1240, 2, 8), "-12.40000000");
    EXPECT_EQ(text(-4, 2, 2), "-0.04");
    EXPECT_EQ(text(42, 0, 0), "42");
    EXPECT_EQ(text(INT64_MIN, 0, 0), "-9223372036854775808");
}

TEST(Instrument, UnknownSymbolsGetSomethingThatFits) {
    const auto one = make_instrument("PEPEUSDC");
    EXPECT_EQ(one.base, "PEPE");
    EXPECT_EQ(one.quote, "USDC");
    EXPECT_GT(one.start_price, 0);
    EXPECT_LE(one.price_decimals + one.qty_decimals, 8);
}

}  // namespace
}  // namespace mdc::sim
