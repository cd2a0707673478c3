"""Tickers: rows of one event each by channel, and rows that are the whole state."""

import unittest

from small_recording import START
from truth_case import TruthCase
from venues import BINANCE_USDM, BYBIT_INVERSE, BYBIT_LINEAR, BYBIT_SPOT, DERIBIT, OKX

from by_venue.recordings import VenueRecording, shown

SECONDS = (1, 2, 3)
SWAP = "BTC-USDT-SWAP"
day, mark = VenueRecording.day, VenueRecording.mark


class OkxChannels(TruthCase):
    """A stream and a channel for each figure."""

    FIGURES = {1: ("mark-price", ("mark_price",)), 3: ("funding-rate", ("funding_rate", "funding_time")),
               4: ("open-interest", ("open_interest",))}

    def setUp(self):
        recording = self.recording = VenueRecording(OKX, SWAP).with_figures()
        contracts = [{**day(n), "volume_quote_24h": None, "volume_contracts_24h": n * 1.0} for n in SECONDS]
        recording.with_tickers(f"tickers:{SWAP}", [(0, n, contracts[n - 1]) for n in SECONDS])
        for channel, (name, columns) in self.FIGURES.items():
            recording.with_tickers(f"{name}:{SWAP}", [(channel, n, mark(n, *columns)) for n in SECONDS])
        # The index is an instrument of its own, called after its pair, and has a day of its own.
        recording.with_tickers("index-tickers:BTC-USDT", [
            (2, n, {**mark(n, "index_price"), "high_24h": 7.0}) for n in SECONDS])
        lines = recording.truth["deliveries.csv"]
        lines[-3:] = [line.replace(f",{SWAP},", ",BTC-USDT,") for line in lines[-3:]]
        for row in self.rows("tickers", channel=2):
            row["ticker"] = "BTC-USDT"

    def row(self, channel, number=2):
        return self.rows("tickers", channel=channel)[number - 1]

    def test_equal_recordings_are_equal(self):
        self.assert_equal("--strict")

    def test_each_value_must_be_right(self):
        wrong = {0: "last_price", 1: "mark_price", 2: "index_price", 3: "funding_rate", 4: "open_interest"}
        for channel, column in wrong.items():
            self.setUp()
            self.row(channel)[column] += 0.5
            self.assert_differs(f"of channel {channel} differs in {column}")

    def test_each_value_must_be_there(self):
        for channel, column in {0: "last_price", 1: "mark_price", 3: "funding_time", 4: "open_interest"}.items():
            self.setUp()
            self.row(channel)[column] = None
            self.assert_differs(f"of channel {channel} differs in {column}")

    def test_a_value_of_another_channel(self):
        self.row(1)["last_price"] = 100.5
        self.assert_differs("of channel 1 differs in last_price")

    def test_each_stream_must_be_complete(self):
        for channel in range(5):
            self.setUp()
            self.remove("tickers", self.row(channel))
            self.assert_differs("were delivered, but are not there")

    def test_a_row_twice(self):
        self.recording.tables["tickers"].append({**self.row(1), "seq_id": 10_000})
        self.assert_differs("of channel 1 is there twice")

    def test_a_time_that_never_was(self):
        self.row(1)["timestamp"] += 1000
        self.assert_differs("the exchange pushed none of channel 1")

    def test_what_was_shown_on_subscribing_happened_before(self):
        recording = self.recording
        recording.row("tickers", recording.second(3) + 500_000, channel=1, **mark(3, "mark_price"))
        self.assert_differs("the exchange pushed none of channel 1")
        recording.deliver(f"mark-price:{SWAP}", "tickers", "picture", recording.second(3), recording.second(3))
        self.assert_equal()
        recording.tables["tickers"][-1]["mark_price"] = 102.0
        self.assert_differs("of channel 1 differs in mark_price")

    def test_a_volume_that_is_neither_volume_nor_turnover(self):
        self.row(0)["volume_contracts_24h"] = 3.0
        self.assert_differs("differs in volume_contracts_24h")

    def test_a_hole_is_a_streams_own(self):
        """The ledger's channel says which stream it is about."""
        name = f"mark-price:{SWAP}"
        self.recording.truth["connections.csv"] += [
            f"1,unsubscribe,{START + 4_000_000},{name}", f"2,subscribe,{START + 9_000_000},{name}"]
        span = (START + 4_000_000, START + 9_000_000)
        self.assert_differs(f"no connection of {name}")
        row = self.recording.gap("tickers", "disconnect", None, None, span, channel=f"open-interest:{SWAP}")
        self.assert_differs(f"no connection of {name}")
        self.assert_differs("but a connection was there")
        for channel in (name, None, "mark-price;instId=BTC-USDT-SWAP"):  # its own, any, one that is spelled otherwise
            row["channel"] = channel
            self.assert_equal()


class OkxSpot(TruthCase):
    def setUp(self):
        recording = self.recording = VenueRecording(OKX).with_figures()
        recording.truth["marks.csv"][1:] = []
        recording.with_tickers("tickers:BTC-USDT", [(0, n, day(n)) for n in SECONDS])

    def test_volume_and_turnover_are_not_exchanged(self):
        self.assert_equal("--strict")
        row = self.rows("tickers")[1]
        row["volume_base_24h"], row["volume_quote_24h"] = row["volume_quote_24h"], row["volume_base_24h"]
        self.assert_differs("differs in volume_base_24h, volume_quote_24h")


class OkxOptions(TruthCase):
    """One subscription brings the summaries of all options of a family."""

    OPTION = "BTC-USD-241227-90000-C"
    GREEKS = ("mark_iv", "delta", "gamma", "vega", "theta")

    def setUp(self):
        recording = self.recording = VenueRecording(OKX, self.OPTION).with_figures()
        recording.with_tickers("opt-summary:BTC-USD", [(5, n, mark(n, *self.GREEKS)) for n in SECONDS])
        lines = recording.truth["deliveries.csv"]
        lines[-3:] = [line.replace(f",{self.OPTION},", ",BTC-USD,") for line in lines[-3:]]

    def test_equal_recordings_are_equal(self):
        self.assert_equal("--strict")

    def test_wrong_greeks(self):
        for column in self.GREEKS:
            self.setUp()
            self.rows("tickers")[1][column] += 0.5
            self.assert_differs(f"of channel 5 differs in {column}")

    def test_a_missing_row(self):
        self.remove("tickers", self.rows("tickers")[1])
        self.assert_differs("1 of opt-summary:BTC-USD were delivered, but are not there")

    def test_other_instruments_of_the_family_have_none(self):
        recording = self.recording
        swap = "BTC-USD-SWAP"
        recording.truth["instruments.csv"].append(f"{swap},BTC,USD,0.5,1")
        recording.truth["tickers.csv"] += [
            line.replace(self.OPTION, swap) for line in recording.truth["tickers.csv"][1:]]
        recording.ticker = swap
        recording.with_tickers(f"tickers:{swap}", [(0, n, day(n)) for n in SECONDS])
        self.assert_equal("--strict")


class BybitSpot(TruthCase):
    def test_no_quotes(self):
        recording = self.recording = VenueRecording(BYBIT_SPOT).with_figures()
        recording.truth["marks.csv"][1:] = []
        quotes = dict.fromkeys(("bid_price", "bid_qty", "ask_price", "ask_qty"))
        recording.with_tickers("tickers.BTCUSDT", [(0, n, {**day(n), **quotes}) for n in SECONDS])
        self.assert_equal("--strict")
        self.rows("tickers")[1]["bid_price"] = 99.0
        self.assert_differs("differs in bid_price")


class Usdm(TruthCase):
    """The mark price comes with index, funding rate and its time."""

    COLUMNS = ("mark_price", "index_price", "funding_rate", "funding_time")

    def setUp(self):
        recording = self.recording = VenueRecording(BINANCE_USDM, "BTCUSDT").with_figures()
        quotes = dict.fromkeys(("bid_price", "bid_qty", "ask_price", "ask_qty"))
        recording.with_tickers("btcusdt@ticker", [(0, n, {**day(n), **quotes}) for n in SECONDS])
        recording.with_tickers("btcusdt@markPrice@1s", [(1, n, mark(n, *self.COLUMNS)) for n in SECONDS])

    def test_equal_recordings_are_equal(self):
        self.assert_equal("--strict")

    def test_all_of_it_must_be_there(self):
        for column in self.COLUMNS:
            self.setUp()
            self.rows("tickers", channel=1)[1][column] = None
            self.assert_differs(f"of channel 1 differs in {column}")

    def test_machines_whose_clocks_differ(self):
        self.recording.truth["meta.csv"] = ["key,value", "seed,1", "variants,2", "event_skew_us,1000", "is_flat_out,0"]
        self.rows("tickers", channel=0)[1]["timestamp"] += 1000
        self.assert_equal()


class States:
    """Each row is all that is known: day and mark."""

    exchange = None

    def setUp(self):
        """At each second the day comes first, with the mark of the second before it."""
        recording = self.recording = VenueRecording(self.exchange).with_figures()
        rows = [(0, 1, {**self.day(1), **mark(1)})]
        for n in (2, 3):
            rows += [(0, n, {**self.day(n), **mark(n - 1)}), (0, n, {**self.day(n), **mark(n)})]
        recording.with_tickers("tickers.BTC-USDT", rows, frames=6)

    def day(self, number):
        return day(number)

    def row(self, index):
        return self.recording.tables["tickers"][index]

    def test_equal_recordings_are_equal(self):
        self.assert_equal("--strict")

    def test_each_value_must_be_the_latest(self):
        for column in ("last_price", "high_24h", "volume_base_24h", "ask_qty", "mark_price", "index_price",
                       "funding_rate", "funding_time", "open_interest", "mark_iv", "delta", "gamma", "vega", "theta"):
            self.setUp()
            self.row(2)[column] += 1
            self.assert_differs("the state at", "--strict")
            self.assert_differs(column)

    def test_a_time_that_is_not_the_exchanges(self):
        for column, value in (("timestamp_is_local", True), ("push_timestamp", 1)):
            self.setUp()
            self.row(2)[column] = value
            self.assert_differs("is a time that the exchange did not send")

    def test_a_value_that_is_older_than_the_others(self):
        self.row(4)["index_price"] = mark(2)["index_price"]
        self.assert_differs("differs in index_price")

    def test_a_mark_that_was_two_seconds_before(self):
        self.row(4).update(mark(1))
        self.assert_differs("differs in mark_price, index_price")

    def test_a_mark_that_goes_back(self):
        self.recording.tables["tickers"].append(
            {**self.row(3), "seq_id": 10_000, "rcv_timestamp": START})  # 3 and the mark of 2 again
        self.assert_differs("differs in age")

    def test_a_state_without_its_half(self):
        for column in mark(1):
            self.row(2)[column] = None
        self.assert_differs("differs in mark_price")

    def test_a_moment_that_is_missing(self):
        self.remove("tickers", self.row(4))
        self.assert_differs("1 of tickers.BTC-USDT were delivered, but are not there", "--strict")

    def test_a_row_twice(self):
        self.recording.tables["tickers"].append({**self.row(4), "seq_id": 10_000})
        self.assert_differs("is there twice")

    def test_a_picture_is_of_its_own_time(self):
        self.recording.row("tickers", START + 3_700_000, channel=0, **self.day(3), **mark(3))
        self.assert_equal("--strict")

    def test_nothing_is_known_before_it_happened(self):
        self.row(0)["timestamp"] = shown(START)
        self.assert_differs("differs in last_price")

    def test_one_of_two_messages_of_a_moment_may_be_lost(self):
        self.remove("tickers", self.row(4))
        self.recording.deliver("tickers.BTC-USDT", "tickers", "dropped", self.recording.second(3),
                               self.recording.second(3))
        self.assert_equal()


class BybitLinear(States, TruthCase):
    exchange = BYBIT_LINEAR


class BybitInverse(States, TruthCase):
    """Contracts are counted, and the turnover is in base currency."""

    exchange = BYBIT_INVERSE

    def day(self, number):
        return {**day(number), "volume_contracts_24h": number * 1.0, "volume_base_24h": number * 100.0,
                "volume_quote_24h": None}


class Deribit(States, TruthCase):
    exchange = DERIBIT


if __name__ == "__main__":
    unittest.main()
