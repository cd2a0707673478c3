// Random connections against the plain truth: whatever legs bring of one chain, the race publishes
// every id that any leg brought, in order, and marks exactly the ids that none brought.

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "race_run.hpp"

namespace mdc::race {
namespace {

struct Arrives {
    std::uint64_t at = 0;
    std::uint16_t leg = 0;
    enum class What { frame, open, close } what = What::frame;
    std::int64_t prev = 0, last = 0;
};

struct World {
    std::int64_t ids = 1000;  ///< the chain is (0, ids]
    int legs = 2;
    double loss = 0.02;                      ///< of a frame within a living connection
    double cut = 0.005;                      ///< per frame, a connection goes for a while
    bool same_cuts = true;                   ///< all legs frame the ids alike
    std::uint64_t skew = 40 * kMillisecond;  ///< below the hold time
};

/// The chain cut into frames of 1 to 8 ids.
std::vector<std::int64_t> cuts_of(std::int64_t ids, std::mt19937& random) {
    std::vector<std::int64_t> cuts{0};
    while (cuts.back() < ids)
        cuts.push_back(std::min(ids, cuts.back() + 1 + static_cast<std::int64_t>(random() % 8)));
    return cuts;
}

/// What one leg delivers. Each id happens a millisecond after the one before; a frame arrives with
/// a delay, never before the frame ahead of it. A leg is open before what it brings happens.
std::vector<Arrives> leg_of(std::uint16_t leg, const std::vector<std::int64_t>& cuts,
                            const World& world, std::mt19937& random) {
    std::uniform_real_distribution<> chance;
    std::vector<Arrives> arrivals;
    std::uint64_t newest = 0;
    std::uint64_t away_until = 0;
    bool is_away = false;
    for (std::size_t i = 1; i < cuts.size(); ++i) {
        const std::uint64_t happens = static_cast<std::uint64_t>(cuts[i - 1]) * kMillisecond;
        if (is_away && happens < away_until) continue;
        if (is_away) arrivals.push_back({happens, leg, Arrives::What::open});
        is_away = false;
        const std::uint64_t sent = static_cast<std::uint64_t>(cuts[i]) * kMillisecond;
        newest = std::max(newest, sent + random() % world.skew);
        if (chance(random) < world.cut) {
            arrivals.push_back({newest, leg, Arrives::What::close});
            is_away = true;
            away_until = newest + random() % (40 * kMillisecond);
            continue;
        }
        if (chance(random) < world.loss) continue;
        arrivals.push_back({newest, leg, Arrives::What::frame, cuts[i - 1], cuts[i]});
    }
    return arrivals;
}

std::vector<Arrives> arrivals_of(const World& world, std::mt19937& random) {
    const auto shared_cuts = cuts_of(world.ids, random);
    std::vector<Arrives> all;
    for (int leg = 0; leg < world.legs; ++leg) {
        const auto own_cuts = world.same_cuts ? shared_cuts : cuts_of(world.ids, random);
        const auto arrivals = leg_of(static_cast<std::uint16_t>(leg), own_cuts, world, random);
        all.insert(all.end(), arrivals.begin(), arrivals.end());
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Arrives& a, const Arrives& b) { return a.at < b.at; });
    return all;
}

void expect_truth(const RaceRun& run, const std::vector<bool>& was_brought) {
    std::vector<bool> is_published(was_brought.size());
    std::int64_t applied = run.published.empty() ? 0 : run.published.front().prev;
    const std::int64_t begin = applied;
    for (const FrameKey& key : run.published) {
        EXPECT_GT(key.last, applied);  // in order, each brings something
        applied = key.last;
        for (std::int64_t id = key.prev + 1; id <= key.last; ++id) {
            is_published[static_cast<std::size_t>(id)] = true;
        }
    }
    std::vector<bool> is_gap(was_brought.size());
    for (const RaceGap& gap : run.gaps) {
        if (is_null(gap.from_id)) continue;  // an outage before the first frame
        if (is_null(gap.to_id)) continue;    // an outage that lasts to the end
        for (std::int64_t id = gap.from_id; id <= gap.to_id; ++id) {
            EXPECT_FALSE(is_gap[static_cast<std::size_t>(id)]) << "marked twice: " << id;
            is_gap[static_cast<std::size_t>(id)] = true;
        }
    }
    for (std::int64_t id = begin + 1; id <= applied; ++id) {
        const auto i = static_cast<std::size_t>(id);
        ASSERT_EQ(is_published[i], was_brought[i]) << "id " << id;
        ASSERT_EQ(is_gap[i], !was_brought[i]) << "id " << id;
    }
}

RaceStats simulate(const World& world, unsigned seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto arrivals = arrivals_of(world, random);
    RaceRun run(ArrivalRule::chain, world.legs);
    std::vector<bool> was_brought(static_cast<std::size_t>(world.ids) + 1);
    for (const Arrives& arrival : arrivals) {
        const std::uint64_t at = kSecond + arrival.at;
        while (run.race.next_due() <= at) run.wait(run.race.next_due() - run.now);
        run.now = at;
        if (arrival.what == Arrives::What::open) run.open(arrival.leg);
        if (arrival.what == Arrives::What::close) run.close(arrival.leg);
        if (arrival.what != Arrives::What::frame) continue;
        run.offer({arrival.leg, arrival.prev, arrival.last});
        for (std::int64_t id = arrival.prev + 1; id <= arrival.last; ++id) {
            was_brought[static_cast<std::size_t>(id)] = true;
        }
    }
    run.race.finish(run.now);
    expect_truth(run, was_brought);
    return run.race.stats();
}

/// Many worlds; that the interesting things happened in them is part of the test.
RaceStats simulate_many(const World& world, unsigned seeds) {
    RaceStats sum;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        const RaceStats stats = simulate(world, seed);
        sum.gaps += stats.gaps;
        sum.released += stats.released;
        sum.duplicates += stats.duplicates;
        sum.given_up_time += stats.given_up_time;
    }
    return sum;
}

TEST(RaceSimulation, OneLegWithLossAndCuts) {
    const RaceStats sum = simulate_many({.legs = 1}, 100);
    EXPECT_GT(sum.gaps, 100U);
    EXPECT_EQ(sum.released, 0U);
}

TEST(RaceSimulation, TwoLegsWithoutLossPublishEverything) {
    const RaceStats sum = simulate_many({.loss = 0, .cut = 0}, 50);
    EXPECT_EQ(sum.gaps, 0U);
    EXPECT_GT(sum.duplicates, 1000U);
}

TEST(RaceSimulation, TwoLegsWithLossAndCuts) {
    const RaceStats sum = simulate_many({.loss = 0.1, .cut = 0.01}, 150);
    EXPECT_GT(sum.gaps, 100U);
    EXPECT_GT(sum.released, 1000U);
}

TEST(RaceSimulation, FourLegsWithMuchLoss) {
    const RaceStats sum = simulate_many({.legs = 4, .loss = 0.4, .cut = 0.02}, 60);
    EXPECT_GT(sum.gaps, 100U);
    EXPECT_GT(sum.released, 1000U);
}

TEST(RaceSimulation, ThreeLegsThatCutTheChainDifferently) {
    const RaceStats sum =
        simulate_many({.legs = 3, .loss = 0.2, .cut = 0.01, .same_cuts = false}, 100);
    EXPECT_GT(sum.gaps, 20U);
    EXPECT_GT(sum.released, 1000U);
}

}  // namespace
}  // namespace mdc::race
