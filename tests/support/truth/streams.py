"""What the simulator delivered, stream by stream, and to which rows it belongs."""

import bisect
import collections

import id_ranges
from truth_log import NEVER_RECEIVED

IN_FLIGHT_US = 1_000_000  # before a close by the client, on a machine that is busy


class Coverage:
    """What the connections delivered of one stream's ids. A picture brings none."""

    def __init__(self, deliveries, client_closes):
        self.required, self.optional = [], []
        self.runs, self.pictures, self.lost = [], [], []
        self.is_whole = True  # nothing was lost, late or uncertain on any connection
        for one in deliveries:
            self._add(one, client_closes.get(one.conn))
        self.required = id_ranges.merged(self.required)
        self.optional = id_ranges.without(self.optional, self.required)
        self.delivered = id_ranges.merged(self.required + self.optional)
        # Whether no two connections carried the stream at the same time.
        spans = sorted({(one.conn, one.from_time, one.to_time) for one in deliveries}, key=lambda span: span[1])
        self.is_one_leg = all(a[0] == b[0] or a[2] <= b[1] for a, b in zip(spans, spans[1:]))

    def _add(self, one, close):
        ids = (one.first_id, one.last_id)
        if one.outcome == "picture":
            self.pictures.append(ids)
            return
        if one.outcome in NEVER_RECEIVED:
            self.lost.append((one.from_time, one.to_time))
        if one.outcome in NEVER_RECEIVED + ("late", "unsent"):
            self.is_whole = False
        if one.outcome == "unsent":
            self.pictures.append(ids)  # it may have been one
        if ids[0] > ids[1]:  # a sign of life, without ids
            return
        if one.outcome in ("late", "unsent", "corrupted"):  # what is wrong need not be what is read
            self.optional.append(ids)
        elif one.outcome == "sent" and close is not None and one.to_time > close - IN_FLIGHT_US:
            self.optional.append(ids)
        elif one.outcome == "sent":
            self.required.append(ids)
            self.runs.append(one)

    def missing(self):
        """Dense ids between the first and the last delivered that no connection delivered."""
        if not self.delivered:
            return []
        bounds = (self.delivered[0][0], self.delivered[-1][1])
        return id_ranges.without([bounds], self.delivered)

    def absent(self, known, seen):
        """Those of the sorted ids `known` that were delivered and not seen. A venue that says less
        than all leaves ids out: then only as many count as it sent messages. Nobody knows of
        several legs of which one lost something."""
        lost = []
        for run in self.runs if self.is_whole or self.is_one_leg else ():
            inside = known[bisect.bisect_left(known, run.first_id):bisect.bisect_right(known, run.last_id)]
            missing = [one for one in inside if one not in seen]
            most = max(0, run.frames - (len(inside) - len(missing)))
            lost += missing if run.frames >= len(inside) else missing[:most]
        return lost


class Stream(collections.namedtuple("Stream", "feed ticker name coverage is_shared")):
    """A stream as one ticker sees it. Shared: one subscription brought several tickers."""


class Streams:
    """All that were delivered; recorded(feed) are the tickers that the recording has of a feed."""

    def __init__(self, truth, recorded):
        deliveries = collections.defaultdict(list)
        for one in truth.deliveries:
            if one.feed != "other":
                deliveries[(one.feed, one.ticker or "", one.stream)].append(one)
        closes = truth.client_closes()
        self.by_table = collections.defaultdict(list)  # {(feed, ticker): streams}
        for (feed, name, stream), delivered in sorted(deliveries.items()):
            coverage = Coverage(delivered, closes)
            is_alone = name in truth.instruments or "index-tickers" in stream
            tickers = [name] if is_alone else [
                one for one in recorded(feed) if is_of(one, name) and has(one, stream)]
            for ticker in tickers or [name]:
                self.by_table[(feed, ticker)].append(Stream(feed, ticker, stream, coverage, not is_alone))

    def of(self, feed, ticker):
        return self.by_table.get((feed, ticker), [])


def is_of(ticker, family):
    """Whether a family, a coin or an index is about this ticker: BTC-USD-250101-C of BTC or BTC-USD."""
    return not family or ticker == family or ticker.startswith((family + "-", family + "_"))


def has(ticker, stream):
    """Whether a shared stream of its family says anything of this ticker."""
    return "opt-summary" not in stream or ticker.endswith(("-C", "-P"))


def teller_of(truth, index):
    """Whose marks an index has: those of the first that is priced by it. None: it is no index."""
    return next((one for one in truth.marks if truth.marks[one] and is_of(one, index)), None)
