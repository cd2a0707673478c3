// Cost of a WebSocket frame on the receive path: reading what a server sent, writing what we send.
// memcpy of the same bytes runs beside it, since absolute figures drift with the host.

#include "mdc/net/websocket/frame_reader.hpp"

#include <cstring>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "mdc/net/websocket/frame_writer.hpp"

#include "tests/unit/net/support/frames.hpp"

namespace mdc::net {
namespace {

constexpr std::size_t kFrames = 256;
constexpr std::size_t kMessageBytesMax = 1U << 20U;

std::string stream_of(std::size_t payload_bytes, std::size_t fragments) {
    std::string stream;
    const std::string piece(payload_bytes / fragments, 'x');
    for (std::size_t i = 0; i < kFrames; ++i) {
        for (std::size_t f = 0; f < fragments; ++f) {
            stream +=
                test::frame(f == 0 ? test::kText : test::kContinuation, piece, f + 1 == fragments);
        }
    }
    return stream.append(kReadablePadding, '\0');
}

/// One read of 256 messages that arrived together, as pump() walks over it.
void read_all(benchmark::State& state, const std::string& stream) {
    FrameReader reader(kMessageBytesMax);
    std::size_t messages = 0;
    for (auto _ : state) {
        std::string_view unread(stream.data(), stream.size() - kReadablePadding);
        for (;;) {
            const auto step = reader.next(unread);
            unread.remove_prefix(step.consumed);
            if (step.kind == FrameKind::incomplete) break;
            benchmark::DoNotOptimize(step.payload.data());
            ++messages;
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(messages));
    state.counters["per_message"] = benchmark::Counter(
        static_cast<double>(messages), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void read_messages(benchmark::State& state) {
    read_all(state, stream_of(static_cast<std::size_t>(state.range(0)), 1));
}
BENCHMARK(read_messages)->Arg(100)->Arg(200)->Arg(800)->Arg(2'000)->Arg(35'000);

void read_fragmented(benchmark::State& state) {
    read_all(state, stream_of(static_cast<std::size_t>(state.range(0)), 4));
}
BENCHMARK(read_fragmented)->Arg(200)->Arg(2'000);

void write_text(benchmark::State& state) {
    const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
    std::vector<char> out(frame_bytes(payload.size()));
    MaskSource masks(1);
    for (auto _ : state) {
        benchmark::DoNotOptimize(write_frame(SentFrame::text, payload, masks.next(), out));
        benchmark::ClobberMemory();
    }
}
BENCHMARK(write_text)->Arg(20)->Arg(200)->Arg(6'000);

void floor_memcpy(benchmark::State& state) {
    const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
    std::vector<char> out(payload.size());
    for (auto _ : state) {
        std::memcpy(out.data(), payload.data(), payload.size());
        benchmark::ClobberMemory();
    }
}
BENCHMARK(floor_memcpy)->Arg(200)->Arg(2'000)->Arg(6'000);

}  // namespace
}  // namespace mdc::net
