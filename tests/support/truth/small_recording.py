"""A small truth and the recording that equals it, for tests of the comparison.

All of it is made here, nothing comes from the simulator or the recorder. SmallRecording is of Binance Spot;
by_venue/recordings.py has the other markets.
"""

import os

import pyarrow
import pyarrow.parquet

TICKER = "BTCUSDT"
START = 1_700_000_000_000_000
STEP = 10_000  # microseconds between two changes
BID, ASK = 1, -1
NEW, UPDATE, DELETE = 1, 2, 3

INT, REAL, FLAG, TEXT = pyarrow.int64(), pyarrow.float64(), pyarrow.bool_(), pyarrow.string()
HEAD = {"timestamp": INT, "rcv_timestamp": INT, "exchange": pyarrow.int16(), "ticker": TEXT, "seq_id": INT,
        "packet_id": INT}
END = {"push_timestamp": INT, "timestamp_is_local": FLAG, "conn_id": INT}
# The columns of each table that the comparison reads.
COLUMNS = {
    "orderbook_l2": {
        "action": INT, "side": INT, "price": REAL, "qty": REAL, "is_snapshot": FLAG, "is_checkpoint": FLAG,
        "first_update_id": INT, "last_update_id": INT, "prev_update_id": INT, **END},
    "trades": {"side": INT, "price": REAL, "qty": REAL, "trade_id": TEXT, "trade_seq": INT, "trade_count": INT,
               "kind": INT, **END},
    "bbo": {"bid_price": REAL, "bid_qty": REAL, "ask_price": REAL, "ask_qty": REAL, "update_id": INT, **END},
    "tickers": {
        "channel": INT, **dict.fromkeys((
            "last_price", "open_24h", "high_24h", "low_24h", "volume_base_24h", "volume_quote_24h",
            "volume_contracts_24h", "bid_price", "bid_qty", "ask_price", "ask_qty", "mark_price", "index_price",
            "funding_rate", "open_interest", "mark_iv", "delta", "gamma", "vega", "theta"), REAL),
        "funding_time": INT, **END},
    "gaps": {"feed": TEXT, "cause": TEXT, "from_update_id": INT, "to_update_id": INT, "from_timestamp": INT,
             "to_timestamp": INT, "repaired_by": TEXT, "channel": TEXT},
    "instruments": {"known_depth": INT}}


def change(update_id):
    """Change number `update_id`, from 1: a side, a price and a quantity that vary enough."""
    side = BID if update_id % 2 else ASK
    price = 100.0 - update_id % 7 if side == BID else 101.0 + update_id % 5
    return side, price, 0 if update_id % 6 == 0 else update_id / 8


def picture():
    return {(BID, 100.0 - n): 1.5 for n in range(5)} | {(ASK, 101.0 + n): 2.5 for n in range(5)}


def book_at(update_id):
    book = picture()
    for one in range(1, update_id + 1):
        side, price, qty = change(one)
        book.pop((side, price), None)
        if qty:
            book[(side, price)] = qty
    return book


def time_of(update_id):
    return START + update_id * STEP


class Recording:
    """The tables and the truth's files, empty, and how rows get into them."""

    def __init__(self, exchange=1, ticker=TICKER):
        self.exchange = exchange
        self.ticker = ticker
        self.next_seq = 0
        self.tables = {table: [] for table in COLUMNS}
        self.truth = {}

    def add(self, table, time, **columns):
        self.next_seq += 1
        row = {"timestamp": time, "rcv_timestamp": time, "exchange": self.exchange, "ticker": self.ticker,
               "seq_id": self.next_seq, "packet_id": time, "push_timestamp": time, "timestamp_is_local": False,
               "conn_id": 1, **columns}
        self.tables[table].append(row)
        return row

    def level(self, time, action, key, qty, ids, is_snapshot=False, **columns):
        side, price = key
        self.add("orderbook_l2", time, **{
            "action": action, "side": side, "price": price, "qty": qty, "is_snapshot": is_snapshot,
            "is_checkpoint": False, "first_update_id": ids[0], "last_update_id": ids[1], "prev_update_id": None,
            **columns})

    def gap(self, feed, cause, first, last, span, **columns):
        return self.add("gaps", span[1], feed=feed, cause=cause, from_update_id=first, to_update_id=last,
                        from_timestamp=span[0], to_timestamp=span[1], repaired_by=None, **columns)

    def write(self, directory):
        """Returns the truth's and the tables' folders."""
        truth, recording = os.path.join(directory, "truth"), os.path.join(directory, "tables")
        os.makedirs(truth)
        for name, lines in self.truth.items():
            with open(os.path.join(truth, name), "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        for table, rows in self.tables.items():
            if rows:
                folder = os.path.join(recording, table, "venue=small")
                os.makedirs(folder)
                schema = pyarrow.schema({**HEAD, **COLUMNS[table]})
                pyarrow.parquet.write_table(
                    pyarrow.Table.from_pylist(rows, schema), os.path.join(folder, "1-1.parquet"))
        return truth, recording


class SmallRecording(Recording):
    """Binance Spot, one ticker, one connection. Depth 21..30 is dropped, so the book is unknown until the
    snapshot at 35; trade 107 is dropped."""

    def __init__(self):
        super().__init__()
        self._write_truth_events()
        self._write_truth_deliveries()
        self._record()

    # The simulator's side.

    def _write_truth_events(self):
        self.truth["meta.csv"] = ["key,value", "seed,1", "variants,1", "event_skew_us,0", "is_flat_out,0"]
        self.truth["orderbook_l2.csv"] = ["kind,ticker,update_id,time,side,price,qty"] + [
            f"P,{TICKER},0,{START},{side},{price},{qty}" for (side, price), qty in picture().items()] + [
            "C,{},{},{},{},{},{}".format(TICKER, n, time_of(n), *change(n)) for n in range(1, 61)]
        self.truth["trades.csv"] = ["ticker,trade_id,time,side,price,qty"] + [
            "{},{},{},{},{},{}".format(TICKER, n, *self.trade(n)) for n in range(101, 121)]
        self.truth["bbo.csv"] = ["ticker,update_id,time,bid_price,bid_qty,ask_price,ask_qty"] + [
            f"{TICKER},{n},{time_of(n)},100,{n},101,2" for n in range(5, 60, 5)]
        self.truth["tickers.csv"] = [
            "ticker,time,last,open,high,low,volume_base,volume_quote,bid_price,bid_qty,ask_price,ask_qty"] + [
            f"{TICKER},{time_of(n)},100.5,99,102,98,{n},5000,100,1,101,2" for n in (20, 40, 60)]

    def _write_truth_deliveries(self):
        end = time_of(60)

        def line(feed, outcome, first, last, frames):
            return f"1,{feed},{feed},{TICKER},{outcome},{START},{end},{first},{last},{frames}"
        self.truth["deliveries.csv"] = [
            "conn,stream,feed,ticker,outcome,from_time,to_time,first_id,last_id,frames",
            line("orderbook_l2", "sent", 1, 20, 2), line("orderbook_l2", "dropped", 21, 30, 1),
            line("orderbook_l2", "sent", 31, 60, 3), line("trades", "sent", 101, 106, 6),
            line("trades", "dropped", 107, 107, 1), line("trades", "sent", 108, 120, 13),
            line("bbo", "sent", 5, 55, 11), line("tickers", "sent", time_of(20), time_of(60), 3)]
        self.truth["connections.csv"] = ["conn,event,time,detail", f"1,open,{START},"] + [
            f"1,subscribe,{START},{feed}" for feed in ("orderbook_l2", "trades", "bbo", "tickers")] + [
            f"1,close,{end + 10_000_000},client: end"]
        self.truth["snapshots.csv"] = [
            "ticker,update_id,time,limit,bids,asks,kind",
            f"{TICKER},5,{time_of(5)},3,3,3,live", f"{TICKER},35,{time_of(35)},5,5,5,live"]

    @staticmethod
    def trade(trade_id):
        return time_of(trade_id - 100), BID if trade_id % 2 else ASK, 100.5, trade_id / 4

    # The recorder's side.

    def _snapshot(self, book, update_id, levels):
        truth = book_at(update_id)
        bids = sorted((key for key in truth if key[0] == BID), key=lambda key: -key[1])[:levels]
        asks = sorted((key for key in truth if key[0] == ASK), key=lambda key: key[1])[:levels]
        for key in bids + asks:
            self.level(time_of(update_id), NEW, key, truth[key], (None, update_id), True)
            book[key] = truth[key]

    def _update(self, book, first, last):
        final = {}
        for one in range(first, last + 1):
            side, price, qty = change(one)
            final[(side, price)] = qty
        for key in sorted(final, key=lambda key: (-key[0], -key[0] * key[1])):
            qty = final[key]
            action = DELETE if qty == 0 else UPDATE if key in book else NEW
            self.level(time_of(last), action, key, qty, (first, last))
            book.pop(key, None)
            if qty:
                book[key] = qty

    def _record(self):
        book = {}
        self.level(START, DELETE, (0, None), 0.0, (None, None))
        self._snapshot(book, 5, 3)
        self._update(book, 1, 10)
        self._update(book, 11, 20)
        self.level(time_of(40), DELETE, (0, None), 0.0, (None, None))
        book = {}
        self._snapshot(book, 35, 5)
        for first in (31, 41, 51):
            self._update(book, first, first + 9)
        for trade_id in range(101, 121):
            if trade_id != 107:
                self._trade(trade_id)
        for n in range(5, 60, 5):
            row = self.add("bbo", time_of(n), bid_price=100.0, bid_qty=float(n), ask_price=101.0, ask_qty=2.0,
                           update_id=n)
            row["timestamp_is_local"] = True
        for n in (20, 40, 60):
            self.add("tickers", time_of(n), channel=0, last_price=100.5, open_24h=99.0, high_24h=102.0, low_24h=98.0,
                     volume_base_24h=float(n), volume_quote_24h=5000.0, bid_price=100.0, bid_qty=1.0,
                     ask_price=101.0, ask_qty=2.0)
        self.gap("orderbook_l2", "start", None, 0, (None, START))
        self.gap("orderbook_l2", "server_drop", 21, 30, (time_of(20), time_of(40)))
        self.gap("trades", "server_drop", 107, 107, (time_of(6), time_of(8)))
        self.gap("orderbook_l2", "stop", 61, None, (time_of(60), None))

    def _trade(self, trade_id):
        time, side, price, qty = self.trade(trade_id)
        self.add("trades", time, side=side, price=price, qty=qty, trade_id=str(trade_id), trade_seq=trade_id,
                 trade_count=1, kind=0)
