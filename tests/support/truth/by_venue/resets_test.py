"""Numbers that begin anew in the middle of a run: OKX far below and in the chain, Bybit at 1 with a picture."""

import unittest

from small_recording import START, UPDATE
from truth_case import TruthCase
from venues import BYBIT_LINEAR, OKX

from by_venue.recordings import VenueRecording

WINDOW = "books:BTC-USDT"
NUMBERED = "orderbook.50.BTC-USDT"


class Resets:
    """What is true of both; make(lost) builds the recording."""

    def setUp(self):
        self.recording = self.make([])

    def lose(self):
        self.recording = self.make([30, 40])

    def of(self, update_id, **wanted):
        return self.rows("orderbook_l2", last_update_id=self.recording.number(update_id), **wanted)

    def test_a_reset_that_is_recorded_is_equal(self):
        self.assert_equal()
        self.assert_equal("--strict")

    def test_a_wrong_book_at_it_and_behind_it(self):
        for update_id in (40, 45, 60):
            self.setUp()
            [row for row in self.of(update_id) if row["qty"]][-1]["qty"] += 1
            self.assert_differs("levels differ")

    def test_a_message_that_is_missing(self):
        self.remove("orderbook_l2", *self.of(45))
        self.assert_differs("leaves a hole")

    def test_the_reset_is_missing(self):
        self.remove("orderbook_l2", *self.of(40))
        self.assert_differs("leaves a hole")

    def test_numbers_that_go_on_as_if_nothing_were(self):
        for row in self.of(50):
            row["last_update_id"] = self.recording.ids[50]
        self.assert_differs(f"last_update_id {self.recording.ids[50]} was never given")

    def test_numbers_that_begin_too_early(self):
        early = self.recording.ids[30] - self.recording.ids[40] + self.recording.begin_number
        for row in self.of(30):
            row["last_update_id"] = early
        self.assert_differs(f"last_update_id {early} was never given")

    def test_an_old_message_behind_it(self):
        row = [row for row in self.of(30) if row["qty"]][-1]
        self.recording.tables["orderbook_l2"].append({**row, "action": UPDATE, "seq_id": 10_000})
        self.assert_differs(" after ")

    def test_a_loss_that_contains_it(self):
        self.lose()
        self.assert_equal()

    def test_a_loss_around_it_that_no_row_tells(self):
        self.lose()
        self.remove("gaps", *self.rows("gaps", cause="server_drop"))
        ids = self.recording.ids
        self.assert_differs(f"nobody delivered {ids[20] + 1}..{ids[40]}, but no row says so")

    def test_a_loss_that_is_told_to_end_in_front_of_it(self):
        self.lose()
        self.rows("gaps", cause="server_drop")[0]["to_update_id"] = self.recording.number(30)
        ids = self.recording.ids
        self.assert_differs(f"nobody delivered {ids[30] + 1}..{ids[40]}, but no row says so")

    def test_a_loss_that_is_told_to_end_behind_what_came(self):
        self.lose()
        self.rows("gaps", cause="server_drop")[0]["to_update_id"] = self.recording.number(50)
        self.assert_differs("stand there, but were delivered")

    def test_a_loss_in_numbers_that_were_never_given(self):
        self.lose()
        self.rows("gaps", cause="server_drop")[0]["to_update_id"] = self.recording.ids[60]
        self.assert_differs(f"to_update_id {self.recording.ids[60]} was never given")


class OkxWindow(Resets, TruthCase):
    @staticmethod
    def make(lost):
        return VenueRecording(OKX).with_reset(WINDOW, depth=3, lost=lost)


class BybitMessages(Resets, TruthCase):
    @staticmethod
    def make(lost):
        return VenueRecording(BYBIT_LINEAR).with_reset(NUMBERED, depth=3, first_number=1000, lost=lost)

    def test_the_picture_that_begins_it_brings_its_own_number(self):
        lines = self.recording.truth["deliveries.csv"]
        place = self.recording.ids[40]
        lines[:] = [line.replace(",sent,", ",dropped,") if f",{place},{place}," in line else line for line in lines]
        self.assert_differs(f"nobody delivered {place}..{place}, but no row says so")


    def test_what_is_lost_right_before_that_picture_nobody_can_know(self):
        self.recording = self.make([30])
        self.assert_equal()


class BestPrices:
    exchange, stream = None, "bbo-tbt:BTC-USDT"

    def setUp(self):
        """From the sixth row on numbers begin anew."""
        self.recording = VenueRecording(self.exchange).with_bbo(self.stream)
        self.number(self.recording.tables["bbo"])

    def row(self, index):
        return self.recording.tables["bbo"][index]

    def test_quotes_behind_it_are_equal(self):
        self.assert_equal("--strict")

    def test_a_number_of_the_old_kind(self):
        self.row(7)["update_id"] = self.ids[7]
        self.assert_differs(f"update_id {self.ids[7]} was never given")

    def test_an_older_one_after_a_newer(self):
        old, new = self.row(4), self.row(5)
        old["seq_id"], new["seq_id"] = new["seq_id"], old["seq_id"]
        self.assert_differs(" after ")

    def test_a_missing_row(self):
        self.remove("bbo", self.row(6))
        self.assert_differs(f"1 were delivered, but are not there, for instance {self.ids[6]}")

    def test_wrong_values(self):
        self.row(8)["ask_qty"] += 1
        self.assert_differs("but was")


class OkxQuotes(BestPrices, TruthCase):
    exchange = OKX

    def number(self, rows):
        self.ids = [row["update_id"] for row in rows]
        for row in rows[5:]:
            row["update_id"] -= 1000
        first = self.ids[5]
        self.recording.truth["numberings.csv"] = ["stream,id,number", f"{self.stream},{first},{first - 1000}"]


class BybitQuotes(BestPrices, TruthCase):
    exchange = BYBIT_LINEAR

    def number(self, rows):
        places = [row["update_id"] for row in rows]
        self.ids = [1000 + index for index in range(len(rows))]
        for index, row in enumerate(rows):
            row["update_id"] = 1000 + index if index < 5 else index - 4
        self.recording.truth["book_ids.csv"] = ["stream,id,update_id"] + [
            f"{self.stream},{one},{place}" for one, place in zip(self.ids, places)]
        self.recording.truth["numberings.csv"] = ["stream,id,number", f"{self.stream},1005,1"]
        lines = self.recording.truth["deliveries.csv"]
        lines[-1] = lines[-1].replace(",5,60,", f",{self.ids[0]},{self.ids[-1]},")

    def test_its_first_may_say_again_what_stood_before(self):
        self.recording.truth["book_ids.csv"] += [f"{self.stream},{self.ids[-1] + 1},60"]
        self.recording.deliver(self.stream, "bbo", "sent", self.ids[-1] + 1, self.ids[-1] + 1)
        self.recording.tables["bbo"].append(
            {**self.row(-1), "seq_id": 10_000, "update_id": self.row(-1)["update_id"] + 1, "rcv_timestamp": START})
        self.assert_equal()


if __name__ == "__main__":
    unittest.main()
