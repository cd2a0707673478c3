// Books whose first picture comes by request: Binance spot and USD-M.

#include <gtest/gtest.h>

#include "book_run.hpp"

namespace mdc::book {
namespace {

const std::vector<Level> kPicture = {{100, 1, Side::bid}, {101, 1, Side::ask}};

Update snapshot(std::int64_t last) {
    return {.last = last, .levels = kPicture, .is_snapshot = true};
}
Update diff(std::int64_t prev, std::int64_t last, double bid = 99) {
    return {.prev = prev, .last = last, .levels = {{bid, 5, Side::bid}}};
}

class RequestSync : public testing::Test {
  protected:
    /// A book that stands at id 10.
    void stand() {
        run_.books.on_subscribed(kStream, run_.now);
        run_.wait(0);
        run_.apply(snapshot(10));
        run_.said();
    }
    BookRun run_{{.snapshot_by_request = true}};
};

TEST_F(RequestSync, BeginsUnknownAndAsksWhenTheStreamIsThere) {
    EXPECT_EQ(run_.said(), "clear");
    EXPECT_EQ(run_.records[0].head.packet_id, 0);
    EXPECT_TRUE(run_.records[0].head.timestamp_is_local);
    EXPECT_TRUE(is_null(run_.records[0].head.conn_id));
    run_.wait(1);
    EXPECT_EQ(run_.said(), "");
    run_.books.on_subscribed(kStream, run_.now);
    run_.wait(1);
    EXPECT_EQ(run_.said(), "ask 1");
    run_.wait(1'000'000);
    EXPECT_EQ(run_.said(), "");  // one request at a time
}

TEST_F(RequestSync, BufferedUpdatesFollowTheSnapshotWithTheirOwnArrival) {
    run_.apply(diff(5, 8));  // asks, too: a quiet acknowledgement is not needed
    run_.apply(diff(8, 10));
    run_.now.value += 1000;
    run_.apply(diff(10, 12));
    run_.wait(5000);
    EXPECT_EQ(run_.said(), "clear | ask 1");
    run_.apply(snapshot(9));
    EXPECT_EQ(run_.said(),
              "snapshot 9 +b100:1 +a101:1 | +b99:5 | =b99:5 | hole ?-9 start | standing 12");
    EXPECT_EQ(run_.records[1].head.packet_id, 104);
    EXPECT_EQ(run_.records[2].head.packet_id, 102);
    EXPECT_EQ(run_.records[2].head.rcv_timestamp.value, kStart);
    EXPECT_EQ(run_.records[2].last_update_id, 10);
    EXPECT_EQ(run_.records[2].first_update_id, 9);
    EXPECT_EQ(run_.records[3].head.rcv_timestamp.value, kStart + 1000);
    EXPECT_EQ(run_.books.stats().updates_stale, 1U);  // (5,8] is in the snapshot
    EXPECT_EQ(run_.holes[0].to, kStart + 6000);
}

TEST_F(RequestSync, TheFirstUpdateMayBeginRightBehindTheSnapshot) {
    run_.apply(diff(9, 12));  // U = 10 = L + 1
    run_.apply(snapshot(9));
    EXPECT_EQ(run_.books.state(kStream), SyncState::standing);
    EXPECT_EQ(run_.books.book(kStream)->last_update_id, 12);
}

TEST_F(RequestSync, TheSnapshotsIdMayLieBetweenUpdates) {
    run_.apply(diff(5, 9));
    run_.apply(diff(20, 25));  // as USD-M says it with pu = 9: ids have holes, the chain has none
    EXPECT_EQ(run_.books.stats().chain_breaks, 1U);
    BookRun usdm({.snapshot_by_request = true});
    usdm.apply(diff(5, 9));
    usdm.apply(diff(9, 25));
    usdm.apply(snapshot(14));
    EXPECT_EQ(usdm.books.book(kStream)->last_update_id, 25);
}

TEST_F(RequestSync, ASnapshotThatIsTooOldIsAskedForAgain) {
    run_.apply(diff(20, 22));
    run_.wait(0);
    run_.said();
    run_.apply(snapshot(19));
    EXPECT_EQ(run_.said(), "");
    run_.wait(200'000);
    EXPECT_EQ(run_.said(), "");
    run_.wait(150'000);
    EXPECT_EQ(run_.said(), "ask 2");
    run_.apply(snapshot(19));
    run_.wait(400'000);
    EXPECT_EQ(run_.said(), "");  // it waits longer each time
    run_.wait(300'000);
    EXPECT_EQ(run_.said(), "ask 3");
    run_.apply(diff(22, 23));
    run_.apply(snapshot(21));
    EXPECT_EQ(run_.said(),
              "snapshot 21 +b100:1 +a101:1 | +b99:5 | =b99:5 | hole ?-21 start | standing 23");
    EXPECT_EQ(run_.books.stats().snapshots_too_old, 2U);
}

TEST_F(RequestSync, WithNothingBufferedTheNextUpdateDecides) {
    stand();
    run_.apply(diff(8, 10));
    EXPECT_EQ(run_.said(), "");  // in the snapshot
    run_.apply(diff(10, 11));
    EXPECT_EQ(run_.said(), "+b99:5");
}

TEST_F(RequestSync, AnUpdateBeyondASnapshotThatWasAdoptedBreaksTheBook) {
    stand();
    run_.apply(diff(12, 13));
    EXPECT_EQ(run_.said(), "clear");
    run_.wait(0);
    run_.apply(snapshot(13));
    EXPECT_EQ(run_.said(), "ask 1 | snapshot 13 +b100:1 +a101:1 | hole 11-12 resync | standing 13");
}

TEST_F(RequestSync, AFailureIsRetriedNotBeforeItMayBe) {
    run_.books.on_subscribed(kStream, run_.now);
    run_.wait(0);
    run_.said();
    run_.books.snapshot_failed(kStream, run_.now + std::chrono::seconds(3), run_.now);
    run_.wait(2'999'999);
    EXPECT_EQ(run_.said(), "");
    EXPECT_EQ(run_.books.next_due().value, run_.now.value + 1);
    run_.wait(1);
    EXPECT_EQ(run_.said(), "ask 2");
}

TEST_F(RequestSync, AnAnswerThatGotLostIsAskedForAgain) {
    run_.books.on_subscribed(kStream, run_.now);
    run_.wait(0);
    run_.wait(600'000'000);
    EXPECT_EQ(run_.said(), "clear | ask 1 | ask 2");
}

TEST_F(RequestSync, AGapIsExactlyWhatTheRaceSays) {
    stand();
    run_.apply(diff(10, 11));
    run_.now.value += 500;
    run_.books.on_gap(kStream, 12, 15, GapCause::server_drop, run_.now);
    run_.apply(diff(15, 16));
    run_.wait(0);
    EXPECT_EQ(run_.said(), "+b99:5 | clear | ask 1");
    run_.apply(diff(16, 18));
    run_.now.value += 500;
    run_.apply(snapshot(17));
    EXPECT_EQ(run_.said(),
              "snapshot 17 +b100:1 +a101:1 | +b99:5 | hole 12-15 server_drop | standing 18");
    EXPECT_EQ(run_.holes.back().from.value, kStart);
    EXPECT_EQ(run_.holes.back().to, kStart + 1000);
    EXPECT_EQ(run_.books.stats().resyncs, 1U);
}

TEST_F(RequestSync, ASecondGapWhileWaitingIsAHoleOfItsOwn) {
    stand();
    run_.books.on_gap(kStream, 11, 11, GapCause::server_drop, run_.now);
    run_.apply(diff(11, 12));
    run_.books.on_gap(kStream, 13, 14, GapCause::server_drop, run_.now);
    run_.apply(diff(14, 15));
    run_.apply(snapshot(12));  // before the second gap
    EXPECT_EQ(run_.books.state(kStream), SyncState::waiting);
    run_.said();
    run_.apply(snapshot(14));
    EXPECT_EQ(run_.said(),
              "snapshot 14 +b100:1 +a101:1 | +b99:5 | hole 11-11 server_drop | hole 13-14 "
              "server_drop | standing 15");
}

TEST_F(RequestSync, AGapWithinTheFirstHoleIsPartOfIt) {
    run_.apply(diff(5, 8));
    run_.books.on_gap(kStream, 9, 9, GapCause::server_drop, run_.now);
    run_.apply(diff(9, 12));
    run_.said();
    run_.apply(snapshot(8));
    EXPECT_EQ(run_.books.state(kStream), SyncState::waiting);
    run_.apply(snapshot(10));
    EXPECT_EQ(run_.said(), "snapshot 10 +b100:1 +a101:1 | +b99:5 | hole ?-10 start | standing 12");
}

TEST_F(RequestSync, ADisconnectEndsWhereTheNextUpdateBegins) {
    stand();
    run_.apply(diff(10, 11));
    run_.now.value += 700;
    run_.books.on_disconnect(kStream, GapCause::disconnect, run_.now);
    run_.wait(0);
    EXPECT_EQ(run_.said(), "+b99:5 | clear");
    run_.apply(snapshot(14));  // the answer to an old request
    EXPECT_EQ(run_.said(), "");
    run_.apply(diff(20, 21));
    run_.wait(0);
    run_.apply(snapshot(20));
    EXPECT_EQ(run_.said(),
              "ask 1 | snapshot 20 +b100:1 +a101:1 | +b99:5 | hole 12-20 disconnect | standing 21");
    EXPECT_EQ(run_.holes.back().from.value, kStart);
}

TEST_F(RequestSync, AGapMarkOfTheSameOutageIsNotASecondHole) {
    stand();
    run_.books.on_disconnect(kStream, GapCause::planned, run_.now);
    run_.books.on_gap(kStream, 11, 14, GapCause::disconnect, run_.now);
    run_.apply(diff(14, 15));
    run_.wait(0);
    run_.apply(snapshot(15));
    EXPECT_EQ(run_.said(),
              "clear | ask 1 | snapshot 15 +b100:1 +a101:1 | hole 11-14 planned | standing 15");
}

TEST_F(RequestSync, AnOutageWithASnapshotBeforeTheFirstUpdateWaitsForItsIds) {
    stand();
    run_.books.on_disconnect(kStream, GapCause::disconnect, run_.now);
    run_.books.on_subscribed(kStream, run_.now);
    run_.wait(0);
    run_.apply(snapshot(17));
    EXPECT_EQ(run_.said(), "clear | ask 1 | snapshot 17 +b100:1 +a101:1 | standing 17");
    run_.books.on_gap(kStream, 11, 15, GapCause::disconnect, run_.now);
    EXPECT_EQ(run_.said(), "hole 11-15 disconnect");
    run_.apply(diff(15, 18));
    EXPECT_EQ(run_.said(), "+b99:5");
}

TEST_F(RequestSync, AnOutageThatLostNothingHasNoIds) {
    stand();
    run_.books.on_disconnect(kStream, GapCause::disconnect, run_.now);
    run_.books.on_subscribed(kStream, run_.now);
    run_.wait(0);
    run_.apply(snapshot(10));
    run_.said();
    run_.apply(diff(10, 11));
    EXPECT_EQ(run_.said(), "hole ?-? disconnect | +b99:5");
}

TEST_F(RequestSync, ANewerSnapshotOnAStandingBookIsTheDifference) {
    stand();
    run_.apply(diff(10, 11));
    run_.said();
    run_.apply(
        {.last = 13, .levels = {{100, 4, Side::bid}, {102, 1, Side::ask}}, .is_snapshot = true});
    EXPECT_EQ(run_.said(), "snapshot 13 -b99 -a101 =b100:4 +a102:1");
    run_.apply(snapshot(12));
    EXPECT_EQ(run_.said(), "");
    EXPECT_EQ(run_.books.stats().snapshots_stale, 1U);
    run_.apply(diff(11, 14));  // overlaps: every level in it is the newest
    EXPECT_EQ(run_.said(), "+b99:5");
}

TEST_F(RequestSync, AGapThatASnapshotBridgedDoesNotBreakTheBook) {
    stand();
    run_.apply(snapshot(20));
    run_.said();
    run_.books.on_gap(kStream, 11, 15, GapCause::server_drop, run_.now);
    EXPECT_EQ(run_.said(), "hole 11-15 server_drop");
    run_.apply(diff(15, 21));
    EXPECT_EQ(run_.books.state(kStream), SyncState::standing);
}

TEST_F(RequestSync, TheBufferHasALimit) {
    BookRun run({.snapshot_by_request = true, .buffer_bytes = 2000});
    for (std::int64_t id = 1; id <= 100; ++id) run.apply(diff(id, id + 1));
    EXPECT_GT(run.books.stats().updates_dropped, 50U);
    EXPECT_LT(run.books.stats().updates_dropped, 100U);
    run.apply(snapshot(20));  // what follows it was dropped
    EXPECT_EQ(run.books.state(kStream), SyncState::waiting);
    run.apply(snapshot(99));
    EXPECT_EQ(run.books.book(kStream)->last_update_id, 101);
}

TEST_F(RequestSync, DelistingSaysTheBookUnknown) {
    stand();
    run_.books.remove(kStream, GapCause::delisted, run_.now);
    EXPECT_EQ(run_.said(), "clear | hole 11-? delisted open");
    EXPECT_TRUE(is_null(run_.holes.back().to));
    run_.apply(diff(10, 11));
    EXPECT_EQ(run_.said(), "");
    EXPECT_EQ(run_.books.book(kStream), nullptr);
}

TEST_F(RequestSync, TheEndSaysWhichHolesAreOpen) {
    run_.apply(diff(10, 11));
    run_.said();
    run_.books.finish();
    EXPECT_EQ(run_.said(), "hole ?-? start open");
    run_.books.finish();
    EXPECT_EQ(run_.said(), "");
}

}  // namespace
}  // namespace mdc::book
