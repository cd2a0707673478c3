// What the race adds to a frame: the winner (decided and handed on), the losing duplicate, one that
// is held and released. Streams take turns, so that their state is not always in the nearest cache.

#include "mdc/race/race.hpp"

#include <string>

#include <benchmark/benchmark.h>

namespace mdc::race {
namespace {

struct CountingOutput : RaceOutput {
    void on_frame(const Frame&, const FrameKey&, bool) noexcept override { ++frames; }
    void on_gap(const RaceGap&) noexcept override { ++gaps; }
    void on_mismatch(StreamId, std::uint16_t) noexcept override {}
    std::uint64_t frames = 0;
    std::uint64_t gaps = 0;
};

/// Streams of one rule, `legs` connections, a clock that goes on.
class Track {
  public:
    Track(ArrivalRule rule, std::uint32_t streams, std::uint16_t legs) : race_({}, output_) {
        for (std::uint32_t i = 0; i < streams; ++i) {
            Stream stream;
            stream.id = StreamId{i};
            stream.rule = rule;
            stream.feed = Feed::trades;
            race_.add(stream, 0);
            streams_.push_back(stream.id);
        }
        ids_.resize(streams);
        for (std::uint16_t leg = 0; leg < legs; ++leg) race_.leg_opened(leg, 0, streams_);
        frame_.payload = payload_;
    }

    /// The key of the next frame of the next stream.
    [[nodiscard]] FrameKey next() {
        if (++stream_ == ids_.size()) stream_ = 0;
        const std::int64_t id = ids_[stream_]++;
        return {StreamId{stream_},
                KeyKind::data,
                id,
                id + 1,
                1 + id,
                static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15U + stream_ + 1};
    }
    Verdict offer(const FrameKey& key, std::uint16_t leg) {
        frame_.leg = leg;
        now_ += 100;
        return race_.offer(key, frame_, now_);
    }

  private:
    std::string payload_ = std::string(400, 'x');
    std::uint64_t now_ = 1'000'000'000;
    std::uint32_t stream_ = 0;
    Frame frame_;
    CountingOutput output_;
    Race race_;
    std::vector<StreamId> streams_;
    std::vector<std::int64_t> ids_;
};

constexpr std::array kRules = {ArrivalRule::chain, ArrivalRule::newest, ArrivalRule::seen,
                               ArrivalRule::per_leg, ArrivalRule::leader};

/// One leg: every frame is the winner.
void winner_of_one(benchmark::State& state) {
    Track track(kRules[static_cast<std::size_t>(state.range(0))],
                static_cast<std::uint32_t>(state.range(1)), 1);
    for (auto _ : state) benchmark::DoNotOptimize(track.offer(track.next(), 0));
}

/// Three legs: each iteration is one winner and two losing duplicates.
void winner_and_two_losers(benchmark::State& state) {
    Track track(kRules[static_cast<std::size_t>(state.range(0))],
                static_cast<std::uint32_t>(state.range(1)), 3);
    for (auto _ : state) {
        const FrameKey key = track.next();
        benchmark::DoNotOptimize(track.offer(key, 0));
        benchmark::DoNotOptimize(track.offer(key, 1));
        benchmark::DoNotOptimize(track.offer(key, 2));
    }
}

/// Two legs: one lost a frame, its next is copied and waits, the other brings both.
void held_and_released(benchmark::State& state) {
    Track track(ArrivalRule::chain, static_cast<std::uint32_t>(state.range(1)), 2);
    for (auto _ : state) {
        FrameKey missing = track.next();
        FrameKey ahead = missing;
        missing.prev = missing.prev * 2;
        missing.last = missing.prev + 1;
        ahead.prev = missing.last;
        ahead.last = missing.last + 1;
        benchmark::DoNotOptimize(track.offer(ahead, 0));
        benchmark::DoNotOptimize(track.offer(missing, 1));
        benchmark::DoNotOptimize(track.offer(ahead, 1));
    }
}

void every_rule(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"rule", "streams"});
    for (std::int64_t rule = 0; rule < 5; ++rule) bench->Args({rule, 1})->Args({rule, 1'000});
}
BENCHMARK(winner_of_one)->Apply(every_rule);
BENCHMARK(winner_and_two_losers)->Apply(every_rule);
BENCHMARK(held_and_released)->ArgNames({"rule", "streams"})->Args({0, 1})->Args({0, 1'000});

}  // namespace
}  // namespace mdc::race
