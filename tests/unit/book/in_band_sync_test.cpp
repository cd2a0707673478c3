// Books whose channel sends the picture: OKX, Bybit, Deribit.

#include <gtest/gtest.h>

#include "book_run.hpp"

namespace mdc::book {
namespace {

Update snapshot(std::int64_t last, std::int64_t timestamp = kNullInt64, bool is_reset = false) {
    return {.last = last,
            .levels = {{100, 1, Side::bid}, {101, 1, Side::ask}},
            .timestamp = timestamp,
            .is_snapshot = true,
            .is_reset = is_reset};
}
Update diff(std::int64_t prev, std::int64_t last) {
    return {.prev = prev, .last = last, .levels = {{99, 5, Side::bid}}};
}

class InBandSync : public testing::Test {
  protected:
    void stand() {
        run_.books.on_subscribed(kStream, run_.now);
        run_.apply(snapshot(10, kStart));
        run_.said();
    }
    BookRun run_{{}};
};

TEST_F(InBandSync, TheFirstSnapshotNeedsNoRequest) {
    run_.books.on_subscribed(kStream, run_.now);
    run_.wait(1000);
    run_.apply(snapshot(10));
    EXPECT_EQ(run_.said(), "clear | snapshot 10 +b100:1 +a101:1 | hole ?-10 start | standing 10");
    run_.apply(diff(10, 12));
    EXPECT_EQ(run_.said(), "+b99:5");
}

TEST_F(InBandSync, WhenItDoesNotComeTheChannelIsAskedFor) {
    run_.books.on_subscribed(kStream, run_.now);
    run_.apply(diff(5, 6));
    run_.wait(9'999'999);
    EXPECT_EQ(run_.said(), "clear");
    run_.wait(1);
    EXPECT_EQ(run_.said(), "resync 1");
    run_.apply(snapshot(8));
    EXPECT_EQ(run_.books.state(kStream), SyncState::standing);
}

TEST_F(InBandSync, AGapAsksForTheChannelAgain) {
    stand();
    run_.books.on_gap(kStream, 11, 12, GapCause::server_drop, run_.now);
    run_.apply(diff(12, 13));
    run_.wait(0);
    EXPECT_EQ(run_.said(), "clear | resync 1");
    run_.apply(diff(13, 14));
    run_.apply(snapshot(14));
    EXPECT_EQ(run_.said(), "snapshot 14 +b100:1 +a101:1 | hole 11-12 server_drop | standing 14");
}

TEST_F(InBandSync, ASnapshotThatFollowsAtOnceNeedsNoResync) {
    stand();
    run_.books.on_gap(kStream, 11, 14, GapCause::server_drop, run_.now);
    run_.apply(snapshot(14));
    run_.wait(0);
    EXPECT_EQ(run_.said(),
              "clear | snapshot 14 +b100:1 +a101:1 | hole 11-14 server_drop | standing 14");
}

TEST_F(InBandSync, UpdatesOfFasterLegsFollowTheSnapshotOfASlowOne) {
    stand();
    run_.books.on_gap(kStream, 11, 12, GapCause::server_drop, run_.now);
    run_.apply(diff(12, 13));
    run_.apply(diff(13, 14));
    run_.said();
    run_.apply(snapshot(13));
    EXPECT_EQ(run_.said(),
              "snapshot 13 +b100:1 +a101:1 | +b99:5 | hole 11-12 server_drop | standing 14");
}

TEST_F(InBandSync, AnOutageEndsWithTheSnapshot) {
    stand();
    run_.books.on_disconnect(kStream, GapCause::maintenance, run_.now);
    run_.wait(60'000'000);
    run_.apply(snapshot(25));
    EXPECT_EQ(run_.said(),
              "clear | snapshot 25 +b100:1 +a101:1 | hole 11-25 maintenance | standing 25");
}

TEST_F(InBandSync, AnOutageInWhichNothingHappenedHasNoIds) {
    stand();
    run_.books.on_disconnect(kStream, GapCause::disconnect, run_.now);
    run_.apply(snapshot(10));
    EXPECT_EQ(run_.said(),
              "clear | snapshot 10 +b100:1 +a101:1 | hole ?-? disconnect | standing 10");
}

TEST_F(InBandSync, AResetInTheChainIsApplied) {
    stand();
    Update reset = diff(10, 3);
    reset.is_reset = true;
    run_.apply(reset);
    run_.apply(diff(3, 5));
    EXPECT_EQ(run_.said(), "+b99:5 | =b99:5");
    EXPECT_EQ(run_.books.book(kStream)->last_update_id, 5);
    EXPECT_EQ(run_.books.stats().resets, 1U);
}

TEST_F(InBandSync, AResetBySnapshotIsAdopted) {
    stand();
    run_.apply(snapshot(1, kNullInt64, true));
    EXPECT_EQ(run_.said(), "snapshot 1 =b100:1 =a101:1");
    run_.apply(diff(1, 2));
    EXPECT_EQ(run_.said(), "+b99:5");
}

TEST_F(InBandSync, ALowerIdAtALaterTimeIsANewNumbering) {
    stand();
    run_.apply(snapshot(5, kStart - 1));
    EXPECT_EQ(run_.said(), "");
    run_.apply(snapshot(5, kStart + 1));
    EXPECT_EQ(run_.said(), "snapshot 5 =b100:1 =a101:1");
}

TEST_F(InBandSync, MessagesWithoutIdsAreAppliedInArrivalOrder) {
    run_.said();
    run_.apply(diff(kNullInt64, kNullInt64));  // nothing to apply it to
    EXPECT_EQ(run_.said(), "");
    run_.apply(snapshot(kNullInt64));
    run_.apply(diff(kNullInt64, kNullInt64));
    EXPECT_EQ(run_.said(), "snapshot ? +b100:1 +a101:1 | hole ?-? start | standing ? | +b99:5");
    run_.apply(snapshot(kNullInt64));
    EXPECT_EQ(run_.said(), "snapshot ? -b99 =b100:1 =a101:1");
}

TEST_F(InBandSync, LevelsBeyondTheDepthAreDeleted) {
    BookRun run({.depth_limit = 2});
    run.apply({.last = 1,
               .levels = {{100, 1, Side::bid}, {99, 1, Side::bid}, {98, 1, Side::bid}},
               .is_snapshot = true});
    run.said();
    run.apply({.prev = 1, .last = 2, .levels = {{101, 1, Side::bid}, {90, 1, Side::bid}}});
    EXPECT_EQ(run.said(), "+b101:1 +b90:1 -b90 -b99");
    EXPECT_EQ(run.books.book(kStream)->bids().size(), 2U);
}

TEST_F(InBandSync, ATimeThatCannotBeTrueIsReplaced) {
    Update odd = snapshot(10, 5);
    run_.apply(odd);
    EXPECT_TRUE(run_.records.back().head.timestamp_is_local);
    EXPECT_EQ(run_.records.back().head.timestamp, run_.now);
    Update good = diff(10, 11);
    good.timestamp = kStart - 3000;
    run_.apply(good);
    EXPECT_FALSE(run_.records.back().head.timestamp_is_local);
    EXPECT_EQ(run_.records.back().head.timestamp.value, kStart - 3000);
    EXPECT_EQ(run_.books.stats().local_timestamps, 1U);
}

TEST_F(InBandSync, ALevelOfASnapshotWithoutQuantityIsNone) {
    run_.said();
    run_.apply(
        {.last = 1, .levels = {{100, 0, Side::bid}, {101, 2, Side::ask}}, .is_snapshot = true});
    EXPECT_EQ(run_.said(), "snapshot 1 +a101:2 | hole ?-1 start | standing 1");
}

}  // namespace
}  // namespace mdc::book
