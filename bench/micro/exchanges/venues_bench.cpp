// What a message of each market costs, and what it matters how many instruments a connection
// carries: identify and parse of the fixtures of tests/data, of 1, 100 and 1,000 instruments in
// turn, so that neither the table nor the messages stay in the nearest cache by chance.
//
// Run in the source root: mdc_exchanges_bench --benchmark_filter=okx

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "mdc/exchanges/registry.hpp"

#include "tests/support/venue_frames.hpp"

namespace {

using namespace mdc;

/// One message as so many instruments would send it, over one connection.
class Crowd {
  public:
    Crowd(const exchanges::Exchange& exchange, const std::string& text, int instruments) {
        const auto [stream, ticker] = stream_of(exchange, text);
        const auto& channel = channel_of(exchange.facts(), stream.kind);
        plan_.exchange = exchange.facts().id;
        plan_.time_unit = exchange.facts().time_unit;
        for (int n = 0; n < instruments; ++n) {
            const auto name = n == 0 ? ticker : fmt::format("C{}{}", n, ticker.substr(3));
            auto message = text;
            replace(message, ticker, name);
            const auto lower = [](std::string of) {
                for (auto& c : of) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                return of;
            };
            replace(message, lower(ticker), lower(name));
            const auto instrument = exchange.instrument_of(name);
            set_.add(exchange, exchange.stream_of(channel, instrument).value(), instrument);
            texts_.push_back(std::make_unique<test::PaddedText>(message));
        }
        for (const auto& each : set_.streams()) exchanges::carry(plan_, each);
    }
    [[nodiscard]] Frame frame(std::size_t i) const {
        Frame frame;
        frame.payload = texts_[i % texts_.size()]->view();
        frame.plan = &plan_;
        return frame;
    }

  private:
    static std::pair<Stream, std::string> stream_of(const exchanges::Exchange& exchange,
                                                    const std::string& text) {
        const test::PaddedText padded(text);
        Frame frame;
        frame.payload = padded.view();
        const auto stream = exchange.discover(frame)->streams.front();
        return {stream, stream.ticker};
    }
    static void replace(std::string& text, const std::string& from, const std::string& to) {
        for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
    }

    exchanges::StreamSet set_;
    ConnectionPlan plan_;
    std::vector<std::unique_ptr<test::PaddedText>> texts_;
};

void identify(benchmark::State& state, const exchanges::Exchange& exchange,
              const std::string& text) {
    const Crowd crowd(exchange, text, static_cast<int>(state.range(0)));
    std::size_t at = 0;
    for (auto _ : state) {
        const auto key = exchange.identify(crowd.frame(at++));
        if (key.stream == kNoStream) state.SkipWithError("not identified");
        benchmark::DoNotOptimize(key);
    }
}

void parse(benchmark::State& state, const exchanges::Exchange& exchange, const std::string& text) {
    const Crowd crowd(exchange, text, static_cast<int>(state.range(0)));
    Output out;
    std::size_t at = 0;
    for (auto _ : state) {
        out.clear();
        if (exchange.parse(crowd.frame(at++), out) != ParseStatus::rows) {
            state.SkipWithError("not parsed");
        }
        benchmark::DoNotOptimize(out);
        benchmark::ClobberMemory();
    }
    state.counters["bytes"] = static_cast<double>(text.size());
}

/// The usual message of a stream: of all fixtures those that have no further word in their name.
bool is_usual(const exchanges::Exchange& exchange, const test::Fixture& fixture) {
    constexpr std::array<std::string_view, 10> kUsual = {"update", "snapshot", "buy",  "swap",
                                                         "delta",  "usual",    "spot", "perpetual",
                                                         "option", "future"};
    const auto dot = fixture.name.rfind('.');
    const auto word = fixture.name.substr(dot == fixture.name.npos ? 0 : dot + 1);
    if (std::find(kUsual.begin(), kUsual.end(), word) == kUsual.end()) return false;
    if (fixture.is("old") || fixture.is("odd")) return false;
    const test::PaddedText padded(fixture.text);
    Frame frame;
    frame.payload = padded.view();
    const auto found = exchange.discover(frame);
    if (!found || found->streams.empty() || found->streams.front().ticker.size() < 4) return false;
    const auto& channel = channel_of(exchange.facts(), found->streams.front().kind);
    if (channel.is_shared) return false;  // a channel of many instruments
    const Crowd one(exchange, fixture.text, 1);
    Output out;
    return exchange.parse(one.frame(0), out) == ParseStatus::rows;
}

const bool kRegistered = [] {
    for (const auto* exchange : exchanges::registry()) {
        const std::string market(to_string(exchange->facts().id));
        for (const auto& fixture : test::fixtures(market)) {
            if (!is_usual(*exchange, fixture)) continue;
            const auto name = market + "/" + fixture.name;
            benchmark::RegisterBenchmark(("identify/" + name).c_str(), identify,
                                         std::cref(*exchange), fixture.text)
                ->Arg(1)
                ->Arg(100)
                ->Arg(1000);
            benchmark::RegisterBenchmark(("parse/" + name).c_str(), parse, std::cref(*exchange),
                                         fixture.text)
                ->Arg(100);
        }
    }
    return true;
}();

}  // namespace
