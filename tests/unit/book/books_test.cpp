#include "mdc/book/books.hpp"

#include <gtest/gtest.h>

#include "mdc/book/passthrough.hpp"

#include "book_run.hpp"

namespace mdc::book {
namespace {

constexpr std::int64_t kHour = 3600LL * 1'000'000;

Update snapshot(std::int64_t last) {
    return {
        .last = last, .levels = {{100, 1, Side::bid}, {101, 1, Side::ask}}, .is_snapshot = true};
}

TEST(Books, AStandingBookIsWrittenAgainEveryHour) {
    BookRun run({});
    run.apply(snapshot(10));
    run.said();
    run.wait(kHour);
    EXPECT_EQ(run.said(), "checkpoint 10 clear +b100:1 +a101:1");
    const BookRecord& record = run.records.back();
    EXPECT_TRUE(record.head.timestamp_is_local);
    EXPECT_TRUE(is_null(record.head.conn_id));
    EXPECT_EQ(record.head.packet_id, 0);
    EXPECT_EQ(record.head.timestamp, run.now);
    run.wait(kHour - 1);
    EXPECT_EQ(run.said(), "checkpoint 10 clear +b100:1 +a101:1");  // its own minute of the hour
    run.wait(0);
    EXPECT_EQ(run.said(), "");
    ASSERT_TRUE(run.replay.book());
    EXPECT_EQ(*run.replay.book(), plain(*run.books.book(kStream)));
}

TEST(Books, AClockThatJumpsAsksForOneCheckpointOnly) {
    BookRun run({});
    run.apply(snapshot(10));
    run.said();
    run.wait(100 * kHour);
    run.wait(1);
    EXPECT_EQ(run.said(), "checkpoint 10 clear +b100:1 +a101:1");
}

TEST(Books, AnUnknownBookHasNoHourlyCheckpoint) {
    BookRun run({.snapshot_by_request = true});
    run.said();
    run.wait(3 * kHour);
    EXPECT_EQ(run.said(), "");
}

TEST(Books, AfterAnOverflowTheBookIsWrittenAsItIs) {
    BookRun run({});
    run.said();
    run.books.checkpoint(kStream, run.now);
    EXPECT_EQ(run.said(), "clear");
    run.apply(snapshot(10));
    run.said();
    run.books.checkpoint(kStream, run.now);
    EXPECT_EQ(run.said(), "checkpoint 10 clear +b100:1 +a101:1");
}

TEST(Books, CheckpointsCanBeSwitchedOff) {
    BookRun run({}, {.checkpoint_every = std::chrono::seconds(0)});
    run.apply(snapshot(10));
    run.said();
    run.wait(30 * kHour);
    EXPECT_EQ(run.said(), "");
}

TEST(Books, CheckpointsOfManyInstrumentsAreSpread) {
    QuietOutput output;
    Books books({}, output);
    constexpr std::uint32_t kCount = 360;
    UnixMicros now{kStart};
    const Update picture = snapshot(1);
    for (std::uint32_t i = 0; i < kCount; ++i) {
        Stream stream;
        stream.id = StreamId{i};
        stream.instrument = InstrumentId{i};
        books.add(stream, {}, now);
        BookUpdate update;
        update.stream = stream.id;
        update.is_snapshot = true;
        update.last = 1;
        books.apply(update, picture.levels, {.rcv_timestamp = now});
    }
    int most = 0;
    for (int ten_seconds = 0; ten_seconds < 360; ++ten_seconds) {
        const int before = output.checkpoints;
        now.value += 10'000'000;
        books.on_time(now);
        most = std::max(most, output.checkpoints - before);
    }
    EXPECT_EQ(output.checkpoints, static_cast<int>(kCount));
    EXPECT_LE(most, 2);
}

TEST(Books, StreamsComeAndGo) {
    QuietOutput output;
    Books books({}, output);
    const UnixMicros now{kStart};
    for (std::uint32_t i = 20; i < 30; ++i) {
        Stream stream;
        stream.id = StreamId{i};
        books.add(stream, {}, now);
    }
    EXPECT_EQ(books.size(), 10U);
    books.remove(StreamId{22}, GapCause::stop, now);
    books.remove(StreamId{29}, GapCause::stop, now);
    books.remove(StreamId{22}, GapCause::stop, now);
    EXPECT_EQ(books.size(), 8U);
    EXPECT_EQ(books.book(StreamId{22}), nullptr);
    EXPECT_NE(books.book(StreamId{28}), nullptr);
    EXPECT_EQ(books.stats().unknown_streams, 1U);
    EXPECT_EQ(books.state(StreamId{1000}), SyncState::unknown);
    books.on_time(UnixMicros{kStart + kHour});
}

TEST(Books, MemoryIsGivenBackToTheNextResync) {
    BookRun run({.snapshot_by_request = true});
    std::vector<std::size_t> memory;
    for (std::int64_t round = 0; round < 50; ++round) {
        const std::int64_t id = round * 1000;
        run.books.on_gap(kStream, id, id + 10, GapCause::server_drop, run.now);
        for (std::int64_t i = 10; i < 200; ++i) {
            run.apply({.prev = id + i,
                       .last = id + i + 1,
                       .levels = {{static_cast<double>(i), 1, Side::bid}}});
        }
        run.apply(snapshot(id + 200));
        ASSERT_EQ(run.books.state(kStream), SyncState::standing);
        run.wait(1);
        memory.push_back(run.books.memory_bytes());
    }
    EXPECT_EQ(memory.back(), memory[4]);
}

TEST(Passthrough, LevelsComeOutAsTheMessageSaysThem) {
    const std::vector<Level> levels = {{100, 2, Side::bid}, {101, 0, Side::ask}};
    BookUpdate update;
    update.stream = kStream;
    update.instrument = InstrumentId{4};
    update.prev = 5;
    update.last = 7;
    update.first_update_id = 6;
    update.timestamp = kStart;
    const Arrival arrival{.rcv_timestamp = {kStart}, .packet_id = 3, .conn_id = 1};
    struct Plain : QuietOutput {
        void on_change(const BookRecord& record,
                       std::span<const LevelChange> changes) noexcept override {
            QuietOutput::on_change(record, changes);
            text = text_of(changes);
        }
        std::string text;
    } output;
    Passthrough passthrough(output);
    passthrough.apply(update, {}, ExchangeId::binance_spot, arrival);
    EXPECT_EQ(output.rows, 0U);
    passthrough.apply(update, levels, ExchangeId::binance_spot, arrival);
    EXPECT_EQ(output.text, "=b100:2 -a101");
    EXPECT_EQ(output.last.last_update_id, 7);
    EXPECT_EQ(output.last.count, 2U);
    update.is_snapshot = true;
    passthrough.apply(update, std::span(levels).first(1), ExchangeId::binance_spot, arrival);
    EXPECT_EQ(output.text, "+b100:2");
    EXPECT_TRUE(output.last.is_snapshot);
}

}  // namespace
}  // namespace mdc::book
