#include "mdc/pipeline/pipeline.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "mdc/pipeline/record.hpp"
#include "mdc/pipeline/registry.hpp"

#include "tests/support/batches.hpp"
#include "tests/unit/pipeline/scripted_sink.hpp"

namespace mdc::pipeline {
namespace {

using std::chrono::milliseconds;
using test::head;
using test::integers;

SinkSetup to(ScriptedSink& sink, std::vector<std::unique_ptr<Stage>> stages = {}) {
    SinkSetup setup;
    setup.calls = sink.calls();
    setup.stages = std::move(stages);
    setup.options.retry_after = milliseconds(1);
    return setup;
}

std::vector<SinkSetup> to_all(std::vector<SinkSetup*> setups) {
    std::vector<SinkSetup> out;
    for (auto* each : setups) out.push_back(std::move(*each));
    return out;
}

void push_bbo(Ring& ring, std::int64_t at) {
    BboRow row;
    row.head = head(at);
    row.bid_price = static_cast<double>(at);
    ASSERT_TRUE(push_row(ring, row));
    ring.publish();
}

std::vector<std::int64_t> seq_ids(const ScriptedSink& sink) {
    std::vector<std::int64_t> out;
    for (const auto& batch : sink.written) {
        for (const auto id : integers(batch, "seq_id")) out.push_back(id);
    }
    return out;
}

std::uint64_t noon() noexcept { return 12'000; }

TEST(Pipeline, AStampSaysHowLongItsRowsLayInTheRing) {
    Ring ring(1 << 16);
    ScriptedSink sink;
    auto setup = to(sink);
    Pipeline pipeline({&ring}, to_all({&setup}), {.ticks = &noon});
    push_stamp(ring, 11'000);
    push_bbo(ring, 1);
    pipeline.drain_once({1'000'000});
    EXPECT_EQ(pipeline.stats().ring_to_dequeued.count(), 1u);
    EXPECT_EQ(pipeline.stats().ring_to_dequeued.max_ns(), 1'000u);
    pipeline.stop();
    EXPECT_EQ(seq_ids(sink).size(), 1u) << "a stamp is no row";
}

TEST(Pipeline, HandsOnWhatItDrainsEachWriteInterval) {
    Ring ring(1 << 16);
    ScriptedSink sink;
    auto setup = to(sink);
    Pipeline pipeline({&ring}, to_all({&setup}), {.write_every = milliseconds(50)});
    pipeline.drain_once({1'000'000});
    push_bbo(ring, 1);
    EXPECT_EQ(pipeline.drain_once({1'010'000}), 1u);
    EXPECT_EQ(pipeline.stats().batches.value(), 0u) << "the interval is not over";
    push_bbo(ring, 2);
    EXPECT_EQ(pipeline.drain_once({1'050'000}), 1u);
    EXPECT_EQ(pipeline.stats().batches.value(), 1u);
    const auto outcomes = pipeline.stop();
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_EQ(outcomes[0].rows_written, 2u);
    EXPECT_EQ(sink.written.size(), 1u);
    EXPECT_EQ(pipeline.stats().records.value(), 2u);
    EXPECT_EQ(pipeline.stats().rows.value(), 2u);
}

TEST(Pipeline, AClockThatWasSetBackDoesNotStopTheWriting) {
    Ring ring(1 << 16);
    ScriptedSink sink;
    auto setup = to(sink);
    Pipeline pipeline({&ring}, to_all({&setup}), {});
    pipeline.drain_once({9'000'000});
    push_bbo(ring, 1);
    pipeline.drain_once({5'000'000});
    EXPECT_EQ(pipeline.stats().batches.value(), 1u);
    pipeline.stop();
}

TEST(Pipeline, StopTakesWhatIsLeftInTheRingsAndInTheStages) {
    Ring first(1 << 16), second(1 << 16);
    ScriptedSink sink;
    std::vector<std::unique_ptr<Stage>> stages;
    stages.push_back(make_stage({"batch", {{"rows", {"1000"}}, {"time", {"1h"}}}, ""}).value());
    auto setup = to(sink, std::move(stages));
    Pipeline pipeline({&first, &second}, to_all({&setup}), {});
    push_bbo(first, 1);
    pipeline.drain_once({1'000'000});
    push_bbo(second, 2);
    push_bbo(first, 3);
    EXPECT_EQ(pipeline.stop()[0].rows_written, 3u);
    EXPECT_EQ(sink.written.size(), 1u) << "the stage joined them";
}

TEST(Pipeline, EachSinkHasItsOwnStages) {
    Ring ring(1 << 16);
    ScriptedSink all, none;
    std::vector<std::unique_ptr<Stage>> stages;
    stages.push_back(make_stage({"filter", {{"feeds", {"trades"}}}, ""}).value());
    auto to_one = to(all);
    auto to_other = to(none, std::move(stages));
    Pipeline pipeline({&ring}, to_all({&to_one, &to_other}), {});
    push_bbo(ring, 1);
    pipeline.drain_once({1'000'000});
    const auto outcomes = pipeline.stop();
    EXPECT_EQ(outcomes[0].rows_written, 1u);
    EXPECT_EQ(outcomes[1].rows_written, 0u);
    EXPECT_EQ(none.closed, 1);
}

TEST(Pipeline, ASinkThatStandsStillNeverStopsTheOthers) {
    Ring ring(1 << 16);
    ScriptedSink good, stuck;
    stuck.hold();
    std::atomic<std::uint64_t> lost{0};
    auto to_good = to(good);
    auto to_stuck = to(stuck);
    to_stuck.options.queue_bytes = 1;
    Pipeline pipeline(
        {&ring}, to_all({&to_good, &to_stuck}), {.write_every = std::chrono::microseconds(1)},
        {.on_overflow = [&](std::string_view, const Batch& batch) { lost += batch.rows(); }});
    for (std::int64_t i = 1; i <= 200; ++i) {
        push_bbo(ring, i);
        pipeline.drain_once({1'000'000 + i * 10});
    }
    good.await_calls(200);
    EXPECT_EQ(lost, 199u) << "the stuck one holds the first";
    stuck.let_go();
    const auto outcomes = pipeline.stop();
    EXPECT_EQ(outcomes[0].rows_written, 200u);
    EXPECT_EQ(outcomes[1].rows_written, 1u);
    EXPECT_EQ(outcomes[1].rows_dropped, 199u);
}

TEST(Pipeline, KnowsWhenNoSinkIsLeft) {
    Ring ring(1 << 16);
    ScriptedSink one, other;
    one.fail_always(fail(ErrorKind::target, "The reader went away."));
    other.fail_always(fail(ErrorKind::target, "The reader went away."));
    auto to_one = to(one);
    auto to_other = to(other);
    Pipeline pipeline({&ring}, to_all({&to_one, &to_other}), {});
    EXPECT_FALSE(pipeline.all_sinks_ended());
    push_bbo(ring, 1);
    pipeline.drain_once({1'000'000});
    while (!pipeline.all_sinks_ended()) std::this_thread::yield();
    EXPECT_EQ(pipeline.stop()[0].rows_dropped, 1u);
}

TEST(Pipeline, OnItsOwnThreadNothingIsLostOrDoubled) {
    constexpr std::int64_t kRows = 20'000;
    Ring ring(1 << 14);
    ScriptedSink sink;
    auto setup = to(sink);
    Pipeline pipeline({&ring}, to_all({&setup}),
                      {.write_every = milliseconds(1), .poll = std::chrono::microseconds(50)});
    pipeline.start();
    for (std::int64_t i = 1; i <= kRows; ++i) {
        BboRow row;
        row.head = head(i);
        while (!push_row(ring, row)) std::this_thread::yield();
        ring.publish();
    }
    EXPECT_EQ(pipeline.stop()[0].rows_written, static_cast<std::uint64_t>(kRows));
    const auto ids = seq_ids(sink);
    ASSERT_EQ(ids.size(), static_cast<std::size_t>(kRows));
    for (std::int64_t i = 0; i < kRows; ++i) {
        ASSERT_EQ(ids[static_cast<std::size_t>(i)], i + 1);
    }
    EXPECT_GT(pipeline.stats().loop_ns_max.value(), 0u);
}

TEST(Pipeline, CountsRowsOfInstrumentsThatNothingNamed) {
    Ring ring(1 << 16);
    ScriptedSink sink;
    auto setup = to(sink);
    Pipeline pipeline({&ring}, to_all({&setup}), {});
    BboRow row;
    row.head = head(1, ExchangeId::okx, InstrumentId{4});
    ASSERT_TRUE(push_row(ring, row));
    ring.publish();
    pipeline.drain_once({1'000'000});
    EXPECT_EQ(pipeline.stats().unnamed_rows.value(), 1u);
    pipeline.stop();
}

}  // namespace
}  // namespace mdc::pipeline
