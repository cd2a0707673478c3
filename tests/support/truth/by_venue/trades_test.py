"""Trades as each venue says them: aggregates, last id and count, UUIDs, dense numbers."""

import unittest

from small_recording import START
from truth_case import TruthCase
from venues import BINANCE_USDM, BYBIT_LINEAR, BYBIT_OPTION, BYBIT_SPOT, DERIBIT, OKX

from by_venue.recordings import END, VenueRecording


class Trades:
    """What is true of each venue."""

    exchange = None

    def setUp(self):
        self.recording = VenueRecording(self.exchange).with_trades("trades:BTC-USDT")

    def row(self, index=2):
        return self.recording.tables["trades"][index]

    def test_equal_recordings_are_equal(self):
        self.assert_equal("--strict")

    def test_wrong_values(self):
        row = self.row()
        wrong = {"side": -row["side"], "price": 1.0, "qty": 1.25, "kind": 2, "timestamp_is_local": True,
                 "timestamp": row["timestamp"] + 345, "push_timestamp": row["timestamp"] - 1000}
        for column, value in wrong.items():
            self.setUp()
            self.row()[column] = value
            self.assert_differs(column)

    def test_a_trade_twice(self):
        self.recording.tables["trades"].insert(3, {**self.row(), "seq_id": 10_000})
        self.assert_differs("is there twice")

    def test_a_missing_trade(self):
        self.remove("trades", self.row())
        self.assert_differs("were delivered, but are not there")

    def test_an_invented_trade(self):
        row = self.row(-1)
        self.recording.tables["trades"].append({
            **row, "seq_id": 10_000, "trade_id": row["trade_id"][:-3] + "999",
            "trade_seq": None if row["trade_seq"] is None else 999})
        self.assert_differs("999 never was")


class DenseTrades(Trades):
    def test_an_older_trade_after_a_newer(self):
        rows = self.recording.tables["trades"]
        rows[2]["seq_id"], rows[3]["seq_id"] = rows[3]["seq_id"], rows[2]["seq_id"]
        self.assert_differs(" after ")

    def test_a_loss_that_no_row_tells(self):
        lost = self.ids[1]
        self.recording.truth["deliveries.csv"][1:] = []
        runs = (("sent", self.ids[0], lost - 1), ("dropped", lost, lost), ("sent", lost + 1, self.ids[2]))
        for outcome, first, last in runs:
            self.recording.deliver("trades:BTC-USDT", "trades", outcome, first, last)
        self.assert_differs(f"nobody delivered {lost}..{lost}, but no row says so")

    ids = (101, 107, 115)


class UsdmAggregates(DenseTrades, TruthCase):
    exchange = BINANCE_USDM
    ids = (51, 53, 55)

    def test_a_wrong_count(self):
        self.row()["trade_count"] = 2
        self.assert_differs("53 differs in trade_count")

    def test_single_trades_have_no_dense_number(self):
        recording = self.recording = VenueRecording(BINANCE_USDM).with_trades("trades:BTC-USDT")
        recording.tables["trades"] = []
        recording.truth["deliveries.csv"][1:] = []
        for one in (101, 103, 104):
            time, side, price, _ = recording.trade(one)
            recording.trade_row(time, side, price, (one - 100) / 10, trade_id=str(one), trade_seq=None, trade_count=1)
            recording.deliver("trades:BTC-USDT", "trades", "sent", one, one)
        recording.gap("trades", "server_drop", 102, 102, (START, START))
        self.assert_equal()


class OkxTakerOrders(DenseTrades, TruthCase):
    exchange = OKX

    def test_the_quantity_is_that_of_all_its_trades(self):
        self.row()["qty"] = 0.9  # of 109 alone
        self.assert_differs("109 differs in qty")

    def test_a_count_that_reaches_into_another_order(self):
        self.row()["trade_count"] = 4
        self.assert_differs("109 never was")

    def test_a_count_that_is_too_small(self):
        self.row()["trade_count"] = 2
        self.assert_differs("109 differs in qty")

    def test_a_part_of_an_order_may_stand_alone(self):
        row = self.row()
        row.update(trade_id="108", trade_seq=108, trade_count=2, qty=1.5)
        self.recording.tables["trades"].append(
            {**row, "seq_id": row["seq_id"] + 0.5, "trade_id": "109", "trade_seq": 109, "trade_count": 1, "qty": 0.9})
        for one in self.recording.tables["trades"]:
            one["seq_id"] = int(one["seq_id"] * 2)
        for one in self.recording.tables["gaps"]:
            one["seq_id"] += 1000
        self.assert_equal()

    def test_no_count_at_all(self):
        self.row()["trade_count"] = 0
        self.assert_differs("109 never was")


class DeribitTrades(DenseTrades, TruthCase):
    exchange = DERIBIT

    def test_the_text_is_the_venues_own(self):
        self.row()["trade_id"] = "BTC-1234"
        self.assert_equal()


class UnnumberedTrades(Trades):
    """Bybit: no dense numbers, so no holes by ids either."""

    def test_one_that_comes_late(self):
        rows = self.recording.tables["trades"]
        rows[2]["seq_id"], rows[3]["seq_id"] = rows[3]["seq_id"], rows[2]["seq_id"]
        self.assert_equal()

    def test_a_number_that_the_venue_does_not_have(self):
        self.row()["trade_seq"] = 103
        self.assert_differs("103 differs in trade_seq")

    def test_a_lost_message_on_a_living_connection_cannot_be_known(self):
        self.remove("trades", *self.recording.tables["trades"][3:6])
        self.recording.truth["deliveries.csv"][-1:] = []
        for outcome, first, last in (("sent", 101, 103), ("dropped", 104, 106), ("sent", 107, 115)):
            self.recording.deliver("trades:BTC-USDT", "trades", outcome, first, last)
        self.assert_equal()

    def test_an_interval_without_a_connection(self):
        lines = self.recording.truth["connections.csv"]
        lines += [f"1,close,{START + 1_000_000},server cut", f"2,subscribe,{START + 6_000_000},trades:BTC-USDT"]
        self.assert_differs("but no row says so")
        self.recording.gap("trades", "disconnect", None, None, (START + 1_000_000, START + 6_000_000))
        self.recording.truth["connections.csv"] = lines
        self.assert_equal()


class BybitSpot(UnnumberedTrades, TruthCase):
    exchange = BYBIT_SPOT


class BybitLinear(UnnumberedTrades, TruthCase):
    exchange = BYBIT_LINEAR

    def test_an_id_of_another_shape(self):
        self.row()["trade_id"] = "m-7f"
        self.assert_differs("'m-7f' is no id of this venue")


class BybitOptions(TruthCase):
    """One subscription brings the trades of all options of a coin."""

    def setUp(self):
        self.recording = VenueRecording(BYBIT_OPTION, "BTC-27DEC24-90000-C").with_trades("publicTrade.BTC")
        lines = self.recording.truth["deliveries.csv"]
        lines[-1] = lines[-1].replace("BTC-27DEC24-90000-C", "BTC").replace("101,115", "5101,103")

    def test_equal_recordings_are_equal(self):
        self.assert_equal("--strict")

    def test_a_missing_trade(self):
        self.remove("trades", self.recording.tables["trades"][2])
        self.assert_differs("103..103 were delivered")

    def test_where_something_was_lost_nobody_knows(self):
        self.remove("trades", self.recording.tables["trades"][2])
        self.recording.deliver("publicTrade.BTC", "trades", "dropped", 103, 103, ticker="BTC")
        self.assert_equal()

    def test_options_of_another_coin(self):
        for row in self.recording.tables["trades"] + self.recording.tables["gaps"]:
            row["ticker"] = "ETH-27DEC24-90000-C"
        self.assert_differs("publicTrade.BTC was delivered, but nothing is recorded of it")
        self.assert_differs("trades ETH-27DEC24-90000-C: rows of a stream that was never delivered")


class InFlight(TruthCase):
    def test_what_was_in_flight_at_the_close_may_be_lost(self):
        recording = self.recording = VenueRecording(BYBIT_LINEAR).with_trades("trades:BTC-USDT")
        self.remove("trades", recording.tables["trades"][-1])
        recording.truth["deliveries.csv"][-1:] = []
        recording.deliver("trades:BTC-USDT", "trades", "sent", 101, 114)
        recording.deliver("trades:BTC-USDT", "trades", "sent", 115, 115, span=(END - 1000, END - 1000))
        self.assert_equal()


if __name__ == "__main__":
    unittest.main()
