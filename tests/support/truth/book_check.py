"""Replays orderbook_l2 rows alone and compares with the exchange's own book at every id they reach."""

from truth_log import ASK, BID
from venues import BINANCE_SPOT, PUSH_SLACK_US

NEW, UPDATE, DELETE = 1, 2, 3
UNKNOWN = 0


def messages_of(rows):
    """Consecutive rows of one message, a clear row by itself."""
    group, key = [], None
    for row in rows:
        is_clear = row["side"] == UNKNOWN
        this = (row["packet_id"], row["first_update_id"], row["last_update_id"], row["is_snapshot"],
                row["is_checkpoint"], is_clear)
        if group and (this != key or is_clear):
            yield group
            group = []
        group.append(row)
        key = this
    if group:
        yield group


class BookCheck:
    """One ticker. `view` is one of book_views.py."""

    def __init__(self, ticker, view, context):
        self.view = view
        self.truth = context.truth.books[ticker]
        self.venue = context.venue
        self.is_strict = context.is_strict
        self.note = lambda text: context.note(f"orderbook_l2 {ticker}: {text}")
        self.replayed = {}
        self.expected = {}
        self.id = None  # of the book; None: unknown
        self.position = None
        self.books_compared = 0
        self.clears = []

    def run(self, rows):
        for message in messages_of(rows):
            first = message[0]
            if first["side"] == UNKNOWN:
                self.clear(first)
                continue
            self.replay(message)
            if first["is_checkpoint"]:
                self.checkpoint(first)
            elif first["is_snapshot"]:
                self.snapshot(first)
            else:
                self.update(message)

    def reaches(self, number):
        """Whether the book stands at this number, or at one at which it is the same."""
        if self.id is None:
            return False
        return number <= self.id or self.view.is_same(number, self.position, self.expected)

    def clear(self, row):
        if row["action"] != DELETE or row["price"] is not None:
            self.note(f"seq_id {row['seq_id']}: a row of side UNKNOWN must be DELETE without a price")
        self.replayed = {}
        if not row["is_checkpoint"]:
            self.id = None
            self.clears.append(row)

    def replay(self, message):
        for row in message:
            key = (row["side"], row["price"])
            action, is_there = row["action"], key in self.replayed
            if row["side"] not in (BID, ASK) or row["price"] is None:
                self.note(f"seq_id {row['seq_id']}: no side or no price")
            elif action == DELETE:
                self.replayed.pop(key, None)
                if row["qty"] != 0:
                    self.note(f"seq_id {row['seq_id']}: DELETE with quantity {row['qty']}")
            elif action in (NEW, UPDATE) and row["qty"] > 0:
                if is_there == (action == NEW):
                    self.note(f"seq_id {row['seq_id']}: {'NEW' if is_there else 'UPDATE'} of a level that "
                              f"{'was' if is_there else 'was not'} there")
                self.replayed[key] = row["qty"]
            else:
                self.note(f"seq_id {row['seq_id']}: action {action} with quantity {row['qty']}")

    def snapshot(self, row):
        pictures = self.view.pictures(row["last_update_id"])
        if not pictures:
            self.note(f"snapshot {row['last_update_id']} was never served as the book of its moment")
            self.id = None
            return
        self.id = row["last_update_id"]
        self.position, self.expected = next((one for one in pictures if one[1] == self.replayed), pictures[-1])
        self.compare("snapshot")

    def checkpoint(self, row):
        number = row["last_update_id"]
        if number != self.id and (self.id is None or number < self.id or not self.reaches(number)):
            self.note(f"checkpoint of {number}, but the book is at {self.id}")
        self.compare("checkpoint")

    def update(self, message):
        row = message[0]
        number = row["last_update_id"]
        if self.id is None:
            self.note(f"update {number} while the book is unknown")
            return
        position = self.view.position(number, self.position)
        before = self.view.previous(row)
        if position is None or number <= self.id:
            self.note(f"update {number} after {self.id}" if number <= self.id else f"update {number} never was")
            return
        if not self.reaches(before):
            self.note(f"update {number} leaves a hole from {self.id} to {before}")
        changes = self.view.changes(row, self.position, position)
        if not self.view.has_all(row, position, changes):
            self.note(f"update {before + 1}..{number} has ids that never were")
        expected_before = dict(self.expected) if self.is_strict else None
        self.expected = self.view.after(self.expected, changes, position)
        self.check_time(row, position)
        if self.is_strict:
            self.check_levels(message, changes, expected_before)
        self.id, self.position = number, position
        self.compare("update")

    def check_time(self, row, position):
        changes = self.truth.between(position, position)
        last = changes[0].time if changes else row["timestamp"]
        in_time = (self.venue.shown(last) <= row["timestamp"] <= last + PUSH_SLACK_US and
                   row["timestamp"] == self.venue.shown(row["timestamp"]))
        is_spot = self.venue.code == BINANCE_SPOT
        is_pushed = row["push_timestamp"] == row["timestamp"] if is_spot else self.venue.may_be_push(row)
        if not in_time or not is_pushed or row["timestamp_is_local"]:
            self.note(f"update {row['last_update_id']}: timestamp {row['timestamp']}, push_timestamp "
                      f"{row['push_timestamp']}, but its last change was at {last}")

    def check_levels(self, message, changes, before):
        """The message's levels are those that changed, with the quantities after it; bids first, best
        first, where the venue says them so. A difference of windows also has what left or entered."""
        final = {(change.side, change.price): change.qty for change in changes}
        got = [(row["side"], row["price"], row["qty"]) for row in message]
        if self.venue.has_rest_books:
            order = sorted(final, key=lambda key: (-key[0], -key[0] * key[1]))
            wanted = [(side, price, final[(side, price)]) for side, price in order]
            is_good = got == wanted if self.venue.code == BINANCE_SPOT else sorted(got) == sorted(wanted)
        else:
            # That none is missing is seen at the book itself.
            keys = [(side, price) for side, price, _ in got]
            wanted = set(final) | {key for key, _ in before.items() ^ self.expected.items()}
            is_good = len(set(keys)) == len(keys) and wanted.issuperset(keys)
        if not is_good:
            self.note(f"update {message[0]['last_update_id']}: {len(got)} rows, but {len(wanted)} levels changed, "
                      "or in another order")

    def compare(self, what):
        self.books_compared += 1
        if self.replayed == self.expected:
            return
        wrong = [key for key in set(self.replayed) | set(self.expected)
                 if self.replayed.get(key) != self.expected.get(key)]
        key = min(wrong)
        self.note(f"after {what} {self.id} {len(wrong)} levels differ, for instance side {key[0]} price {key[1]}: "
                  f"rows say {self.replayed.get(key)}, the exchange {self.expected.get(key)}")
        self.replayed = dict(self.expected)  # one finding for one mistake
