"""What a client can know of the exchange's book, by the way in which the venue shows it.

A number is what `last_update_id` says; a position is the update id in the truth at which it stands.
"""

import id_ranges
from truth_log import apply_change


class RestBook:
    """A REST snapshot of limited depth, then every change: deeper levels are known where one came."""

    def __init__(self, ticker, truth):
        self.ticker = ticker
        self.truth = truth.books[ticker]
        self.snapshots = truth.snapshots

    def pictures(self, number):
        """(position, book) of each snapshot that may have been the one of this number."""
        served = [one for one in self.snapshots[(self.ticker, number)] if one["kind"] == "live"]
        return [(number, self.truth.top(number, one["bids"], one["asks"])) for one in served]

    @staticmethod
    def previous(row):
        """The number before a message."""
        has_previous = row["prev_update_id"] is not None
        return row["prev_update_id"] if has_previous else row["first_update_id"] - 1

    @staticmethod
    def position(number, _):
        return number

    def changes(self, row, _, position):
        # All of it: the first message after a snapshot also says what some deeper levels became before it.
        return self.truth.between(self.previous(row) + 1, position)

    def has_all(self, row, position, changes):
        return len(changes) == position - self.previous(row)

    @staticmethod
    def after(expected, changes, _):
        for change in changes:
            apply_change(expected, change)
        return expected

    @staticmethod
    def is_same(*_):
        return False


class ChannelBook:
    """A picture in the channel, then differences: all of the book, or its best levels a side."""

    def __init__(self, ticker, truth, streams, depth):
        self.truth_log = truth
        self.truth = truth.books[ticker]
        self.streams = streams
        self.depth = depth  # None: all
        self.sent = [ids for stream in streams for ids in stream.coverage.pictures]
        self.sent += [(one, one) for stream in streams for one in truth.numbering_of(stream.name).pictures]

    def _positions(self, number):
        found = {self.truth_log.update_of(stream.name, number) for stream in self.streams}
        return sorted(found - {None})

    def _book(self, position):
        if self.depth is None:
            return dict(self.truth.at(position))
        return self.truth.top(position, self.depth, self.depth)

    def pictures(self, number):
        if not id_ranges.contains(self.sent, number):
            return []
        return [(position, self._book(position)) for position in self._positions(number)]

    @staticmethod
    def previous(row):
        """Where the venue does not say it, it numbers its messages one by one."""
        has_previous = row["prev_update_id"] is not None
        return row["prev_update_id"] if has_previous else row["last_update_id"] - 1

    def position(self, number, after):
        """The first one that is not before the book. None: there is none."""
        return next((one for one in self._positions(number) if one >= after), None)

    def changes(self, _, before, position):
        return self.truth.between(before + 1, position)

    def has_all(self, _, position, changes):
        return not changes or changes[-1].update_id == position

    def after(self, *arguments):
        return self._book(arguments[-1])

    def is_same(self, number, after, expected):
        """Whether the book of another number is this one: messages that change nothing have no rows."""
        position = self.position(number, after)
        return position is not None and self._book(position) == expected
