"""Compares `bbo` with every top of the book that the truth has."""

import collections

from truth_log import Top
from venues import BINANCE_SPOT, DERIBIT

VALUES = ("bid_price", "bid_qty", "ask_price", "ask_qty")


class BboCheck:
    """One ticker. Deribit's quotes have no id: their time and values say which one it is."""

    def __init__(self, ticker, context):
        self.ticker = ticker
        self.context = context
        self.venue = context.venue
        self.known = context.truth.bbo[ticker]
        self.first = min(self.known, default=None)
        self.opening = Top(None, context.truth.books[ticker].best_of_picture())

    def top_at(self, place):
        """Before the first change of the best price it is the opening's, whose time nobody told."""
        is_opening = place is not None and (self.first is None or place < self.first)
        return self.opening if is_opening else self.known.get(place)

    def note(self, text):
        self.context.note(f"bbo {self.ticker}: {text}")

    def run(self, rows, streams):
        seen = self.check_quotes(rows) if self.venue.code == DERIBIT else self.check_rows(rows, streams)
        self.context.counts["bbo"] += len(rows)
        for stream in streams:
            known = self.context.truth.book_ids.get(stream.name, self.known)
            lost = stream.coverage.absent(sorted(known), seen)
            if lost:
                self.note(f"{len(lost)} were delivered, but are not there, for instance {lost[0]}")

    def check_rows(self, rows, streams):
        """Returns the ids that are there."""
        seen, last = set(), None
        for row in rows:
            number = row["update_id"]
            got = tuple(row[name] for name in VALUES)
            places = sorted({self.context.truth.update_of(stream.name, number) for stream in streams} - {None})
            tops = {one: self.top_at(one) for one in places if self.top_at(one) is not None}
            place = next((one for one, top in tops.items() if top.values == got), None)
            if place is None:
                was = [top.values for top in tops.values()]
                self.note(f"{number} is {got}, but was {was[0] if was else None}")
                place = places[0] if places else None
            self.check_time(row, place)
            # Numbers that begin anew may say once more what stood before.
            if last is not None and place is not None and (number <= last[0] or place < last[1]):
                self.note(f"{number} after {last[0]}")
            last = (number, place)
            seen.add(number)
        return seen

    def check_time(self, row, place):
        if self.venue.code == BINANCE_SPOT:
            is_good = row["timestamp_is_local"] and row["timestamp"] == row["rcv_timestamp"]
        else:
            top = self.top_at(place)
            is_good = (top is None or top.time is None or row["timestamp"] == self.venue.shown(top.time)) and \
                self.venue.may_be_push(row) and not row["timestamp_is_local"]
        if not is_good:
            self.note(f"{row['update_id']} has a time that the exchange did not send")

    def check_quotes(self, rows):
        """Returns the ids of the quotes that are there; what flips within a millisecond may collapse."""
        quotes = collections.defaultdict(list)
        for number, top in self.known.items():
            quotes[(self.venue.shown(top.time), top.values)].append(number)
        seen, last = collections.Counter(), None
        for row in rows:
            quote = (row["timestamp"], tuple(row[name] for name in VALUES))
            seen[quote] += 1
            if quote not in quotes or row["timestamp_is_local"] or not self.venue.may_be_push(row):
                self.note(f"at {quote[0]} it is {quote[1]}, but never was")
            elif seen[quote] > len(quotes[quote]):
                self.note(f"{quote[1]} of {quote[0]} is there twice")
            if row["update_id"] is not None:
                self.note(f"update_id {row['update_id']}, but quotes have none")
            if last is not None and row["timestamp"] < last:
                self.note(f"{row['timestamp']} after {last}")
            last = row["timestamp"]
        return {number for quote in seen for number in quotes.get(quote, [])}
