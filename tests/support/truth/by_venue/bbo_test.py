"""Best prices: by update id, or of Deribit by their time and values."""

import unittest

from truth_case import TruthCase
from venues import BINANCE_USDM, BYBIT_LINEAR, DERIBIT, OKX

from by_venue.recordings import VenueRecording


class BestPrices:
    exchange = None

    def setUp(self):
        self.recording = VenueRecording(self.exchange).with_bbo("bbo-tbt:BTC-USDT")

    def row(self, index=2):
        return self.recording.tables["bbo"][index]

    def test_equal_recordings_are_equal(self):
        self.assert_equal("--strict")

    def test_wrong_values(self):
        for column in ("bid_price", "bid_qty", "ask_price", "ask_qty"):
            self.setUp()
            self.row()[column] += 0.5
            self.assert_differs("but")

    def test_a_missing_side(self):
        self.row()["bid_price"] = self.row()["bid_qty"] = None
        self.assert_differs("but")

    def test_a_missing_row(self):
        self.remove("bbo", self.row())
        self.assert_differs("1 were delivered, but are not there, for instance 15")

    def test_an_older_one_after_a_newer(self):
        first, second = self.row(2), self.row(3)
        first["seq_id"], second["seq_id"] = second["seq_id"], first["seq_id"]
        self.assert_differs(" after ")

    def test_a_row_twice(self):
        self.recording.tables["bbo"].append({**self.row(-1), "seq_id": 10_000})
        self.assert_differs(self.twice)

    twice = " after "


class ById(BestPrices):
    def test_a_repeat_of_the_venue_is_no_row(self):
        self.recording.deliver("bbo-tbt:BTC-USDT", "bbo", "sent", 60, 60)
        self.assert_equal()
        self.recording.tables["bbo"].append({**self.row(-1), "seq_id": 10_000})
        self.assert_differs("60 after 60")

    def test_wrong_times(self):
        for column, value in (("timestamp", self.row()["timestamp"] + 345), ("timestamp_is_local", True),
                              ("push_timestamp", 1)):
            self.setUp()
            self.row()[column] = value
            self.assert_differs("15 has a time that the exchange did not send")

    def test_an_id_that_never_was(self):
        self.row()["update_id"] = 16
        self.assert_differs("16 is")


class Usdm(ById, TruthCase):
    exchange = BINANCE_USDM


class Okx(ById, TruthCase):
    exchange = OKX

    def test_a_venue_that_says_less_than_all(self):
        """Only as many as it sent messages have to be there."""
        line = self.recording.truth["deliveries.csv"].pop()
        self.recording.truth["deliveries.csv"].append(line.removesuffix(",13") + ",12")
        self.remove("bbo", self.row())
        self.assert_equal()
        self.remove("bbo", self.row())
        self.assert_differs("1 were delivered, but are not there")


class Bybit(ById, TruthCase):
    exchange = BYBIT_LINEAR

    def test_numbered_messages(self):
        """As with books, where the truth says at which update each stands."""
        ids = [row["update_id"] for row in self.recording.tables["bbo"]]
        self.recording.truth["book_ids.csv"] = ["stream,id,update_id"] + [
            f"bbo-tbt:BTC-USDT,{number},{one}" for number, one in enumerate(ids, 1)]
        self.assert_differs("but was")
        for number, row in enumerate(self.recording.tables["bbo"], 1):
            row["update_id"] = number
        self.assert_equal()


class DeribitQuotes(BestPrices, TruthCase):
    exchange = DERIBIT
    twice = "is there twice"

    def test_all_of_what_flips_within_a_millisecond_may_be_there(self):
        self.recording.tables["bbo"].append({**self.row(-2), "seq_id": 10_000})
        self.assert_equal("--strict")

    def test_a_time_that_never_was(self):
        self.row()["timestamp"] += 1000
        self.assert_differs("but never was")

    def test_an_id(self):
        self.row()["update_id"] = 15
        self.assert_differs("update_id 15, but quotes have none")


if __name__ == "__main__":
    unittest.main()
