#include "mdc/pipeline/sink_runner.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/batches.hpp"
#include "tests/unit/pipeline/scripted_sink.hpp"

namespace mdc::pipeline {
namespace {

using std::chrono::milliseconds;
using test::integers;
using test::rows_of;
using test::texts;
using test::trades;

const Error kFull = fail_for_now(ErrorKind::disk, "The disk is full.");
const Error kBroken = fail(ErrorKind::disk, "The disk is broken.");

/// What the runner told, counted.
struct Told {
    std::atomic<int> errors{0}, final_errors{0}, recovered{0}, overflows{0};
    std::atomic<std::uint64_t> lost_rows{0}, written_rows{0};
    std::atomic<std::int64_t> last_id{0};
    SinkEvents events{
        .on_overflow =
            [this](std::string_view, const Batch& lost) {
                ++overflows;
                lost_rows += lost.rows();
            },
        .on_written = [this](std::string_view,
                             const Batch& written) { written_rows += written.rows(); },
        .on_error = [this](std::string_view, const Error&,
                           bool is_final) { ++(is_final ? final_errors : errors); },
        .on_recovered = [this](std::string_view) { ++recovered; },
        .next_id = [this] { return ++last_id; }};
};

SinkRunnerOptions quick(WhenFull when_full = WhenFull::drop) {
    SinkRunnerOptions options;
    options.name = "test";
    options.when_full = when_full;
    options.tick = milliseconds(5);
    options.retry_after = milliseconds(1);
    options.stop_patience = milliseconds(20);
    return options;
}

/// A queue that holds about `batches` of what trades({{"A", 1}}) makes.
SinkRunnerOptions with_room_for(std::uint64_t batches, WhenFull when_full) {
    auto options = quick(when_full);
    options.queue_bytes = batches * memory_of(*trades({{"A", 1}}));
    return options;
}

TEST(SinkRunner, WritesEverythingInOrderThenCloses) {
    ScriptedSink sink;
    Told told;
    SinkRunner runner(sink.calls(), quick(), told.events);
    for (std::int64_t i = 0; i < 100; ++i) runner.push(trades({{"A", i}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.name, "test");
    EXPECT_EQ(outcome.rows_written, 100u);
    EXPECT_EQ(outcome.rows_dropped, 0u);
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(sink.closed, 1);
    ASSERT_EQ(sink.written.size(), 100u);
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(integers(sink.written[i], "seq_id").front(), static_cast<std::int64_t>(i));
    }
    EXPECT_EQ(told.written_rows, 100u);
    EXPECT_EQ(runner.stats().queued_bytes.value(), 0u);
}

TEST(SinkRunner, AFullQueueDropsAndTheSinkSaysSoItself) {
    ScriptedSink sink;
    Told told;
    sink.hold();
    SinkRunner runner(sink.calls(), with_room_for(3, WhenFull::drop), told.events);
    for (std::int64_t i = 0; i < 10; ++i) runner.push(trades({{"A", i}}));
    EXPECT_EQ(told.overflows, 7);
    EXPECT_EQ(told.lost_rows, 7u);
    EXPECT_EQ(runner.stats().rows_dropped.value(), 7u);
    sink.let_go();
    sink.await_calls(3);
    while (runner.stats().queued_bytes.value() != 0) std::this_thread::yield();
    runner.push(trades({{"A", 10}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_dropped, 7u);
    ASSERT_EQ(sink.written.size(), 5u);
    const auto& ledger = sink.written[3];
    EXPECT_EQ(ledger.table, Table::gaps);
    EXPECT_EQ(texts(ledger, "cause").front(), "overflow");
    EXPECT_EQ(integers(ledger, "from_update_id").front(), 3);
    EXPECT_EQ(integers(ledger, "to_update_id").front(), 9);
    EXPECT_EQ(integers(ledger, "from_timestamp").front(), 2);
    EXPECT_EQ(integers(ledger, "to_timestamp").front(), 10);
    EXPECT_EQ(integers(sink.written[4], "seq_id").front(), 10);
}

TEST(SinkRunner, ALossThatNothingFollowsIsStillInTheLedger) {
    ScriptedSink sink;
    Told told;
    sink.hold();
    SinkRunner runner(sink.calls(), with_room_for(1, WhenFull::drop), told.events);
    runner.push(trades({{"A", 1}}));
    runner.push(trades({{"A", 2}}));
    runner.ask_to_stop({99});
    sink.let_go();
    runner.stop({99});
    ASSERT_EQ(sink.written.size(), 2u);
    EXPECT_EQ(sink.written[1].table, Table::gaps);
    EXPECT_EQ(integers(sink.written[1], "to_timestamp").front(), kNullInt64);
    EXPECT_EQ(integers(sink.written[1], "rcv_timestamp").front(), 99);
}

TEST(SinkRunner, LedgerTablesHaveAReserve) {
    ScriptedSink sink;
    Told told;
    sink.hold();
    auto options = with_room_for(16, WhenFull::drop);
    SinkRunner runner(sink.calls(), options, told.events);
    for (int i = 0; i < 20; ++i) runner.push(trades({{"A", 1}}));
    EXPECT_EQ(told.overflows, 4);
    runner.push(rows_of(Table::clock, 1));
    EXPECT_EQ(told.overflows, 4);
    sink.let_go();
    runner.stop({});
    ASSERT_FALSE(sink.written.empty());
    const auto has_clock = std::any_of(sink.written.begin(), sink.written.end(),
                                       [](const auto& each) { return each.table == Table::clock; });
    EXPECT_TRUE(has_clock);
}

TEST(SinkRunner, ABatchLargerThanTheQueuePassesAnEmptyOne) {
    ScriptedSink sink;
    Told told;
    auto options = quick();
    options.queue_bytes = 1;
    SinkRunner runner(sink.calls(), options, told.events);
    runner.push(trades({{"A", 1}}));
    EXPECT_EQ(runner.stop({}).rows_written, 1u);
    EXPECT_EQ(told.overflows, 0);
}

TEST(SinkRunner, OfflineItWaitsInsteadOfDropping) {
    ScriptedSink sink;
    Told told;
    const auto options = with_room_for(2, WhenFull::wait);
    sink.hold();
    SinkRunner runner(sink.calls(), options, told.events);
    std::thread pusher([&] {
        for (std::int64_t i = 0; i < 50; ++i) runner.push(trades({{"A", i}}));
    });
    sink.await_calls(1);
    sink.let_go();
    pusher.join();
    EXPECT_EQ(runner.stop({}).rows_written, 50u);
    EXPECT_EQ(told.overflows, 0);
    EXPECT_LE(runner.stats().queued_bytes_max.value(), options.queue_bytes);
}

TEST(SinkRunner, ARetryableErrorIsTriedAgainAndToldOnce) {
    ScriptedSink sink;
    Told told;
    sink.fail_next({kFull, kFull, kFull});
    SinkRunner runner(sink.calls(), quick(), told.events);
    runner.push(trades({{"A", 1}}));
    runner.push(trades({{"A", 2}}));
    sink.await_calls(5);
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_written, 2u);
    EXPECT_FALSE(outcome.error);
    ASSERT_EQ(sink.written.size(), 2u);
    EXPECT_EQ(integers(sink.written[0], "seq_id").front(), 1);
    EXPECT_EQ(told.errors, 1);
    EXPECT_EQ(told.recovered, 1);
    EXPECT_EQ(runner.stats().errors.value(), 3u);
}

TEST(SinkRunner, AnyOtherErrorEndsThatSink) {
    ScriptedSink sink;
    Told told;
    sink.hold();
    sink.fail_next({kBroken});
    SinkRunner runner(sink.calls(), quick(), told.events);
    runner.push(trades({{"A", 1}}));
    runner.push(trades({{"A", 2}}));
    sink.let_go();
    while (!runner.has_ended()) std::this_thread::yield();
    runner.push(trades({{"A", 3}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_written, 0u);
    EXPECT_EQ(outcome.rows_dropped, 3u);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->message, kBroken.message);
    EXPECT_EQ(sink.closed, 1);
    EXPECT_EQ(told.final_errors, 1);
}

TEST(SinkRunner, ASinkThatEndsReleasesWhoWaitsForIt) {
    ScriptedSink sink;
    Told told;
    sink.fail_always(kBroken);
    SinkRunner runner(sink.calls(), with_room_for(1, WhenFull::wait), told.events);
    for (std::int64_t i = 0; i < 50; ++i) runner.push(trades({{"A", i}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_dropped, 50u);
    EXPECT_TRUE(outcome.error);
}

TEST(SinkRunner, AtStopASinkThatOnlyFailsIsGivenUp) {
    ScriptedSink sink;
    Told told;
    sink.fail_always(kFull);
    SinkRunner runner(sink.calls(), quick(), told.events);
    for (std::int64_t i = 0; i < 5; ++i) runner.push(trades({{"A", i}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_written, 0u);
    EXPECT_EQ(outcome.rows_dropped, 5u);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->message, kFull.message);
    EXPECT_EQ(sink.closed, 1);
}

TEST(SinkRunner, OfflineAReaderMayTakeItsTimeForEver) {
    ScriptedSink sink;
    Told told;
    const auto blocked = fail_for_now(ErrorKind::target, "The reader does not read.");
    sink.fail_next({blocked, blocked, blocked});
    auto options = quick(WhenFull::wait);
    options.stop_patience = milliseconds(0);
    SinkRunner runner(sink.calls(), options, told.events);
    runner.push(trades({{"A", 1}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_written, 1u);
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(told.errors, 0) << "waiting is no fault";
}

TEST(SinkRunner, OfflineWhatTheSinkHoldsIsWrittenBeforeItCloses) {
    ScriptedSink sink;
    Told told;
    const auto blocked = fail_for_now(ErrorKind::target, "The reader does not read.");
    auto options = quick(WhenFull::wait);
    options.tick = std::chrono::hours(1);
    sink.fail_ticks({blocked, blocked});
    SinkRunner runner(sink.calls(), options, told.events);
    EXPECT_FALSE(runner.stop({}).error);
    EXPECT_EQ(sink.ticks(), 3u);
    EXPECT_EQ(sink.closed, 1);
}

TEST(SinkRunner, OfflineAFullDiskEndsTheSink) {
    ScriptedSink sink;
    Told told;
    sink.fail_always(kFull);
    SinkRunner runner(sink.calls(), with_room_for(1, WhenFull::wait), told.events);
    for (std::int64_t i = 0; i < 9; ++i) runner.push(trades({{"A", i}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_dropped, 9u);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->kind, ErrorKind::disk);
}

TEST(SinkRunner, TimePassesAlsoWhenNothingArrives) {
    ScriptedSink sink;
    Told told;
    SinkRunner runner(sink.calls(), quick(), told.events);
    sink.await_ticks(3);
    EXPECT_FALSE(runner.stop({}).error);
}

TEST(SinkRunner, RowsThatTheSinkTookAndLostAreNotWritten) {
    ScriptedSink sink;
    sink.lost_rows = 30;
    sink.fail_close(kBroken);
    Told told;
    SinkRunner runner(sink.calls(), quick(), told.events);
    for (std::int64_t i = 0; i < 100; ++i) runner.push(trades({{"A", i}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_written, 70u);
    EXPECT_EQ(outcome.rows_dropped, 30u);
    EXPECT_TRUE(outcome.error);
    EXPECT_EQ(runner.stats().rows_abandoned.value(), 30u);
}

TEST(SinkRunner, WhatCloseSaysIsTheOutcome) {
    ScriptedSink sink;
    Told told;
    sink.fail_close(kBroken);
    SinkRunner runner(sink.calls(), quick(), told.events);
    runner.push(trades({{"A", 1}}));
    const auto outcome = runner.stop({});
    EXPECT_EQ(outcome.rows_written, 1u);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(told.final_errors, 1);
}

TEST(SinkRunner, ANeverStoppedRunnerStopsItself) {
    ScriptedSink sink;
    Told told;
    {
        SinkRunner runner(sink.calls(), quick(), told.events);
        runner.push(trades({{"A", 1}}));
    }
    EXPECT_EQ(sink.written.size(), 1u);
    EXPECT_EQ(sink.closed, 1);
}

}  // namespace
}  // namespace mdc::pipeline
