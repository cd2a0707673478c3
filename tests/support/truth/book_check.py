"""Replays orderbook_l2 rows alone and compares with the exchange's own book at every id they reach."""

from truth_log import ASK, BID, apply_change

NEW, UPDATE, DELETE = 1, 2, 3
UNKNOWN = 0
PUSH_SLACK_US = 1_200_000  # the slower depth cadence, and the variants' clocks


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
    """One ticker. `note(sentence)` is called for each finding."""

    def __init__(self, ticker, truth, is_strict, note):
        self.ticker = ticker
        self.truth = truth.books[ticker]
        self.snapshots = truth.snapshots
        self.is_strict = is_strict
        self.note = lambda text: note(f"orderbook_l2 {ticker}: {text}")
        self.replayed = {}
        self.expected = {}
        self.id = None  # of the book; None: unknown
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
        served = [one for one in self.snapshots[(self.ticker, row["last_update_id"])] if one["kind"] == "live"]
        if not served:
            self.note(f"snapshot {row['last_update_id']} was never served as the book of its moment")
            self.id = None
            return
        self.id = row["last_update_id"]
        fitting = [self.truth.top(self.id, one["bids"], one["asks"]) for one in served]
        self.expected = next((book for book in fitting if book == self.replayed), fitting[-1])
        self.compare("snapshot")

    def checkpoint(self, row):
        if row["last_update_id"] != self.id:
            self.note(f"checkpoint of {row['last_update_id']}, but the book is at {self.id}")
        self.compare("checkpoint")

    def update(self, message):
        first_id, last_id = message[0]["first_update_id"], message[0]["last_update_id"]
        if self.id is None:
            self.note(f"update {last_id} while the book is unknown")
            return
        if last_id <= self.id:
            self.note(f"update {first_id}..{last_id} after {self.id}")
            return
        if first_id > self.id + 1:
            self.note(f"update {first_id}..{last_id} leaves a hole after {self.id}")
        # All of it: the first message after a snapshot also says what some deeper levels became before it.
        changes = self.truth.between(first_id, last_id)
        if len(changes) != last_id - first_id + 1:
            self.note(f"update {first_id}..{last_id} has ids that never were")
        for change in changes:
            apply_change(self.expected, change)
        self.check_time(message[0], changes)
        if self.is_strict:
            self.check_levels(message, changes)
        self.id = last_id
        self.compare("update")

    def check_time(self, row, changes):
        last = changes[-1].time if changes else 0
        if not last <= row["timestamp"] <= last + PUSH_SLACK_US or row["push_timestamp"] != row["timestamp"]:
            self.note(f"update {row['last_update_id']}: timestamp {row['timestamp']}, push_timestamp "
                      f"{row['push_timestamp']}, but its last change was at {last}")

    def check_levels(self, message, changes):
        """The message's levels are those that changed, with the quantities after it, bids first, best first."""
        final = {(change.side, change.price): change.qty for change in changes}
        order = sorted(final, key=lambda key: (-key[0], -key[0] * key[1]))
        wanted = [(side, price, final[(side, price)]) for side, price in order]
        got = [(row["side"], row["price"], row["qty"]) for row in message]
        if got != wanted:
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
