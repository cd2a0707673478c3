#include "mdc/collector/metrics/run_metrics.hpp"

#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "mdc/exchanges/registry.hpp"
#include "mdc/metrics/exposition.hpp"

#include "tests/support/storage/temporary_folder.hpp"

namespace mdc::collector {
namespace {

constexpr UnixMicros kStarted{1'700'000'000'000'000};

pipeline::SinkSetup sink(std::string name, std::function<Result<void>(UnixMicros)> on_time) {
    pipeline::SinkSetup setup;
    setup.calls = {[](const Batch&) { return Result<void>{}; }, std::move(on_time),
                   [] { return Result<void>{}; }};
    setup.options.name = std::move(name);
    setup.options.tick = std::chrono::milliseconds(1);
    return setup;
}

Result<void> all_is_well(UnixMicros) { return {}; }

/// A run whose threads were never started, with one book, two sinks, and a recording.
class RunMetricsTest : public testing::Test {
  protected:
    RunMetricsTest() : io({}, ring, ids, net::Poller::create().value()) {
        Stream stream;
        stream.id = StreamId{0};
        stream.instrument = InstrumentId{0};
        stream.exchange = ExchangeId::binance_spot;
        stream.feed = Feed::orderbook_l2;
        io.add_instrument(InstrumentId{0}, {});
        io.add_stream(stream, 0);

        sinks::RecordingOptions options;
        options.target = folder.path();
        options.convert = false;
        recording = sinks::Recording::open(options, watch.hooks()).value();
        recordings.push_back({"recording:x", recording.get(), &watch});
    }

    void plan_connection() {
        ConnectionPlan plan;
        plan.exchange = ExchangeId::binance_spot;
        io.add_connection(plan, 0, *exchanges::find(plan.exchange), {});
    }
    /// Also starts the sinks' threads.
    void open_sinks(std::function<Result<void>(UnixMicros)> second = all_is_well) {
        std::vector<pipeline::SinkSetup> setups;
        setups.push_back(sink("jsonl:-", all_is_well));
        setups.push_back(sink("csv:x", std::move(second)));
        pipeline.emplace(std::vector{&ring}, std::move(setups), pipeline::PipelineOptions{});
    }
    [[nodiscard]] RunSources run() const {
        return {{&io}, *pipeline, recordings, errors, kStarted};
    }
    [[nodiscard]] std::string text() const {
        return metrics::to_text(
            take_snapshot(run(), kStarted + std::chrono::microseconds(1'500'000)));
    }

    test::TemporaryFolder folder;
    RecordingWatch watch{"recording:x"};
    std::unique_ptr<sinks::Recording> recording;
    std::vector<Targets::RecordingEntry> recordings;
    Ring ring{1 << 16};
    IdSource ids{kStarted, 0};
    IoThread io;
    ErrorCounts errors;
    std::optional<pipeline::Pipeline> pipeline;
};

bool has_line(const std::string& text, const std::string& line) {
    return text.find("\n" + line + "\n") != std::string::npos;
}

// What only a race of connections has.
TEST_F(RunMetricsTest, EveryMetricOfTheCatalogueIsFilled) {
    plan_connection();
    open_sinks();
    const auto snapshot = take_snapshot(run(), kStarted);
    const std::set<std::string_view> only_once_open = {"mdc_connection_race_frames_total",
                                                       "mdc_connection_lag_seconds",
                                                       "mdc_connection_lag_quantile_seconds"};
    for (std::size_t i = 0; i < metrics::kMetricCount; ++i) {
        const auto name = metrics::kCatalogue[i].name;
        EXPECT_EQ(snapshot.samples(i).empty(), only_once_open.contains(name)) << name;
    }
}

TEST_F(RunMetricsTest, NoSeriesComesTwice) {
    plan_connection();
    plan_connection();
    open_sinks();
    const auto snapshot = take_snapshot(run(), kStarted);
    for (std::size_t i = 0; i < metrics::kMetricCount; ++i) {
        std::set<std::vector<std::string>> seen;
        for (const auto& sample : snapshot.samples(i)) {
            EXPECT_TRUE(seen.insert(sample.labels).second) << metrics::kCatalogue[i].name;
        }
    }
}

TEST_F(RunMetricsTest, SaysWhatIsCounted) {
    plan_connection();
    open_sinks();
    errors.count(ErrorKind::network);
    errors.count(ErrorKind::network);
    watch.hooks().on_written(1'000, 3'000);
    watch.hooks().on_written(0, 3'000);  // nobody knows when it left the ring
    watch.hooks().on_synced(3'000, 9'000'000);
    const auto all = text();
    EXPECT_TRUE(has_line(all, "mdc_books 1"));
    EXPECT_TRUE(has_line(all, "mdc_connections 1"));
    EXPECT_TRUE(has_line(all, "mdc_open_connections 0"));
    EXPECT_TRUE(has_line(all, R"(mdc_connection_up{exchange="binance_spot",connection="0"} 0)"));
    EXPECT_EQ(all.find(R"(connection="1")"), std::string::npos) << "a spare that was never needed";
    EXPECT_TRUE(has_line(all, R"(mdc_errors_total{kind="network"} 2)"));
    EXPECT_TRUE(has_line(all, R"(mdc_errors_total{kind="disk"} 0)"));
    EXPECT_TRUE(has_line(all, R"(mdc_sink_up{sink="csv:x"} 1)"));
    EXPECT_TRUE(has_line(all, R"(mdc_ring_capacity_bytes{thread="io"} 65536)"));
    EXPECT_TRUE(has_line(all, "mdc_start_timestamp_seconds 1700000000"));
    const std::string written = R"({sink="recording:x",stage="dequeued_to_written"} )";
    EXPECT_TRUE(has_line(all, "mdc_recording_stage_seconds_count" + written + "1"));
    EXPECT_TRUE(has_line(all, "mdc_recording_stage_seconds_sum" + written + "2e-06"));
    EXPECT_TRUE(has_line(all,
                         "mdc_recording_stage_quantile_seconds{sink=\"recording:x\","
                         "stage=\"written_to_synced\",quantile=\"1\"} 0.008997"));
}

TEST_F(RunMetricsTest, MeasuresTheProcess) {
    open_sinks();
    const auto snapshot = take_snapshot(run(), kStarted);
    const auto value = [&](metrics::Metric metric) {
        return snapshot.samples(metric.index()).at(0).value;
    };
    EXPECT_GT(value("mdc_process_resident_bytes"), 1e6);
    EXPECT_LT(value("mdc_process_resident_bytes"), 1e12);
    EXPECT_GT(value("mdc_process_cpu_seconds_total"), 0);
}

TEST_F(RunMetricsTest, WithoutConnectionsAndWithSinksAllIsWell) {
    open_sinks();
    EXPECT_EQ(trouble_of(run()), std::nullopt);
}

TEST_F(RunMetricsTest, AConnectionThatIsNotOpenIsTrouble) {
    plan_connection();
    plan_connection();
    open_sinks();
    EXPECT_EQ(trouble_of(run()), "2 of 2 connections not open.");
}

TEST_F(RunMetricsTest, AConnectionThatWaitsForListingsIsNoTrouble) {
    plan_connection();
    ConnectionPlan plan;
    plan.exchange = ExchangeId::binance_spot;
    io.add_spare(plan, 1, *exchanges::find(plan.exchange), {});
    open_sinks();
    EXPECT_EQ(trouble_of(run()), "1 of 1 connections not open.");
    EXPECT_TRUE(has_line(text(), "mdc_connections 1"));
    EXPECT_EQ(text().find(R"(connection="2")"), std::string::npos);
}

TEST_F(RunMetricsTest, SeveralThreadsAddUpAndConnectionsHaveNumbersOfTheirOwn) {
    plan_connection();
    Ring second_ring{1 << 16};
    IoOptions options;
    options.number = 1;
    options.first_connection = io.connection_count();
    IoThread second(options, second_ring, ids, net::Poller::create().value());
    ConnectionPlan plan;
    plan.exchange = ExchangeId::okx;
    second.add_connection(plan, 0, *exchanges::find(plan.exchange), {});
    open_sinks();
    auto both = run();
    both.io_threads.push_back(&second);
    const auto all = metrics::to_text(take_snapshot(both, kStarted));
    EXPECT_TRUE(has_line(all, "mdc_connections 2"));
    EXPECT_TRUE(has_line(all, "mdc_books 1"));
    EXPECT_TRUE(has_line(all, R"(mdc_connection_up{exchange="binance_spot",connection="0"} 0)"));
    EXPECT_TRUE(has_line(all, R"(mdc_connection_up{exchange="okx",connection="2"} 0)"));
    EXPECT_TRUE(has_line(all, R"(mdc_ring_capacity_bytes{thread="io"} 65536)"));
    EXPECT_TRUE(has_line(all, R"(mdc_ring_capacity_bytes{thread="io_1"} 65536)"));
    EXPECT_EQ(trouble_of(both), "2 of 2 connections not open.");
}

TEST_F(RunMetricsTest, ATargetThatHasEndedIsTrouble) {
    open_sinks([](UnixMicros) -> Result<void> { return fail(ErrorKind::disk, "gone"); });
    while (!pipeline->sink(1).has_ended()) std::this_thread::yield();
    EXPECT_EQ(trouble_of(run()), "Target csv:x has ended.");
    EXPECT_TRUE(has_line(text(), R"(mdc_sink_up{sink="csv:x"} 0)"));
}

}  // namespace
}  // namespace mdc::collector
