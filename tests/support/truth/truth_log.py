"""Reads what the simulator wrote (src/mdc/sim/truth.hpp says what each file means)."""

import bisect
import collections
import os

import pyarrow.csv

from numbering import Numbering

BID, ASK = 1, -1
NEVER_RECEIVED = ("dropped", "stalled", "corrupted")

Change = collections.namedtuple("Change", "update_id time side price qty")
Trade = collections.namedtuple("Trade", "time side price qty")
Aggregate = collections.namedtuple("Aggregate", "id first_trade_id last_trade_id time side price qty")
Top = collections.namedtuple("Top", "time values")
Delivery = collections.namedtuple(
    "Delivery", "conn stream feed ticker outcome from_time to_time first_id last_id frames")


def rows_of(directory, name):
    """The rows of a CSV file as dicts; none when there is no such file."""
    path = os.path.join(directory, name)
    if not os.path.exists(path):
        return []
    # Small files: threads cost more than they bring, above all on a machine that is busy.
    return pyarrow.csv.read_csv(path, pyarrow.csv.ReadOptions(use_threads=False)).to_pylist()


class BookTruth:
    """The exchange's book of one ticker at any id; cheap when asked in rising order."""

    def __init__(self):
        self.picture = {}
        self.picture_id = None
        self.changes = []
        self._ids = None
        self._book = None

    def best_of_picture(self):
        """(bid price, its quantity, ask price, its quantity) before anything changed; None: an empty side."""
        bid = max((price for side, price in self.picture if side == BID), default=None)
        ask = min((price for side, price in self.picture if side == ASK), default=None)
        return bid, self.picture.get((BID, bid)), ask, self.picture.get((ASK, ask))

    def _rewind(self):
        self._book, self._next, self._at = dict(self.picture), 0, self.picture_id
        # Of each side the prices times -side, so that the best comes first.
        self._sorted = {side: sorted(-side * key[1] for key in self._book if key[0] == side)
                        for side in (BID, ASK)}

    def _apply(self, change):
        key, prices, place = (change.side, change.price), self._sorted[change.side], -change.side * change.price
        was_there = key in self._book
        apply_change(self._book, change)
        if was_there and change.qty == 0:
            del prices[bisect.bisect_left(prices, place)]
        elif not was_there and change.qty != 0:
            bisect.insort(prices, place)

    def at(self, update_id):
        """{(side, price): qty} after `update_id`. Do not change it."""
        if self._book is None or update_id < self._at:
            self._rewind()
        while self._next < len(self.changes) and self.changes[self._next].update_id <= update_id:
            self._apply(self.changes[self._next])
            self._next += 1
        self._at = update_id
        return self._book

    def between(self, first_id, last_id):
        """The changes with these ids, inclusive."""
        if self._ids is None:
            self._ids = [change.update_id for change in self.changes]
        return self.changes[bisect.bisect_left(self._ids, first_id):bisect.bisect_right(self._ids, last_id)]

    def top(self, update_id, bids, asks):
        """A copy of the best levels of both sides."""
        book = self.at(update_id)
        keys = [(side, -side * place) for side, count in ((BID, bids), (ASK, asks))
                for place in self._sorted[side][:count]]
        return {key: book[key] for key in keys}


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
        self.aggregates = collections.defaultdict(dict)
        self.bbo = collections.defaultdict(dict)
        self.tickers = collections.defaultdict(dict)
        self.marks = collections.defaultdict(dict)  # of derivatives only
        self.snapshots = collections.defaultdict(list)
        self.book_ids = collections.defaultdict(dict)
        self.connections = rows_of(directory, "connections.csv")
        self.deliveries = [Delivery(**row) for row in rows_of(directory, "deliveries.csv")]
        self.numberings = self._read_numberings(directory)
        self._read_book(directory)
        self._read_events(directory)
        listed = (row["ticker"] for row in rows_of(directory, "instruments.csv"))
        self.instruments = set(listed).union(self.books, self.trades, self.bbo, self.tickers)

    def _read_book(self, directory):
        for row in rows_of(directory, "orderbook_l2.csv"):
            book = self.books[row["ticker"]]
            if row["kind"] == "P":
                book.picture[(row["side"], row["price"])] = row["qty"]
                book.picture_id = row["update_id"]
            else:
                book.changes.append(
                    Change(row["update_id"], row["time"], row["side"], row["price"], row["qty"]))
        for row in rows_of(directory, "snapshots.csv"):
            self.snapshots[(row["ticker"], row["update_id"])].append(row)
        for row in rows_of(directory, "book_ids.csv"):
            self.book_ids[row["stream"]][row["id"]] = row["update_id"]

    def _read_numberings(self, directory):
        begins, ids = collections.defaultdict(list), collections.defaultdict(list)
        for row in rows_of(directory, "numberings.csv"):
            begins[row["stream"]].append((row["id"], row["number"]))
        for one in self.deliveries if begins else ():
            ids[one.stream] += [one.first_id, one.last_id]
        return {stream: Numbering(found, (min(ids[stream]), max(ids[stream])))
                for stream, found in begins.items() if stream in ids}

    def _read_events(self, directory):
        for row in rows_of(directory, "trades.csv"):
            self.trades[row["ticker"]][row["trade_id"]] = Trade(
                row["time"], row["side"], row["price"], row["qty"])
        for row in rows_of(directory, "aggregates.csv"):
            ticker, number = row.pop("ticker"), row.pop("aggregate_id")
            self.aggregates[ticker][number] = Aggregate(number, **row)
        for row in rows_of(directory, "bbo.csv"):
            self.bbo[row["ticker"]][row["update_id"]] = Top(row["time"], tuple(
                row[name] for name in ("bid_price", "bid_qty", "ask_price", "ask_qty")))
        for name, events in (("tickers.csv", self.tickers), ("marks.csv", self.marks)):
            for row in rows_of(directory, name):
                events[row["ticker"]][row["time"]] = row

    def numbering_of(self, stream):
        return self.numberings.get(stream, Numbering())

    def update_of(self, stream, number):
        """The update id at which message `number` of a stream stands; the number itself where messages
        are not numbered, None where none has it."""
        return self.book_ids[stream].get(number) if stream in self.book_ids else number

    def skews(self):
        """By how much the clock of each variant that pushes is ahead."""
        return [variant * int(self.meta["event_skew_us"]) for variant in range(int(self.meta["variants"]))]

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
