#include <random>
#include <string>

#include <gtest/gtest.h>

#include "mdc/race/element_gate.hpp"
#include "mdc/race/race.hpp"

#include "allocations.hpp"

namespace mdc::race {
namespace {

struct QuietOutput : RaceOutput {
    void on_frame(const Frame&, const FrameKey&, bool) noexcept override { ++frames; }
    void on_gap(const RaceGap&) noexcept override { ++gaps; }
    void on_mismatch(StreamId, std::uint16_t) noexcept override {}
    std::uint64_t frames = 0;
    std::uint64_t gaps = 0;
};

/// Five streams, one per rule, and three legs that each bring most of everything.
class Traffic {
  public:
    Traffic() : race_({}, output_) {
        for (std::uint32_t i = 0; i < kAllRules.size(); ++i) {
            Stream stream;
            stream.id = StreamId{i};
            stream.rule = kAllRules[i];
            stream.feed = Feed::trades;
            race_.add(stream, 0);
            gate_.add(stream);
            streams_.push_back(stream.id);
        }
        for (std::uint16_t leg = 0; leg < 3; ++leg) race_.leg_opened(leg, 0, streams_);
    }

    void play(std::int64_t first, std::int64_t last) {
        for (std::int64_t id = first; id < last; ++id) {
            for (std::uint16_t leg = 0; leg < 3; ++leg) {
                if (random_() % 10 != 0) bring(id - leg * 3, leg);  // one behind the other
            }
            if (id % 100 == 0) reconnect();
            now_ += 1'000'000;
            race_.on_time(now_);
        }
    }

    const QuietOutput& output() const { return output_; }
    const Race& race() const { return race_; }

  private:
    static constexpr std::array kAllRules = {ArrivalRule::chain, ArrivalRule::newest,
                                             ArrivalRule::seen, ArrivalRule::per_leg,
                                             ArrivalRule::leader};

    void bring(std::int64_t id, std::uint16_t leg) {
        Frame frame;
        frame.payload = payload_;
        frame.leg = leg;
        TradeRow trade;
        trade.trade_seq = id;
        for (const StreamId stream : streams_) {
            const FrameKey key{stream, KeyKind::data, id,
                               id + 1, id * 1000,     static_cast<std::uint64_t>(id) + 1};
            if (race_.offer(key, frame, now_) == Verdict::compare) {
                race_.compare_content(key, leg, 1);
            }
            if (race_.wants_content(key)) race_.note_content(key, 1);
            accepted_ += gate_.admit(stream, trade) ? 1 : 0;
        }
    }

    void reconnect() {
        race_.leg_closed({.leg = 1, .streams = streams_}, now_);
        race_.leg_opened(1, 0, streams_);
    }

    std::mt19937 random_{11};
    std::string payload_ = std::string(700, 'x');
    std::uint64_t now_ = 1'000'000'000;
    QuietOutput output_;
    Race race_;
    ElementGate gate_;
    std::vector<StreamId> streams_;
    std::uint64_t accepted_ = 0;
};

TEST(RaceAllocations, NothingAfterWarmUp) {
    Traffic traffic;
    traffic.play(10, 200);
    const std::uint64_t before = allocation_count();
    traffic.play(200, 20'000);
    EXPECT_EQ(allocation_count(), before);
    EXPECT_GT(traffic.output().frames, 60'000U);
    EXPECT_GT(traffic.race().stats().released, 1000U);
    EXPECT_GT(traffic.race().stats().duplicates, 60'000U);
    EXPECT_GT(traffic.race().stats().compared, 100U);
}

}  // namespace
}  // namespace mdc::race
