"""Compares `gaps` with what no connection delivered."""

import id_ranges

NOTICED_US = 2_000_000  # how far a hole's receive times may be from the connection's
NO_LOSS = ("start", "stop")


class Ledger:
    """The rows of `gaps`. A row is about the stream whose name its channel is; a channel that no
    stream is called by may be any of the feed."""

    def __init__(self, rows, streams):
        self.by_ticker = rows
        self.streams = streams

    def about(self, row):
        """The streams that a row may be about."""
        streams = self.streams.of(row["feed"], row["ticker"])
        named = [one for one in streams if one.name == row.get("channel")]
        return named or streams

    def rows(self, feed, ticker, stream=None):
        rows = [row for row in self.by_ticker.get(ticker, []) if row["feed"] == feed]
        return [row for row in rows if stream is None or stream in self.about(row)]

    def losses(self, feed, ticker, stream=None):
        return [row for row in self.rows(feed, ticker, stream) if row["cause"] not in NO_LOSS]

    def lost_ids(self, feed, ticker, stream=None):
        """Ranges that are claimed to be lost; an open end reaches as far as ids do."""
        return id_ranges.merged(
            (row["from_update_id"], row["to_update_id"] if row["to_update_id"] is not None else row["from_update_id"])
            for row in self.losses(feed, ticker, stream) if row["from_update_id"] is not None)

    def before_start(self, feed, ticker, stream):
        """Ids before the coverage begins: of a book, what came before its first snapshot is no loss."""
        ends = [row["to_update_id"] for row in self.rows(feed, ticker, stream)
                if row["cause"] == "start" and row["to_update_id"] is not None]
        return [(0, min(ends))] if ends else []


class GapCheck:
    def __init__(self, context, ledger):
        self.context = context
        self.ledger = ledger

    def run(self, feed, ticker, streams):
        if self.context.is_strict and self.ledger.losses(feed, ticker):
            self.note(feed, ticker, "losses in a run without faults")
        if feed not in self.context.venue.dense_feeds:
            return self.check_times(feed, ticker, streams)
        for stream in streams:
            self.check_ids(stream)

    def note(self, feed, ticker, text):
        self.context.note(f"gaps {ticker} {feed}: {text}")

    def check_ids(self, stream):
        coverage = stream.coverage
        if not coverage.delivered:
            return
        feed, ticker = stream.feed, stream.ticker
        missing = coverage.missing()
        bounds = [(coverage.delivered[0][0], coverage.delivered[-1][1])]
        recorded = self.ledger.lost_ids(feed, ticker, stream)
        inside = id_ranges.without(bounds, id_ranges.without(bounds, recorded))
        silent = id_ranges.without(missing, recorded + self.ledger.before_start(feed, ticker, stream))
        # What was lost right before a picture for all nobody can know.
        numbering = self.context.truth.numbering_of(stream.name)
        silent = [lost for lost in silent if lost[1] + 1 not in numbering.pictures]
        # A hole in which numbers begin anew has no last one.
        unnumbered = [row for row in self.ledger.losses(feed, ticker, stream)
                      if row["to_update_id"] is None and row["to_timestamp"] is not None]
        across = [lost for lost in missing if any(lost[0] <= first <= lost[1] + 1 for first, _ in numbering.begins)]
        if len(across) <= len(unnumbered):
            silent = id_ranges.without(silent, across)
        wrong = id_ranges.without(inside, missing + coverage.optional)
        if silent:
            self.note(feed, ticker, f"nobody delivered {id_ranges.text(silent)}, but no row says so")
        if wrong:
            self.note(feed, ticker, f"{id_ranges.text(wrong)} stand there, but were delivered")
        self.context.counts["missing ranges"] += len(missing)

    def dark(self, stream):
        """Intervals without any connection."""
        spans = self.context.truth.subscriptions(stream.name)
        return [(a[1], b[0]) for a, b in zip(spans, spans[1:])]

    def end(self, stream):
        """From when the last connection left: whether the market went on then is not asked."""
        spans = self.context.truth.subscriptions(stream.name)
        return [(spans[-1][1], float("inf"))] if spans else []

    def check_times(self, feed, ticker, streams):
        for stream in streams:
            rows = self.ledger.losses(feed, ticker, stream)
            for begin, end in self.dark(stream):
                if not any(is_near(row, begin, end) for row in rows):
                    self.note(feed, ticker, f"no connection of {stream.name} from {begin} to {end}, but no row says so")
                self.context.counts["dark intervals"] += 1
        for row in self.ledger.losses(feed, ticker):
            about = self.ledger.about(row)
            lost = [span for stream in about for span in self.dark(stream) + stream.coverage.lost]
            if row["to_timestamp"] is None:
                lost += [span for stream in about for span in self.end(stream)]
            if not any(is_near(row, begin, end) for begin, end in lost):
                self.note(feed, ticker, f"a row of cause {row['cause']} from {row['from_timestamp']} to "
                          f"{row['to_timestamp']}, but a connection was there")


def is_near(row, begin, end):
    first, last = row["from_timestamp"] or 0, row["to_timestamp"] or float("inf")
    return first < end + NOTICED_US and last > begin - NOTICED_US
