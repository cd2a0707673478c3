#include "mdc/book/side_levels.hpp"

#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace mdc::book {
namespace {

/// The same side as a map, best first.
using Reference = std::map<double, double, std::greater<>>;

double key_of(Side side, double price) { return side == Side::bid ? price : -price; }

void expect_equal(const SideLevels& levels, const Reference& reference, Side side) {
    ASSERT_EQ(levels.size(), reference.size());
    auto walk = levels.walk();
    for (const auto& [key, qty] : reference) {
        ASSERT_FALSE(walk.is_done());
        ASSERT_EQ(walk.level().price, key_of(side, key));
        ASSERT_EQ(walk.level().qty, qty);
        walk.next();
    }
    ASSERT_TRUE(walk.is_done());
    if (reference.empty()) return;
    EXPECT_EQ(levels.best().price, key_of(side, reference.begin()->first));
}

struct Mix {
    int operations;
    int prices;     ///< distinct ones
    double top;     ///< mean distance from the top, in prices
    double erases;  ///< share of deletes
};

/// Random changes around a price that wanders.
void run_random(Side side, const Mix& mix, unsigned seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::exponential_distribution<> depth(1 / mix.top);
    std::uniform_real_distribution<> chance;
    LevelPool pool;
    SideLevels levels(side, pool);
    Reference reference;
    int top = mix.prices / 2;
    for (int i = 0; i < mix.operations; ++i) {
        top = std::clamp(top + static_cast<int>(random() % 3) - 1, 0, mix.prices);
        const double price = 0.01 * (top - std::min(mix.prices, static_cast<int>(depth(random))));
        const double key = key_of(side, price);
        if (chance(random) < mix.erases) {
            ASSERT_EQ(levels.erase(price), reference.erase(key) == 1);
        } else {
            const double qty = 1 + static_cast<double>(random() % 1000);
            ASSERT_EQ(levels.set(price, qty), reference.find(key) == reference.end());
            reference[key] = qty;
        }
        ASSERT_EQ(levels.contains(price), reference.count(key) == 1);
        ASSERT_EQ(levels.qty_at(price), reference.count(key) == 1 ? reference[key] : 0);
        if (i % 997 == 0) expect_equal(levels, reference, side);
    }
    expect_equal(levels, reference, side);
    while (!reference.empty()) {
        const auto worst = std::prev(reference.end());
        ASSERT_EQ(levels.pop_worst().price, key_of(side, worst->first));
        reference.erase(worst);
    }
    EXPECT_TRUE(levels.is_empty());
    levels.clear();
    EXPECT_EQ(pool.memory_bytes() / sizeof(LevelChunk), pool.free_count());
}

TEST(SideLevels, EqualsAMapNearTheTop) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        run_random(Side::bid, {20'000, 2'000, 20, 0.45}, seed);
        run_random(Side::ask, {20'000, 2'000, 20, 0.45}, seed);
    }
}

TEST(SideLevels, EqualsAMapAllOverTheSide) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        run_random(Side::bid, {40'000, 20'000, 8'000, 0.3}, seed);
        run_random(Side::ask, {40'000, 20'000, 8'000, 0.5}, seed);
    }
}

TEST(SideLevels, GrowsToAHundredThousandLevelsAndBack) {
    LevelPool pool;
    SideLevels levels(Side::ask, pool);
    constexpr int kCount = 100'000;
    for (int i = 0; i < kCount; ++i) {  // all over, each once
        EXPECT_TRUE(levels.set(static_cast<double>((i * 7919LL) % kCount), i + 1));
    }
    EXPECT_EQ(levels.size(), static_cast<std::size_t>(kCount));
    EXPECT_EQ(levels.best().price, 0);
    // Chunks are at least half full, so memory follows the levels.
    EXPECT_LT(pool.memory_bytes(), static_cast<std::size_t>(kCount) * 2 * 2 * sizeof(double) * 2);
    for (int i = 0; i < kCount; i += 2) EXPECT_TRUE(levels.erase(i));
    EXPECT_EQ(levels.size(), static_cast<std::size_t>(kCount) / 2);
    EXPECT_EQ(levels.best().price, 1);
    for (int i = 1; i < kCount; i += 2) EXPECT_EQ(levels.qty_at(i) > 0, true);
}

TEST(SideLevels, ASnapshotInEitherOrderIsTheSame) {
    LevelPool pool;
    SideLevels best_first(Side::bid, pool);
    SideLevels worst_first(Side::bid, pool);
    for (int i = 0; i < 5000; ++i) best_first.set(5000 - i, i + 1);
    for (int i = 4999; i >= 0; --i) worst_first.set(5000 - i, i + 1);
    auto a = best_first.walk();
    for (auto b = worst_first.walk(); !b.is_done(); b.next()) {
        ASSERT_EQ(a.level().price, b.level().price);
        ASSERT_EQ(a.level().qty, b.level().qty);
        a.next();
    }
    EXPECT_TRUE(a.is_done());
}

TEST(SideLevels, AnEmptySideHasNothing) {
    LevelPool pool;
    SideLevels levels(Side::bid, pool);
    EXPECT_FALSE(levels.erase(1));
    EXPECT_EQ(levels.qty_at(1), 0);
    EXPECT_FALSE(levels.contains(1));
    EXPECT_TRUE(levels.walk().is_done());
}

TEST(SideLevels, NegativePricesAreInOrderToo) {
    LevelPool pool;
    SideLevels asks(Side::ask, pool);
    for (const double price : {-1.5, 2.0, 0.0, -3.0}) asks.set(price, 1);
    EXPECT_EQ(asks.best().price, -3.0);
}

}  // namespace
}  // namespace mdc::book
