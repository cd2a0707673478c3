"""Compares `trades` with the trades of the truth, or with what a venue makes of them."""

import bisect
import collections
import math

import id_ranges
from venues import BINANCE_FUTURES, BINANCE_SPOT, BYBIT, DERIBIT, OKX

UUID_LENGTH, UUID_DIGITS = 36, 12

# The ids that a row covers and what its columns must be; None: there never was such a trade.
Claim = collections.namedtuple("Claim", "first last wanted")


def wanted_of(trade, number, count=1):
    return {"time": trade.time, "side": trade.side, "price": trade.price, "qty": trade.qty,
            "trade_seq": number, "trade_count": count}


def number_of(row):
    """The number in a trade_id: all of it, or the end of a UUID; None: it has none."""
    text = row["trade_id"]
    digits = text[-UUID_DIGITS:] if len(text) == UUID_LENGTH else text
    return int(digits) if digits.isdecimal() else None


class TradeCheck:
    """One ticker. Ids are those of trades, where rows are aggregates (Binance USD-M) those of these."""

    def __init__(self, ticker, context, ledger):
        self.ticker = ticker
        self.context = context
        self.ledger = ledger
        self.code = context.venue.code
        self.is_dense = "trades" in context.venue.dense_feeds
        self.trades = context.truth.trades[ticker]
        self.aggregates = context.truth.aggregates[ticker]
        self.in_order = sorted(self.aggregates.values(), key=lambda one: one.last_trade_id)
        self.last_ids = [one.last_trade_id for one in self.in_order]

    def note(self, text):
        self.context.note(f"trades {self.ticker}: {text}")

    def run(self, rows, streams):
        seen, last = set(), None
        for row in rows:
            claim = self.claim(row)
            if claim is None:
                self.note(f"'{row['trade_id']}' is no id of this venue")
                continue
            self.check(row, claim)
            ids = range(claim.first, claim.last + 1)
            if not seen.isdisjoint(ids):
                self.note(f"{claim.last} is there twice")
            elif self.is_dense and last is not None and claim.first < last:
                self.note(f"{claim.last} after {last}")
            seen.update(ids)
            last = claim.last
        self.context.counts["trades"] += len(rows)
        present = id_ranges.merged((one, one) for one in seen)
        for stream in streams:
            self.check_complete(stream, present)

    # What a row says it is.

    def claim(self, row):
        number = number_of(row) if row["trade_seq"] is None else row["trade_seq"]
        if number is None:
            return None
        if self.code in BINANCE_FUTURES and row["trade_seq"] is not None:
            return self.aggregate(number)
        if self.code == OKX:
            return self.part(row, number)
        trade = self.trades.get(number)
        if trade is None:
            return Claim(number, number, None)
        return Claim(number, number, wanted_of(trade, row["trade_seq"] if self.is_unnumbered() else number))

    def is_unnumbered(self):
        """Whether trade_seq may be null: the venue has no dense number, or the channel none."""
        return self.code in BYBIT or self.code in BINANCE_FUTURES

    def aggregate(self, number):
        one = self.aggregates.get(number)
        if one is None:
            return Claim(number, number, None)
        return Claim(number, number, wanted_of(one, number, one.last_trade_id - one.first_trade_id + 1))

    def part(self, row, last):
        """OKX: the last trade_count trades up to this one, all of one taker order at one price."""
        first = last - row["trade_count"] + 1
        index = bisect.bisect_left(self.last_ids, last)
        one = self.in_order[index] if index < len(self.in_order) else None
        if first > last or one is None or one.first_trade_id > first:
            return Claim(min(first, last), last, None)
        qty = math.fsum(self.trades[trade_id].qty for trade_id in range(first, last + 1))
        if math.isclose(qty, row["qty"], rel_tol=1e-12):  # a sum of decimals that are not exact
            qty = row["qty"]
        return Claim(first, last, wanted_of(one._replace(qty=qty), last, last - first + 1))

    # Whether that is so.

    def check(self, row, claim):
        if claim.wanted is None:
            self.note(f"{claim.last} never was")
            return
        time = claim.wanted.pop("time")
        wanted = {**claim.wanted, "timestamp": self.context.venue.shown(time), "kind": 0, "timestamp_is_local": False}
        if self.code in BYBIT:
            wanted["trade_seq"] = None
        elif self.code != DERIBIT:  # whose texts are of their own
            wanted["trade_id"] = str(claim.last)
        wrong = [column for column, value in wanted.items() if row[column] != value]
        if wrong:
            self.note(f"{claim.last} differs in {', '.join(wrong)}: "
                      f"{[row[column] for column in wrong]}, but was {[wanted[column] for column in wrong]}")
        is_spot = self.code == BINANCE_SPOT
        pushes = [time + skew for skew in self.context.truth.skews()]
        if row["push_timestamp"] not in pushes if is_spot else not self.context.venue.may_be_push(row):
            self.note(f"{claim.last} has push_timestamp {row['push_timestamp']}")

    def check_complete(self, stream, present):
        coverage = stream.coverage
        if stream.is_shared:
            return self.check_shared(stream, present)
        if not self.is_dense:
            return self.report_absent(id_ranges.without(coverage.required, present))
        recorded = self.ledger.lost_ids("trades", self.ticker, stream)
        self.report_absent(id_ranges.without(coverage.required, present + recorded))
        # What came late before anything else did is before the start.
        before = self.ledger.before_start("trades", self.ticker, stream)
        neither = id_ranges.without(coverage.optional, present + recorded + before)
        end = present[-1][1] if present else 0
        self.report_absent([pair for pair in neither if pair[0] < end])
        both = id_ranges.without(present, id_ranges.without(present, recorded))
        if both:
            self.note(f"{id_ranges.text(both)} are there and in gaps")
        return None

    def check_shared(self, stream, present):
        """The ids of several tickers stand there mixed: but without a loss there is no hole."""
        is_lit = len(self.context.truth.subscriptions(stream.name)) == 1
        if present and is_lit and stream.coverage.is_whole:
            self.report_absent(id_ranges.without([(present[0][0], present[-1][1])], present))

    def report_absent(self, ranges):
        if ranges:
            self.note(f"{id_ranges.text(ranges)} were delivered, but are not there")
