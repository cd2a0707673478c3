"""Books that come in their channel: whole or windows, with update ids or numbered messages."""

import unittest

from small_recording import BID, DELETE, NEW, START, UPDATE, SmallRecording, book_at
from truth_case import TruthCase
from venues import BINANCE_USDM, BYBIT_LINEAR, DERIBIT, OKX

from by_venue.recordings import VenueRecording, cut, shown, time_of

NUMBERED = "orderbook.50.BTC-USDT"


def window():
    return VenueRecording(OKX).with_book("books:BTC-USDT", depth=3)


def numbered():
    return VenueRecording(BYBIT_LINEAR).with_book(NUMBERED, depth=3, numbers=True)


def whole():
    return VenueRecording(DERIBIT).with_book("book.BTC-USDT.100ms")


def calm(recording):
    """Without the loss: what comes behind it is taken away."""
    recording.truth["deliveries.csv"] = recording.truth["deliveries.csv"][:4]
    recording.tables["gaps"] = recording.tables["gaps"][:2]
    rows = recording.tables["orderbook_l2"]
    clear = max(index for index, row in enumerate(rows) if row["side"] == 0)
    recording.tables["orderbook_l2"] = rows[:clear]


class ChannelBooks:
    """What is true of each kind; `make` builds its recording."""

    def setUp(self):
        self.recording = type(self).make()

    def updates(self, update_id):
        return self.rows("orderbook_l2", last_update_id=self.recording.ids[update_id], is_snapshot=False)

    def test_equal_recordings_are_equal(self):
        self.assert_equal()

    def test_equal_without_faults_row_for_row(self):
        calm(self.recording)
        self.assert_equal("--strict")

    def test_strict_refuses_losses(self):
        self.assert_differs("losses in a run without faults", "--strict")

    def test_a_wrong_quantity(self):
        next(row for row in self.updates(20) if row["qty"])["qty"] += 0.125
        self.assert_differs("levels differ")

    def test_a_missing_message(self):
        self.remove("orderbook_l2", *self.updates(10))
        self.assert_differs("leaves a hole")

    def test_the_last_message_is_missing(self):
        self.remove("orderbook_l2", *self.updates(60))
        self.assert_differs("the rows end at")

    def test_a_picture_that_was_never_sent(self):
        for row in self.rows("orderbook_l2", is_snapshot=True, last_update_id=self.recording.ids[45]):
            row["last_update_id"] = self.recording.ids[40]
        self.assert_differs("never served")

    def test_a_picture_brings_no_ids(self):
        self.remove("gaps", *self.rows("gaps", cause="resync"))
        ids = self.recording.ids
        self.assert_differs(f"nobody delivered {ids[40] + 1}..{ids[45]}, but no row says so")

    def test_an_invented_loss(self):
        self.rows("gaps", cause="server_drop")[0]["to_update_id"] = self.recording.ids[40]
        self.assert_differs("stand there, but were delivered")

    def test_a_wrong_time(self):
        for wrong in (-1000, 345, 2_000_000):  # before it happened, finer than it was sent, far behind
            self.setUp()
            for row in self.updates(10):
                row["timestamp"] += wrong
            self.assert_differs("its last change was at")

    def test_a_push_before_it_happened(self):
        for row in self.updates(10):
            row["push_timestamp"] = row["timestamp"] - 1000
        self.assert_differs("push_timestamp")

    def test_row_for_row_nothing_is_said_twice(self):
        calm(self.recording)
        row = dict(next(row for row in self.updates(20) if row["qty"]), action=UPDATE)
        self.recording.tables["orderbook_l2"].append({**row, "seq_id": 10_000})
        self.assert_equal()
        self.assert_differs("or in another order", "--strict")

    def test_a_checkpoint(self):
        self.checkpoint(60)
        self.assert_equal()
        self.rows("orderbook_l2", is_checkpoint=True)[1]["qty"] += 1
        self.assert_differs("after checkpoint")

    def test_a_checkpoint_of_another_book(self):
        self.checkpoint(50)
        self.assert_differs("but the book is at")

    def test_an_update_of_an_unknown_book(self):
        self.remove("orderbook_l2", *self.rows("orderbook_l2", last_update_id=self.recording.ids[45], is_snapshot=True))
        self.assert_differs("while the book is unknown")

    def test_an_update_that_the_truth_does_not_reach(self):
        self.recording.truth["orderbook_l2.csv"].pop()
        self.assert_differs("has ids that never were")

    def checkpoint(self, update_id):
        number = self.recording.ids[update_id]
        self.recording.level(START, DELETE, (0, None), 0.0, (None, number), is_checkpoint=True, packet_id=7)
        for key, qty in cut(book_at(update_id), self.recording.depth).items():
            self.recording.level(START, NEW, key, qty, (None, number), is_checkpoint=True, packet_id=7)


class Windows(ChannelBooks, TruthCase):
    make = staticmethod(window)

    def test_a_level_beyond_the_window(self):
        self.rows("instruments")[0]["known_depth"] = 2
        self.assert_differs("levels differ")

    def test_a_window_needs_its_depth(self):
        self.rows("instruments")[0]["known_depth"] = None
        self.assert_differs("no known_depth")

    def test_the_last_known_depth_counts(self):
        first = self.rows("instruments")[0]
        self.recording.tables["instruments"] = [{**first, "seq_id": 0, "known_depth": 9}, first]
        self.recording.add("instruments", START + 1, known_depth=None)
        self.assert_equal()


class NumberedMessages(ChannelBooks, TruthCase):
    make = staticmethod(numbered)

    def test_a_message_that_changes_nothing_has_no_rows(self):
        self.recording.truth["book_ids.csv"] += [f"{NUMBERED},9,60", f"{NUMBERED},10,60"]
        self.recording.deliver(NUMBERED, "orderbook_l2", "sent", 9, 10, 2)
        self.assert_equal()

    def test_a_number_that_was_never_given(self):
        for row in self.updates(60):
            row["last_update_id"] = 9
        self.assert_differs("update 9 never was")


class WholeBooks(ChannelBooks, TruthCase):
    make = staticmethod(whole)

    def test_row_for_row_nothing_is_said_of_untouched_levels(self):
        calm(self.recording)
        at = shown(time_of(20))
        self.recording.level(at, DELETE, (BID, 42.0), 0.0, (None, 20), prev_update_id=10, push_timestamp=None)
        self.assert_equal()
        self.assert_differs("or in another order", "--strict")


class UsdmBooks(TruthCase):
    """Snapshots by REST. Messages say what came before them; their first id may be a later one."""

    def setUp(self):
        recording = self.recording = SmallRecording()
        for table in ("trades", "bbo", "tickers"):
            recording.tables[table] = []
        lines = recording.truth["deliveries.csv"]
        recording.truth["deliveries.csv"] = lines[:1] + [line for line in lines if ",orderbook_l2," in line]
        self.remove("gaps", *self.rows("gaps", feed="trades"))
        for row in recording.tables["orderbook_l2"] + recording.tables["gaps"]:
            row["exchange"] = BINANCE_USDM
        for row in self.rows("orderbook_l2", is_snapshot=False):
            if row["first_update_id"] is not None:
                row.update(prev_update_id=row["first_update_id"] - 1, first_update_id=row["first_update_id"] + 2,
                           push_timestamp=row["timestamp"] + 3000)

    def test_equal_recordings_are_equal(self):
        self.assert_equal()

    def test_a_missing_message(self):
        self.remove("orderbook_l2", *self.rows("orderbook_l2", last_update_id=50))
        self.assert_differs("update 60 leaves a hole from 40 to 50")

    def test_a_message_that_follows_another_one(self):
        for row in self.rows("orderbook_l2", last_update_id=50):
            row["prev_update_id"] = 43
        self.assert_differs("leaves a hole from 40 to 43")

    def test_it_is_not_cut_to_what_was_asked_for(self):
        self.recording.add("instruments", START, known_depth=1)
        self.assert_equal()


class SeveralExchanges(TruthCase):
    def test_the_truth_is_of_one(self):
        self.recording = window()
        self.recording.tables["orderbook_l2"][-1]["exchange"] = DERIBIT
        self.assert_differs("rows of several exchanges")


if __name__ == "__main__":
    unittest.main()
