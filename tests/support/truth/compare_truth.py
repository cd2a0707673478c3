#!/usr/bin/env python3
"""Compares a recording with the simulator's truth.

    compare_truth.py TRUTH_DIR TABLES_DIR [--strict]

Chained feeds (orderbook_l2, trades): the book replayed from the rows equals the exchange's at every id
they reach; every trade is there once, as it was; `gaps` lists exactly the ids that no connection
delivered. Unchained feeds (bbo, tickers): only true rows, none twice, no older bbo after a newer one;
complete where nothing was lost. --strict: without faults and with one connection, row for row.

What a connection had in flight when the client closed it, and what came out of order, may be there
or in `gaps`, but not neither. Exit 0: equal; 1: not, the findings are printed; 2: wrong arguments.
"""

import argparse
import collections
import sys

import id_ranges
import tables
from book_check import BookCheck
from truth_log import DENSE_FEEDS, NEVER_RECEIVED, TruthLog

FINDINGS_SHOWN = 10
IN_FLIGHT_US = 500_000   # before a close by the client
NOTICED_US = 2_000_000   # how far a hole's receive times may be from the connection's
NO_LOSS = ("start", "stop")
TICKER_COLUMNS = {
    "last": "last_price", "open": "open_24h", "high": "high_24h", "low": "low_24h",
    "volume_base": "volume_base_24h", "volume_quote": "volume_quote_24h", "bid_price": "bid_price",
    "bid_qty": "bid_qty", "ask_price": "ask_price", "ask_qty": "ask_qty"}


class Coverage:
    """What the connections delivered of one stream's ids."""

    def __init__(self, deliveries, client_closes):
        self.required, self.optional = [], []
        self.is_whole = True  # nothing was lost, late or uncertain on any connection
        self.conns = {one.conn for one in deliveries}
        for one in deliveries:
            ids = (one.first_id, one.last_id)
            close = client_closes.get(one.conn)
            if one.outcome in ("late", "unsent"):
                self.optional.append(ids)
            elif one.outcome == "sent":
                in_flight = close is not None and one.to_time > close - IN_FLIGHT_US
                (self.optional if in_flight else self.required).append(ids)
            if one.outcome in NEVER_RECEIVED + ("late", "unsent"):
                self.is_whole = False
        self.required = id_ranges.merged(self.required)
        self.optional = id_ranges.without(self.optional, self.required)
        self.delivered = id_ranges.merged(self.required + self.optional)

    def missing(self):
        """Dense ids between the first and the last delivered that no connection delivered."""
        if not self.delivered:
            return []
        bounds = (self.delivered[0][0], self.delivered[-1][1])
        return id_ranges.without([bounds], self.delivered)

    def is_one_leg(self, deliveries):
        """Whether no two connections carried the stream at the same time."""
        spans = sorted({(one.conn, one.from_time, one.to_time) for one in deliveries}, key=lambda span: span[1])
        return all(a[0] == b[0] or a[2] <= b[1] for a, b in zip(spans, spans[1:]))


class Comparison:
    def __init__(self, truth, directory, is_strict):
        self.truth = truth
        self.is_strict = is_strict
        self.findings = []
        self.counts = collections.Counter()
        self.rows = {table: tables.read(directory, table)
                     for table in ("orderbook_l2", "trades", "bbo", "tickers", "gaps")}
        self.streams = collections.defaultdict(list)
        for one in truth.deliveries:
            if one.feed != "other":
                self.streams[(one.feed, one.ticker, one.stream)].append(one)

    def note(self, text):
        self.findings.append(text)

    def run(self):
        closes = self.truth.client_closes()
        checks = {"orderbook_l2": self.check_book, "trades": self.check_trades, "bbo": self.check_bbo,
                  "tickers": self.check_tickers}
        for (feed, ticker, stream), deliveries in sorted(self.streams.items()):
            coverage = Coverage(deliveries, closes)
            checks[feed](ticker, coverage, deliveries)
            if feed in DENSE_FEEDS:
                self.check_dense_gaps(feed, ticker, coverage)
            else:
                self.check_gaps_by_time(feed, ticker, stream, coverage)
        self.check_nobody_else()
        self.check_seq_ids()

    def gap_rows(self, feed, ticker):
        return [row for row in self.rows["gaps"].get(ticker, []) if row["feed"] == feed]

    def losses(self, feed, ticker):
        return [row for row in self.gap_rows(feed, ticker) if row["cause"] not in NO_LOSS]

    def recorded_gaps(self, feed, ticker):
        """Ranges of the ledger that claim a loss; an open end reaches as far as ids do."""
        return id_ranges.merged(
            (row["from_update_id"], row["to_update_id"] if row["to_update_id"] is not None else row["from_update_id"])
            for row in self.losses(feed, ticker) if row["from_update_id"] is not None)

    def before_start(self, feed, ticker):
        """Ids before the coverage begins: of a book, what came before its first snapshot is no loss."""
        ends = [row["to_update_id"] for row in self.gap_rows(feed, ticker)
                if row["cause"] == "start" and row["to_update_id"] is not None]
        return [(0, min(ends))] if ends else []

    def check_dense_gaps(self, feed, ticker, coverage):
        missing = coverage.missing()
        if not coverage.delivered:
            return
        bounds = [(coverage.delivered[0][0], coverage.delivered[-1][1])]
        recorded = self.recorded_gaps(feed, ticker)
        inside = id_ranges.without(bounds, id_ranges.without(bounds, recorded))
        silent = id_ranges.without(missing, recorded + self.before_start(feed, ticker))
        wrong = id_ranges.without(inside, missing + coverage.optional)
        if silent:
            self.note(f"gaps {ticker} {feed}: nobody delivered {id_ranges.text(silent)}, but no row says so")
        if wrong:
            self.note(f"gaps {ticker} {feed}: {id_ranges.text(wrong)} stand there, but were delivered")
        if self.is_strict and self.losses(feed, ticker):
            self.note(f"gaps {ticker} {feed}: losses in a run without faults")
        self.counts["missing ranges"] += len(missing)

    def check_gaps_by_time(self, feed, ticker, stream, coverage):
        spans = self.truth.subscriptions(stream)
        dark = [(a[1], b[0]) for a, b in zip(spans, spans[1:])]
        rows = [(row["from_timestamp"] or 0, row["to_timestamp"] or float("inf"), row)
                for row in self.losses(feed, ticker)]
        for begin, end in dark:
            if not any(first < end + NOTICED_US and last > begin - NOTICED_US for first, last, _ in rows):
                self.note(f"gaps {ticker} {feed}: no connection from {begin} to {end}, but no row says so")
        lost = [(one.from_time, one.to_time) for one in self.streams[(feed, ticker, stream)]
                if one.outcome in NEVER_RECEIVED]
        for first, last, row in rows:
            if not any(first < end + NOTICED_US and last > begin - NOTICED_US for begin, end in dark + lost):
                self.note(f"gaps {ticker} {feed}: a row of cause {row['cause']} from {first} to {last}, but a "
                          "connection was there")
        self.counts["dark intervals"] += len(dark)

    def check_book(self, ticker, coverage, _):
        rows = self.rows["orderbook_l2"].get(ticker, [])
        check = BookCheck(ticker, self.truth, self.is_strict, self.note)
        check.run(rows)
        self.counts["book rows"] += len(rows)
        self.counts["books compared"] += check.books_compared
        end = coverage.required[-1][1] if coverage.required else None
        is_open = any(row["to_timestamp"] is None for row in self.losses("orderbook_l2", ticker))
        if end is not None and not is_open and (check.id is None or check.id < end):
            self.note(f"orderbook_l2 {ticker}: the rows end at {check.id}, but {end} was delivered")
        gaps = self.gap_rows("orderbook_l2", ticker)
        for row in check.clears:
            at = row["rcv_timestamp"]
            if not any((gap["from_timestamp"] or 0) - NOTICED_US <= at and
                       at <= (gap["to_timestamp"] or float("inf")) + NOTICED_US for gap in gaps):
                self.note(f"orderbook_l2 {ticker}: seq_id {row['seq_id']} forgets the book, but no gap says why")

    def check_trades(self, ticker, coverage, _):
        rows = self.rows["trades"].get(ticker, [])
        known, seen, last = self.truth.trades[ticker], set(), None
        for row in rows:
            trade_id = int(row["trade_id"])
            self.check_trade(ticker, row, trade_id, known.get(trade_id))
            if trade_id in seen:
                self.note(f"trades {ticker}: {trade_id} is there twice")
            elif last is not None and trade_id < last:
                self.note(f"trades {ticker}: {trade_id} after {last}")
            seen.add(trade_id)
            last = trade_id
        self.counts["trades"] += len(rows)
        present = id_ranges.merged((one, one) for one in seen)
        recorded = self.recorded_gaps("trades", ticker)
        self.report_absent("trades", ticker, id_ranges.without(coverage.required, present + recorded))
        neither = id_ranges.without(coverage.optional, present + recorded)
        end = max(seen, default=0)
        self.report_absent("trades", ticker, [pair for pair in neither if pair[0] < end])
        both = id_ranges.without(present, id_ranges.without(present, recorded))
        if both:
            self.note(f"trades {ticker}: {id_ranges.text(both)} are there and in gaps")

    def check_trade(self, ticker, row, trade_id, trade):
        if trade is None:
            self.note(f"trades {ticker}: {trade_id} never was")
            return
        got = (row["timestamp"], row["side"], row["price"], row["qty"])
        rest = (row["trade_seq"], row["trade_count"], row["kind"], row["timestamp_is_local"])
        if got != tuple(trade) or rest != (trade_id, 1, 0, False):
            self.note(f"trades {ticker}: {trade_id} is {got} {rest}, but was {tuple(trade)}")
        if row["push_timestamp"] not in self.truth.push_times(trade.time):
            self.note(f"trades {ticker}: {trade_id} has push_timestamp {row['push_timestamp']}")

    def report_absent(self, table, ticker, ranges):
        if ranges:
            self.note(f"{table} {ticker}: {id_ranges.text(ranges)} were delivered, but are not there")

    def check_complete(self, table, ticker, coverage, deliveries, known, seen):
        """Unchained: all that was delivered is there, where one leg or none lost anything."""
        if not coverage.is_whole and not coverage.is_one_leg(deliveries):
            return
        lost = [one for one in known if one not in seen and id_ranges.contains(coverage.required, one)]
        if lost:
            self.note(f"{table} {ticker}: {len(lost)} were delivered, but are not there, for instance {lost[0]}")

    def check_bbo(self, ticker, coverage, deliveries):
        rows = self.rows["bbo"].get(ticker, [])
        known, last = self.truth.bbo[ticker], None
        for row in rows:
            update_id = row["update_id"]
            got = tuple(row[name] for name in ("bid_price", "bid_qty", "ask_price", "ask_qty"))
            if known.get(update_id) != got:
                self.note(f"bbo {ticker}: {update_id} is {got}, but was {known.get(update_id)}")
            if last is not None and update_id <= last:
                self.note(f"bbo {ticker}: {update_id} after {last}")
            if not row["timestamp_is_local"] or row["timestamp"] != row["rcv_timestamp"]:
                self.note(f"bbo {ticker}: {update_id} has a time that the exchange did not send")
            last = update_id
        self.counts["bbo"] += len(rows)
        self.check_complete("bbo", ticker, coverage, deliveries, known, {row["update_id"] for row in rows})

    def check_tickers(self, ticker, coverage, deliveries):
        rows = self.rows["tickers"].get(ticker, [])
        known, seen = self.truth.tickers[ticker], set()
        by_push = {push: time for time in known for push in self.truth.push_times(time)}
        for row in rows:
            time = by_push.get(row["push_timestamp"])
            if time is None:
                self.note(f"tickers {ticker}: the exchange pushed none at {row['push_timestamp']}")
                continue
            if time in seen:
                self.note(f"tickers {ticker}: {time} is there twice")
            seen.add(time)
            wrong = [name for name, column in TICKER_COLUMNS.items() if row[column] != known[time][name]]
            if wrong:
                self.note(f"tickers {ticker}: {time} differs in {', '.join(wrong)}")
        self.counts["tickers"] += len(rows)
        self.check_complete("tickers", ticker, coverage, deliveries, known, seen)

    def check_nobody_else(self):
        """No rows of a feed that was never delivered."""
        for table in ("orderbook_l2", "trades", "bbo", "tickers"):
            for ticker in self.rows[table]:
                if not any(key[:2] == (table, ticker) for key in self.streams):
                    self.note(f"{table} {ticker}: rows of a stream that was never delivered")

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
    parser.add_argument("--strict", action="store_true", help="no faults, one connection: row for row")
    options = parser.parse_args(arguments)
    truth = TruthLog(options.truth)
    comparison = Comparison(truth, options.tables, options.strict)
    comparison.run()
    if not comparison.streams:
        comparison.note("the simulator delivered nothing")
    report(comparison)
    return 1 if comparison.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
