"""Compares `tickers` with the day's figures (tickers.csv) and with what derivatives are worth (marks.csv)."""

import bisect

import id_ranges
from streams import teller_of
from venues import BINANCE_FUTURES, BINANCE_SPOT

DAY = {"last_price": "last", "open_24h": "open", "high_24h": "high", "low_24h": "low",
       "volume_base_24h": "volume_base", "volume_quote_24h": "volume_quote",
       "volume_contracts_24h": None, "bid_price": "bid_price", "bid_qty": "bid_qty",
       "ask_price": "ask_price", "ask_qty": "ask_qty"}
VOLUMES = ("volume_base_24h", "volume_quote_24h", "volume_contracts_24h")
MARK = {"mark_price": "mark", "index_price": "index", "funding_rate": "funding_rate",
        "funding_time": "next_funding_time", "open_interest": "open_interest", "mark_iv": "mark_iv",
        "delta": "delta", "gamma": "gamma", "vega": "vega", "theta": "theta"}

TICKER, MARK_PRICE, INDEX_PRICE, FUNDING_RATE, OPEN_INTEREST, OPTION_SUMMARY = range(6)
# Words in the names of the streams that fill a channel; all others are the ticker's own.
CHANNEL_WORDS = {"mark-price": MARK_PRICE, "markPrice": MARK_PRICE, "index-tickers": INDEX_PRICE,
                 "funding-rate": FUNDING_RATE, "open-interest": OPEN_INTEREST, "opt-summary": OPTION_SUMMARY}
SAID = {TICKER: ("last_price",), MARK_PRICE: ("mark_price",), INDEX_PRICE: ("index_price",),
        FUNDING_RATE: ("funding_rate", "funding_time"), OPEN_INTEREST: ("open_interest",),
        OPTION_SUMMARY: ("mark_iv", "delta", "gamma", "vega", "theta")}


def channel_of(stream):
    return next((channel for word, channel in CHANNEL_WORDS.items() if word in stream.name), TICKER)


class Timeline:
    """Events of one ticker by their time as the venue shows it."""

    def __init__(self, events, venue):
        self.times = sorted(events)
        self.events = [events[time] for time in self.times]
        self.shown = [venue.shown(time) for time in self.times]

    def at(self, time):
        """Indices of the events of exactly this time."""
        return list(range(bisect.bisect_left(self.shown, time), bisect.bisect_right(self.shown, time)))

    def until(self, time):
        """Index of the latest event, and of the one before it when it happened at this very time: what
        else happened then may have been said before it."""
        last = bisect.bisect_right(self.shown, time) - 1
        if last > 0 and self.shown[last] == time:
            return [last, last - 1]
        return [last] if last >= 0 else []


class TickerCheck:
    """One ticker."""

    def __init__(self, ticker, context):
        self.ticker = ticker
        self.context = context
        self.venue = context.venue
        self.day = Timeline(context.truth.tickers[ticker], self.venue)
        self.mark = Timeline(context.truth.marks[ticker], self.venue)
        self.is_derivative = bool(self.mark.times)
        teller = teller_of(context.truth, ticker)
        self.index = Timeline(context.truth.marks[teller] if teller else {}, self.venue)
        self.seen_days, self.seen_marks = {}, {}  # {channel: times in the truth}

    def note(self, text):
        self.context.note(f"tickers {self.ticker}: {text}")

    def run(self, rows, streams):
        self.pictures = [ids for stream in streams for ids in stream.coverage.pictures]
        self.latest = 0  # timestamp of the rows so far
        self.is_whole = all(stream.coverage.is_whole for stream in streams)
        said, last = set(), {}
        for row in rows:
            key = (row["channel"], self.time_of(row))
            if self.merges(row):
                self.check_state(row, last)
                key += tuple(row[column] for column in (*DAY, *MARK))
            else:
                self.check_event(row)
            if key in said:
                self.note(f"{key[1]} of channel {key[0]} is there twice")
            said.add(key)
        self.context.counts["tickers"] += len(rows)
        for stream in streams:
            self.check_complete(stream)

    def merges(self, row):
        return self.venue.merges_tickers and row["channel"] == TICKER

    def time_of(self, row):
        return row["push_timestamp" if self.venue.code == BINANCE_SPOT else "timestamp"]

    # Rows of one event each.

    def check_event(self, row):
        channel, time = row["channel"], self.time_of(row)
        timeline = self.day if channel == TICKER else self.index if channel == INDEX_PRICE else self.mark
        seen = self.seen_days if channel == TICKER else self.seen_marks
        events = self.events_at(timeline, time)
        if not events or row["timestamp_is_local"] or not self.venue.may_be_push(row):
            self.note(f"the exchange pushed none of channel {channel} at {time}")
            return
        index = next((one for one in events if not self.wrong(row, timeline, one)), events[0])
        seen.setdefault(channel, set()).add(timeline.times[index])
        wrong = self.wrong(row, timeline, index) + [
            column for column in self.required(channel) if row[column] is None]
        if channel != INDEX_PRICE:  # which has a day of its own, that the truth does not know
            others = MARK if timeline is self.day else DAY
            wrong += [column for column in others if row[column] is not None]
        if wrong:
            self.note(f"{timeline.times[index]} of channel {channel} differs in {', '.join(sorted(set(wrong)))}")

    def events_at(self, timeline, time):
        found = [index for skew in self.context.truth.skews() for index in timeline.at(time - skew)]
        if found:
            return found
        # What a client is shown when it subscribes happened before.
        return [index for index in timeline.until(time)[:1]
                if id_ranges.contains(self.pictures, timeline.times[index])]

    def required(self, channel):
        if self.venue.code == BINANCE_SPOT:
            return [column for column, name in DAY.items() if name is not None]
        if self.venue.code in BINANCE_FUTURES and channel == MARK_PRICE:
            is_perpetual = "_" not in self.ticker
            return ("mark_price", "index_price") + (SAID[FUNDING_RATE] if is_perpetual else ())
        return SAID[channel]

    # Rows of the whole state.

    def check_state(self, row, last):
        """Either part is the latest that was true, and never one before that of the row before. Where
        messages were lost, each figure is one that was true: nobody can know what they changed."""
        if row["timestamp_is_local"] or not self.venue.may_be_push(row):
            self.note(f"{row['timestamp']} is a time that the exchange did not send")
        self.latest = max(self.latest, row["timestamp"])
        wrong = self.wrong_part(row, self.day, self.seen_days, last)
        wrong += self.wrong_part(row, self.mark, self.seen_marks, last)
        if wrong:
            self.note(f"the state at {row['timestamp']} differs in {', '.join(wrong)}")

    def wrong_part(self, row, timeline, seen, last):
        columns, needed = (DAY, "last_price") if timeline is self.day else (MARK, "mark_price")
        indices = timeline.until(row["timestamp"])
        if not indices:  # nothing had happened yet
            return [column for column in columns if row[column] is not None]
        if row[needed] is None:
            return [needed]
        fitting = [index for index in indices if not self.wrong(row, timeline, index)]
        if not self.is_whole and not fitting:
            seen.setdefault(TICKER, set()).add(timeline.times[indices[0]])
            # A delta that came late was put upon what was newer.
            newest = timeline.until(self.latest)[0]
            earlier = [self.wrong(row, timeline, index) for index in range(newest + 1)]
            return [column for column in columns if all(column in wrong for wrong in earlier)]
        if not fitting:
            return self.wrong(row, timeline, indices[0])
        is_older = self.is_whole and fitting[0] < last.get(needed, 0)
        last[needed] = fitting[0]
        seen.setdefault(TICKER, set()).add(timeline.times[fitting[0]])
        return ["age"] if is_older else []

    def wrong(self, row, timeline, index):
        """The columns that are not as the event says. Volume and turnover of derivatives stand where the
        venue's meaning puts them."""
        event = timeline.events[index]
        wrong = []
        for column, name in (DAY if timeline is self.day else MARK).items():
            wanted = [event[name]] if name else []
            if column in VOLUMES and self.is_derivative:
                wanted = [event["volume_base"], event["volume_quote"]]
            if row[column] is not None and row[column] not in wanted:
                wrong.append(column)
        return wrong

    def check_complete(self, stream):
        channel = channel_of(stream)
        days, marks = set(self.day.times), set(self.index.times if channel == INDEX_PRICE else self.mark.times)
        seen_day, seen_mark = self.seen_days.get(channel, set()), self.seen_marks.get(channel, set())
        if channel != TICKER:
            known, seen = marks, seen_mark
        elif not self.venue.merges_tickers:
            known, seen = days, seen_day
        elif stream.coverage.is_whole:
            known = days | marks
            seen = {one for one in known if (one not in days or one in seen_day) and
                    (one not in marks or one in seen_mark)}
        else:  # of two messages of one moment one may be lost
            known, seen = days | marks, seen_day | seen_mark
        lost = stream.coverage.absent(sorted(known), seen)
        if lost:
            self.note(f"{len(lost)} of {stream.name} were delivered, but are not there, for instance {lost[0]}")
