// The ring from both ends on one thread: what pushing and draining cost without the cache line that
// travels between two cores. A record is 64 to 4,096 bytes; levels of a book travel as one record.

#include "mdc/core/ring.hpp"

#include <cstring>
#include <vector>

#include <benchmark/benchmark.h>

#include "mdc/core/crc32c.hpp"
#include "mdc/core/histogram.hpp"

namespace {

// Pushed, published and drained record by record: always the same few cache lines.
void ring_push_drain(benchmark::State& state) {
    mdc::Ring ring(std::size_t{32} << 20);
    const std::vector<std::byte> payload(static_cast<std::size_t>(state.range(0)));
    std::size_t bytes = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ring.push(1, payload));
        ring.publish();
        ring.drain([&](auto, std::span<const std::byte> record) { bytes += record.size(); });
    }
    benchmark::DoNotOptimize(bytes);
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(ring_push_drain)->Arg(64)->Arg(176)->Arg(1024)->Arg(4096);

// A thousand records before each drain, as behind a burst: time per record.
void ring_push_drain_burst(benchmark::State& state) {
    constexpr int kBurst = 1000;
    mdc::Ring ring(std::size_t{32} << 20);
    const std::vector<std::byte> payload(static_cast<std::size_t>(state.range(0)));
    std::size_t bytes = 0;
    for (auto _ : state) {
        for (int i = 0; i < kBurst; ++i) {
            benchmark::DoNotOptimize(ring.push(1, payload));
            ring.publish();
        }
        ring.drain([&](auto, std::span<const std::byte> record) { bytes += record.size(); });
    }
    benchmark::DoNotOptimize(bytes);
    state.counters["per_record"] = benchmark::Counter(
        kBurst, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(ring_push_drain_burst)->Arg(176)->Arg(1024);

void ring_drain_idle(benchmark::State& state) {
    mdc::Ring ring(4096);
    for (auto _ : state) benchmark::DoNotOptimize(ring.drain([](auto, auto) {}));
}
BENCHMARK(ring_drain_idle);

void histogram_record(benchmark::State& state) {
    mdc::Histogram histogram;
    std::uint64_t value = 1;
    for (auto _ : state) {
        value = value * 6364136223846793005 + 1442695040888963407;
        histogram.record(value >> 44);
    }
}
BENCHMARK(histogram_record);

void crc32c_block(benchmark::State& state) {
    const std::vector<std::byte> block(64 << 10, std::byte{7});
    for (auto _ : state) benchmark::DoNotOptimize(mdc::crc32c(block));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(block.size()));
}
BENCHMARK(crc32c_block);

}  // namespace
