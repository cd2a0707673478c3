"""The comparison accepts what equals truth, and finds every way in which a recording can lie."""

import unittest

from small_recording import ASK, BID, NEW, UPDATE, SmallRecording, time_of
from truth_case import TruthCase


class CompareTruth(TruthCase):
    def setUp(self):
        self.recording = SmallRecording()

    def test_an_equal_recording_is_equal(self):
        code, output = self.compare()
        self.assertEqual(code, 0, output)
        self.assertIn("books compared", output)

    def test_a_simulator_that_nobody_listened_to(self):
        self.recording.truth["deliveries.csv"][1:] = []
        for table in self.recording.tables:
            self.recording.tables[table] = []
        self.assert_differs("the simulator delivered nothing")

    def test_strict_refuses_losses(self):
        code, output = self.compare("--strict")
        self.assertEqual(code, 1)
        self.assertIn("losses in a run without faults", output)

    def test_a_wrong_quantity_in_the_book(self):
        self.rows("orderbook_l2", last_update_id=50)[0]["qty"] += 0.125
        self.assert_differs("levels differ")

    def test_a_wrong_price_in_a_snapshot(self):
        self.rows("orderbook_l2", is_snapshot=True)[0]["price"] += 0.5
        self.assert_differs("levels differ")

    def test_a_missing_row_of_a_message(self):
        self.remove("orderbook_l2", self.rows("orderbook_l2", last_update_id=60)[1])
        self.assert_differs("levels differ")

    def test_a_missing_message(self):
        self.remove("orderbook_l2", *self.rows("orderbook_l2", last_update_id=50))
        self.assert_differs("leaves a hole")

    def test_the_last_message_is_missing(self):
        self.remove("orderbook_l2", *self.rows("orderbook_l2", last_update_id=60))
        self.assert_differs("the rows end at 50")

    def test_a_new_level_that_was_there(self):
        row = next(row for row in self.rows("orderbook_l2", action=UPDATE) if row["last_update_id"] > 20)
        row["action"] = NEW
        self.assert_differs("NEW of a level that was there")

    def test_rows_that_no_message_makes(self):
        for column, value, found in (("qty", 1.0, "DELETE with quantity"), ("action", 7, "action 7 with quantity"),
                                     ("price", None, "no side or no price"), ("side", 2, "no side or no price")):
            self.recording = SmallRecording()
            next(row for row in self.rows("orderbook_l2", action=3) if row["side"] != 0)[column] = value
            self.assert_differs(found)

    def test_a_row_that_forgets_one_price(self):
        self.rows("orderbook_l2", side=0)[1]["price"] = 100.0
        self.assert_differs("must be DELETE without a price")

    def test_a_book_that_is_not_forgotten(self):
        self.remove("orderbook_l2", self.rows("orderbook_l2", side=0)[1])
        self.assert_differs("differ")

    def test_a_book_that_is_forgotten_for_no_reason(self):
        self.remove("gaps", *self.rows("gaps", feed="orderbook_l2"))
        self.assert_differs("forgets the book, but no gap says why")

    def test_a_snapshot_that_was_never_served(self):
        for row in self.rows("orderbook_l2", is_snapshot=True, last_update_id=35):
            row["last_update_id"] = 36
        self.assert_differs("never served")

    def test_a_wrong_time_of_a_message(self):
        for row in self.rows("orderbook_l2", last_update_id=50):
            row["timestamp"] += 2_000_000
        self.assert_differs("its last change was at")

    def test_a_silent_loss(self):
        self.remove("gaps", *self.rows("gaps", feed="trades"))
        self.assert_differs("nobody delivered 107..107")

    def test_half_a_loss_in_the_ledger(self):
        self.rows("gaps", cause="server_drop", feed="orderbook_l2")[0]["to_update_id"] = 25
        self.assert_differs("nobody delivered 26..30")

    def test_an_invented_loss(self):
        self.rows("gaps", cause="server_drop", feed="orderbook_l2")[0]["to_update_id"] = 32
        self.assert_differs("31..32 stand there, but were delivered")

    def test_a_loss_of_a_feed_that_lost_nothing(self):
        self.recording.gap("bbo", "disconnect", None, None, (1, 2))
        self.assert_differs("but a connection was there")

    def test_a_missing_trade(self):
        self.remove("trades", self.rows("trades", trade_id="115")[0])
        self.assert_differs("115..115 were delivered")

    def test_a_first_trade_that_came_late_is_before_the_start(self):
        self.remove("trades", *[row for row in self.rows("trades") if row["trade_seq"] <= 103])
        lines = self.recording.truth["deliveries.csv"]
        at = next(i for i, line in enumerate(lines) if line.startswith("1,trades,trades,BTCUSDT,sent"))
        late = lines[at].replace("sent", "late").replace(",101,106,6", ",101,103,3")
        lines[at:at + 1] = [late, lines[at].replace(",101,106,6", ",104,106,3")]
        self.assert_differs("101..103 were delivered")
        self.recording.gap("trades", "start", None, 103, (None, time_of(4)))
        self.assert_equal()

    def test_an_invented_trade(self):
        self.recording._trade(121)
        self.assert_differs("121 never was")

    def test_a_trade_twice(self):
        row = dict(self.rows("trades", trade_id="112")[0], seq_id=10_000)
        self.recording.tables["trades"].append(row)
        self.assert_differs("112 is there twice")

    def test_wrong_values_of_a_trade(self):
        for column, value in (("side", ASK), ("qty", 1.0), ("timestamp", 1), ("push_timestamp", 1), ("kind", 2)):
            self.recording = SmallRecording()
            row = self.rows("trades", trade_id="111", side=BID)[0]
            row[column] = value
            self.assert_differs("111")

    def test_a_trade_that_stands_in_the_ledger(self):
        self.recording._trade(107)
        self.assert_differs("are there and in gaps")

    def test_a_wrong_bbo(self):
        self.rows("bbo", update_id=30)[0]["bid_qty"] = 31.0
        self.assert_differs("bbo BTCUSDT: 30 is")

    def test_an_older_bbo_after_a_newer(self):
        older, newer = self.rows("bbo", update_id=30)[0], self.rows("bbo", update_id=35)[0]
        older["seq_id"], newer["seq_id"] = newer["seq_id"], older["seq_id"]
        self.assert_differs("30 after 35")

    def test_a_missing_bbo(self):
        self.remove("bbo", self.rows("bbo", update_id=30)[0])
        self.assert_differs("1 were delivered, but are not there")

    def test_a_wrong_ticker(self):
        self.rows("tickers", volume_base_24h=40.0)[0]["high_24h"] = 103.0
        self.assert_differs("differs in high")

    def test_a_ticker_twice(self):
        row = dict(self.rows("tickers", volume_base_24h=40.0)[0], seq_id=10_000)
        self.recording.tables["tickers"].append(row)
        self.assert_differs("is there twice")

    def test_a_loss_before_the_first_snapshot_of_a_book_is_no_loss(self):
        self.rows("gaps", feed="orderbook_l2", cause="start")[0]["to_update_id"] = 30
        self.remove("gaps", *self.rows("gaps", feed="orderbook_l2", cause="server_drop"))
        code, output = self.compare()
        self.assertEqual(code, 0, output)

    def test_a_loss_behind_the_first_snapshot_of_a_book(self):
        self.rows("gaps", feed="orderbook_l2", cause="start")[0]["to_update_id"] = 29
        self.remove("gaps", *self.rows("gaps", feed="orderbook_l2", cause="server_drop"))
        self.assert_differs("but no row says so")

    def test_an_interval_without_a_connection(self):
        lines = self.recording.truth["connections.csv"]
        middle = self.rows("bbo", update_id=30)[0]["timestamp"]
        lines[-1:] = [f"1,close,{middle},server cut", f"2,subscribe,{middle + 5_000_000},bbo",
                      f"2,close,{middle + 20_000_000},client: end"]
        self.assert_differs("but no row says so")

    def test_a_seq_id_twice(self):
        self.rows("bbo", update_id=30)[0]["seq_id"] = self.rows("trades", trade_id="101")[0]["seq_id"]
        self.assert_differs("is there twice")

    def test_what_was_in_flight_at_the_close_may_be_lost(self):
        end = int(self.recording.truth["deliveries.csv"][1].split(",")[6])
        self.recording.truth["connections.csv"][-1] = f"1,close,{end + 100_000},client: end"
        self.remove("trades", self.rows("trades", trade_id="120")[0])
        self.remove("orderbook_l2", *self.rows("orderbook_l2", last_update_id=60))
        code, output = self.compare()
        self.assertEqual(code, 0, output)


if __name__ == "__main__":
    unittest.main()
