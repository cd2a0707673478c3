#!/usr/bin/env python3
"""Compares a recording of one market with the simulator's truth.

    compare_truth.py TRUTH_DIR TABLES_DIR [--exchange CODE] [--strict]

Chained feeds (orderbook_l2, dense trades): the book replayed from the rows equals the exchange's at
every id they reach; every trade is there once, as it was; `gaps` lists exactly the ids that no
connection delivered. Unchained feeds (bbo, tickers, trades without dense numbers): only true rows, none
twice, no older bbo after a newer one; complete where nothing was lost. --strict: without faults and
with one connection, row for row.

What a connection had in flight when the client closed it, and what came out of order, may be there
or in `gaps`, but not neither. Exit 0: equal; 1: not, the findings are printed; 2: wrong arguments.
"""

import argparse
import collections
import sys

import numbering
import tables
from bbo_check import BboCheck
from book_check import BookCheck
from book_views import ChannelBook, RestBook
from gap_check import NOTICED_US, GapCheck, Ledger
from streams import Streams, teller_of
from ticker_check import TickerCheck
from trade_check import TradeCheck
from truth_log import TruthLog
from venues import BINANCE_SPOT, Venue

FINDINGS_SHOWN = 10
FEEDS = ("orderbook_l2", "trades", "bbo", "tickers")


class Comparison:
    """Also what each check is made within: truth, venue, note() and counts."""

    def __init__(self, truth, directory, is_strict, exchange=None):
        self.truth = truth
        self.is_strict = is_strict
        self.findings = []
        self.counts = collections.Counter()
        self.rows = {table: tables.read(directory, table, exchange) for table in (*FEEDS, "gaps")}
        self.instruments = tables.read(directory, "instruments", exchange)
        codes = {row["exchange"] for by_ticker in self.rows.values() for rows in by_ticker.values() for row in rows}
        if len(codes) > 1:
            self.note(f"rows of several exchanges ({sorted(codes)}), but the truth is of one")
        self.venue = Venue(min(codes, default=BINANCE_SPOT))
        self.streams = Streams(truth, self.recorded)
        self.ledger = Ledger(self.rows["gaps"], self.streams)
        self.read_in_ids()

    def note(self, text):
        self.findings.append(text)

    def read_in_ids(self):
        """Where a stream began its numbering anew, its rows are read as the truth counts."""
        for (feed, ticker), streams in self.streams.by_table.items():
            for stream in streams:
                rows = self.rows[feed].get(ticker, []) + self.ledger.rows(feed, ticker, stream)
                for text in numbering.read_in_ids(rows, self.truth.numbering_of(stream.name)):
                    self.note(f"{feed} {ticker}: {text}")

    def recorded(self, feed):
        """The tickers that the recording has of a feed, with rows or with nothing but its ledger's."""
        in_ledger = {ticker for ticker, rows in self.rows["gaps"].items() if any(row["feed"] == feed for row in rows)}
        return sorted(in_ledger.union(self.rows[feed]))

    def run(self):
        checks = {"orderbook_l2": self.check_book, "trades": self.check_trades, "bbo": self.check_bbo,
                  "tickers": self.check_tickers}
        gaps = GapCheck(self, self.ledger)
        for (feed, ticker), streams in sorted(self.streams.by_table.items()):
            if ticker not in self.truth.instruments and teller_of(self.truth, ticker) is None:
                self.note(f"{feed} {ticker}: {streams[0].name} was delivered, but nothing is recorded of it")
                continue
            checks[feed](ticker, self.rows[feed].get(ticker, []), streams)
            gaps.run(feed, ticker, streams)
        if not self.streams.by_table:
            self.note("the simulator delivered nothing")
        self.check_nobody_else()
        self.check_seq_ids()

    def book_view(self, ticker, streams):
        if self.venue.has_rest_books:
            return RestBook(ticker, self.truth)
        depths = [row["known_depth"] for row in self.instruments.get(ticker, []) if row["known_depth"] is not None]
        if not self.venue.shows_window:
            return ChannelBook(ticker, self.truth, streams, None)
        if not depths:
            self.note(f"instruments {ticker}: no known_depth, but the channel shows a part of the book only")
        return ChannelBook(ticker, self.truth, streams, depths[-1] if depths else None)

    def check_book(self, ticker, rows, streams):
        check = BookCheck(ticker, self.book_view(ticker, streams), self)
        check.run(rows)
        self.counts["book rows"] += len(rows)
        self.counts["books compared"] += check.books_compared
        is_open = any(row["to_timestamp"] is None for row in self.ledger.losses("orderbook_l2", ticker))
        for stream in streams:
            required = stream.coverage.required
            if required and not is_open and not check.reaches(required[-1][1]):
                self.note(f"orderbook_l2 {ticker}: the rows end at {check.id}, but {required[-1][1]} was delivered")
        gaps = self.ledger.rows("orderbook_l2", ticker)
        for row in check.clears:
            at = row["rcv_timestamp"]
            if not any((gap["from_timestamp"] or 0) - NOTICED_US <= at and
                       at <= (gap["to_timestamp"] or float("inf")) + NOTICED_US for gap in gaps):
                self.note(f"orderbook_l2 {ticker}: seq_id {row['seq_id']} forgets the book, but no gap says why")

    def check_trades(self, ticker, rows, streams):
        TradeCheck(ticker, self, self.ledger).run(rows, streams)

    def check_bbo(self, ticker, rows, streams):
        BboCheck(ticker, self).run(rows, streams)

    def check_tickers(self, ticker, rows, streams):
        TickerCheck(ticker, self).run(rows, streams)

    def check_nobody_else(self):
        """No rows of a feed that was never delivered."""
        for feed in FEEDS:
            for ticker in self.rows[feed]:
                if not self.streams.of(feed, ticker):
                    self.note(f"{feed} {ticker}: rows of a stream that was never delivered")

    def check_seq_ids(self):
        seen = set()
        for table, by_ticker in self.rows.items():
            for rows in by_ticker.values():
                for row in rows:
                    if row["seq_id"] in seen:
                        self.note(f"{table}: seq_id {row['seq_id']} is there twice")
                    seen.add(row["seq_id"])


def report(comparison):
    for what, count in comparison.counts.items():
        print(f"  {what:<18} {count:>10}")
    for text in comparison.findings[:FINDINGS_SHOWN]:
        print(f"  DIFFERS: {text}")
    if len(comparison.findings) > FINDINGS_SHOWN:
        print(f"  and {len(comparison.findings) - FINDINGS_SHOWN} more findings")
    print("not equal to truth" if comparison.findings else "equal to truth")


def main(arguments):
    parser = argparse.ArgumentParser(description="Compares a recording with the simulator's truth.")
    parser.add_argument("truth")
    parser.add_argument("tables")
    parser.add_argument("--exchange", type=int, help="the rows of this exchange code; else all are of one")
    parser.add_argument("--strict", action="store_true", help="no faults, one connection: row for row")
    options = parser.parse_args(arguments)
    comparison = Comparison(TruthLog(options.truth), options.tables, options.strict,
                            options.exchange)
    comparison.run()
    report(comparison)
    return 1 if comparison.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
