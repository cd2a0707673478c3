// What a message costs: identify, parse to rows, and beside them, in the same process over the same
// messages, a bare simdjson On-Demand extraction of the same fields into doubles.
//
// For figures: mdc_exchanges_bench --benchmark_enable_random_interleaving=true
//                  --benchmark_repetitions=15 --benchmark_report_aggregates_only=true

#include <cstdlib>

#include <benchmark/benchmark.h>

#include "mdc/exchanges/registry.hpp"

#include "bench/micro/exchanges/bare_simdjson.hpp"
#include "bench/micro/exchanges/messages.hpp"
#include "tests/support/make_stream.hpp"

namespace {

using namespace mdc;
using bench::Bare;
using bench::Messages;

const exchanges::Exchange& exchange() { return *exchanges::find(ExchangeId::binance_spot); }

// A connection as large as a user's: 4 feeds of 50 symbols.
const ConnectionPlan& plan() {
    static const auto instance = [] {
        std::vector<Stream> streams;
        for (std::uint32_t symbol = 0; symbol < 50; ++symbol) {
            const auto ticker = symbol == 0 ? "BTCUSDT" : "SYM" + std::to_string(symbol) + "USDT";
            for (const auto feed : kAllFeeds) {
                auto stream = test::make_stream(exchange(), ticker, feed,
                                                static_cast<std::uint32_t>(streams.size()));
                stream.instrument = InstrumentId{symbol};
                streams.push_back(stream);
            }
        }
        return plan_connections(exchange(), streams).front();
    }();
    return instance;
}

Frame frame_of(std::string_view message) {
    Frame frame;
    frame.payload = message;
    frame.plan = &plan();
    return frame;
}

const Messages& messages(Feed feed) {
    static const Messages all[] = {Messages(Feed::orderbook_l2), Messages(Feed::bbo),
                                   Messages(Feed::trades), Messages(Feed::tickers)};
    return all[static_cast<std::size_t>(feed)];
}

void describe(benchmark::State& state, Feed feed) {
    state.counters["bytes"] = messages(feed).mean_bytes();
    if (feed == Feed::orderbook_l2) state.counters["levels"] = messages(feed).mean_levels();
}

void identify(benchmark::State& state, Feed feed) {
    const auto& all = messages(feed);
    std::size_t at = 0;
    for (auto _ : state) {
        const auto key = exchange().identify(frame_of(all[at++]));
        if (key.kind != KeyKind::data) state.SkipWithError("not identified");
        benchmark::DoNotOptimize(key);
    }
    describe(state, feed);
}

void parse(benchmark::State& state, Feed feed) {
    const auto& all = messages(feed);
    Output out;
    std::size_t at = 0;
    for (auto _ : state) {
        out.clear();
        if (exchange().parse(frame_of(all[at++]), out) != ParseStatus::rows) {
            state.SkipWithError("not parsed");
        }
        benchmark::DoNotOptimize(out);
        benchmark::ClobberMemory();
    }
    describe(state, feed);
}

using BareReader = bool (*)(std::string_view, Bare&);
constexpr BareReader kBareReaders[] = {bench::bare_depth, bench::bare_book_ticker,
                                       bench::bare_trade, bench::bare_ticker};

void bare_simdjson(benchmark::State& state, Feed feed) {
    const auto& all = messages(feed);
    const auto read = kBareReaders[static_cast<std::size_t>(feed)];
    Bare out;
    std::size_t at = 0;
    for (auto _ : state) {
        if (!read(all[at++], out)) state.SkipWithError("not read");
        benchmark::DoNotOptimize(out);
        benchmark::ClobberMemory();
    }
    describe(state, feed);
}

BENCHMARK_CAPTURE(identify, depth, Feed::orderbook_l2);
BENCHMARK_CAPTURE(identify, book_ticker, Feed::bbo);
BENCHMARK_CAPTURE(identify, trade, Feed::trades);
BENCHMARK_CAPTURE(identify, ticker, Feed::tickers);
BENCHMARK_CAPTURE(parse, depth, Feed::orderbook_l2);
BENCHMARK_CAPTURE(bare_simdjson, depth, Feed::orderbook_l2);
BENCHMARK_CAPTURE(parse, book_ticker, Feed::bbo);
BENCHMARK_CAPTURE(bare_simdjson, book_ticker, Feed::bbo);
BENCHMARK_CAPTURE(parse, trade, Feed::trades);
BENCHMARK_CAPTURE(bare_simdjson, trade, Feed::trades);
BENCHMARK_CAPTURE(parse, ticker, Feed::tickers);
BENCHMARK_CAPTURE(bare_simdjson, ticker, Feed::tickers);

}  // namespace
