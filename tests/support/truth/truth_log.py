"""Reads what the simulator wrote (src/mdc/sim/truth.hpp says what each file means)."""

import bisect
import collections
import os

import pyarrow.csv

BID, ASK = 1, -1
DENSE_FEEDS = ("orderbook_l2", "trades")
NEVER_RECEIVED = ("dropped", "stalled", "corrupted")

Change = collections.namedtuple("Change", "update_id time side price qty")
Trade = collections.namedtuple("Trade", "time side price qty")
Delivery = collections.namedtuple(
    "Delivery", "conn stream feed ticker outcome from_time to_time first_id last_id frames")


def rows_of(directory, name):
    """The rows of a CSV file as dicts; none when there is no such file."""
    path = os.path.join(directory, name)
    if not os.path.exists(path):
        return []
    return pyarrow.csv.read_csv(path).to_pylist()


class BookTruth:
    """The exchange's book of one ticker at any id; cheap when asked in rising order."""

    def __init__(self):
        self.picture = {}
        self.picture_id = None
        self.changes = []
        self._ids = None
        self._rewind()

    def _rewind(self):
        self._book = None
        self._next = 0

    def at(self, update_id):
        """{(side, price): qty} after `update_id`. Do not change it."""
        if self._book is None or update_id < self._at:
            self._book, self._next, self._at = dict(self.picture), 0, self.picture_id
        while self._next < len(self.changes) and self.changes[self._next].update_id <= update_id:
            apply_change(self._book, self.changes[self._next])
            self._next += 1
        self._at = update_id
        return self._book

    def between(self, first_id, last_id):
        """The changes with these ids, inclusive."""
        if self._ids is None:
            self._ids = [change.update_id for change in self.changes]
        return self.changes[bisect.bisect_left(self._ids, first_id):bisect.bisect_right(self._ids, last_id)]

    def top(self, update_id, bids, asks):
        """The best levels of both sides, as a REST snapshot shows them."""
        book = self.at(update_id)
        best_bids = sorted((key for key in book if key[0] == BID), key=lambda key: -key[1])[:bids]
        best_asks = sorted((key for key in book if key[0] == ASK), key=lambda key: key[1])[:asks]
        return {key: book[key] for key in best_bids + best_asks}


def apply_change(book, change):
    if change.qty == 0:
        book.pop((change.side, change.price), None)
    else:
        book[(change.side, change.price)] = change.qty


class TruthLog:
    def __init__(self, directory):
        self.meta = {row["key"]: row["value"] for row in rows_of(directory, "meta.csv")}
        self.books = collections.defaultdict(BookTruth)
        self.trades = collections.defaultdict(dict)
        self.bbo = collections.defaultdict(dict)
        self.tickers = collections.defaultdict(dict)
        self.snapshots = collections.defaultdict(list)
        self.connections = rows_of(directory, "connections.csv")
        self.deliveries = [Delivery(**row) for row in rows_of(directory, "deliveries.csv")]
        self._read_events(directory)

    def _read_events(self, directory):
        for row in rows_of(directory, "orderbook_l2.csv"):
            book = self.books[row["ticker"]]
            if row["kind"] == "P":
                book.picture[(row["side"], row["price"])] = row["qty"]
                book.picture_id = row["update_id"]
            else:
                book.changes.append(
                    Change(row["update_id"], row["time"], row["side"], row["price"], row["qty"]))
        for row in rows_of(directory, "trades.csv"):
            self.trades[row["ticker"]][row["trade_id"]] = Trade(
                row["time"], row["side"], row["price"], row["qty"])
        for row in rows_of(directory, "bbo.csv"):
            self.bbo[row["ticker"]][row["update_id"]] = tuple(
                row[name] for name in ("bid_price", "bid_qty", "ask_price", "ask_qty"))
        for row in rows_of(directory, "tickers.csv"):
            ticker = row.pop("ticker")
            self.tickers[ticker][row["time"]] = row
        for row in rows_of(directory, "snapshots.csv"):
            self.snapshots[(row["ticker"], row["update_id"])].append(row)

    def push_times(self, time):
        """What `push_timestamp` may be for an event of `time`: each variant's clock differs."""
        skew = int(self.meta["event_skew_us"])
        return [time + variant * skew for variant in range(int(self.meta["variants"]))]

    def client_closes(self):
        """{connection: time} of those that the client ended: what was in flight then is anybody's guess."""
        return {row["conn"]: row["time"] for row in self.connections
                if row["event"] == "close" and str(row["detail"]).startswith("client")}

    def subscriptions(self, stream):
        """[from, to] times in which some connection carried the stream, merged and sorted."""
        began, spans = {}, []
        for row in self.connections:
            conn, event = row["conn"], row["event"]
            if event == "subscribe" and row["detail"] == stream:
                began.setdefault(conn, row["time"])
            ends = event in ("close", "server_close", "fault") or (
                event == "unsubscribe" and row["detail"] == stream)
            if ends and row["detail"] != "shutdown" and conn in began:
                spans.append([began.pop(conn), row["time"]])
        spans.extend([time, float("inf")] for time in began.values())
        merged = []
        for span in sorted(spans):
            if merged and span[0] <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], span[1])
            else:
                merged.append(span)
        return merged
