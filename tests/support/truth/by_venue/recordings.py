"""Small recordings of each venue that equal their truth. Times of the truth are no whole milliseconds."""

import small_recording
from small_recording import ASK, BID, DELETE, NEW, START, UPDATE, Recording
from venues import BINANCE_USDM, BYBIT, BYBIT_SPOT, DERIBIT, OKX

END = START + 10_000_000


def time_of(update_id):
    return small_recording.time_of(update_id) + 345


def shown(time):
    return time // 1000 * 1000


def cut(book, depth):
    """The best `depth` levels a side; None: all."""
    best = sorted((key for key in book if key[0] == BID), key=lambda key: -key[1])[:depth]
    best += sorted((key for key in book if key[0] == ASK), key=lambda key: key[1])[:depth]
    return {key: book[key] for key in best}


class VenueRecording(Recording):
    """One connection, subscribed to whatever with_...() adds. Where the venue says no push time, none."""

    def __init__(self, exchange, ticker="BTC-USDT"):
        super().__init__(exchange, ticker)
        self.pushes = exchange in (BINANCE_USDM, *BYBIT)
        self.truth["meta.csv"] = ["key,value", "seed,1", "variants,1", "event_skew_us,0", "is_flat_out,0"]
        self.truth["instruments.csv"] = ["ticker,base,quote,tick_size,lot_size", f"{ticker},BTC,USDT,0.5,0.125"]
        self.truth["connections.csv"] = ["conn,event,time,detail", f"1,open,{START},"]
        self.truth["deliveries.csv"] = [
            "conn,stream,feed,ticker,outcome,from_time,to_time,first_id,last_id,frames"]

    def subscribe(self, stream, conn=1, time=START):
        self.truth["connections.csv"].append(f"{conn},subscribe,{time},{stream}")

    def deliver(self, stream, feed, outcome, first, last, frames=1, ticker=None, span=(START, START), conn=1):
        ticker = self.ticker if ticker is None else ticker
        self.truth["deliveries.csv"].append(
            f"{conn},{stream},{feed},{ticker},{outcome},{span[0]},{span[1]},{first},{last},{frames}")

    def row(self, table, time, **columns):
        """A row of something that happened at `time`."""
        at = shown(time)
        return self.add(table, at, push_timestamp=at + 2000 if self.pushes else None, **columns)

    def first_and_last(self, feed, first, last, **columns):
        """The ledger's rows of every stream."""
        self.gap(feed, "start", None, first, (None, START), **columns)
        self.gap(feed, "stop", last, None, (END, None), **columns)

    # Books.

    def with_book(self, stream, depth=None, numbers=None, first_number=1):
        """A picture at update 5, 21..30 dropped, a picture again at 45. `numbers`: messages are counted
        from first_number, else ids are update ids."""
        self._begin_book(stream, depth, first_number if numbers else None)
        book = {}
        self._picture(stream, book, 5)
        self._update(stream, book, 5, 10)
        self._update(stream, book, 10, 20)
        self.lose(stream, 20, 30, "dropped")
        self._deliver_update(stream, 30, 40)
        self.forget(40)
        book.clear()
        self._picture(stream, book, 45)
        self._update(stream, book, 45, 50)
        self._update(stream, book, 50, 60)
        self.first_and_last("orderbook_l2", self.ids[5], self.ids[60] + 1)
        span = (time_of(20), time_of(45))
        self.gap("orderbook_l2", "server_drop", self.after(20), self.ids[30], span)
        self.gap("orderbook_l2", "resync", self.after(40), self.ids[45], span)
        return self

    def with_reset(self, stream, depth, first_number=None, lost=()):
        """Numbers begin anew with the push of 40: at 1, which is a picture for all, where messages are
        counted from first_number, else a thousand below and in an update. `lost` are dropped: 30 and 40, then a
        picture comes at 45, or 30 alone, which nobody can know where 40 is a picture."""
        self._begin_book(stream, depth, first_number)
        self.begins = 40
        self.begin_number = 40 - 1000 if first_number is None else 1
        self.truth["numberings.csv"] = ["stream,id,number", f"{stream},{self.ids[40]},{self.begin_number}"]
        book = {}
        self._picture(stream, book, 5)
        self._update(stream, book, 5, 10)
        self._update(stream, book, 10, 20)
        if 40 in lost:
            self.lose(stream, 20, 30, "dropped")
            self.lose(stream, 30, 40, "dropped")
            self.forget(40)
            book.clear()
            self._picture(stream, book, 45)
            span = (time_of(20), time_of(45))
            self.gap("orderbook_l2", "server_drop", self.number(20) + 1, self.number(40), span)
            self.gap("orderbook_l2", "resync", self.number(40) + 1, self.number(45), span)
        else:
            if 30 in lost:
                self.lose(stream, 20, 30, "dropped")
            else:
                self._update(stream, book, 20, 30)
            if first_number is None:
                self._update(stream, book, 30, 40)
            else:
                self._deliver_update(stream, 30, 40)
                self._picture_rows(book, 40)
            self._update(stream, book, 40, 45)
        self._update(stream, book, 45, 50)
        self._update(stream, book, 50, 60)
        self.first_and_last("orderbook_l2", self.number(5), self.number(60) + 1)
        return self

    def number(self, update_id):
        """What the venue calls a message."""
        is_anew = self.begins is not None and update_id >= self.begins
        return self.ids[update_id] - (self.ids[self.begins] - self.begin_number if is_anew else 0)

    def forget(self, update_id):
        self.level(shown(time_of(update_id)), DELETE, (0, None), 0.0, (None, None))

    def _begin_book(self, stream, depth, first_number):
        self.begins = None
        self.subscribe(stream)
        self.truth["orderbook_l2.csv"] = ["kind,ticker,update_id,time,side,price,qty"] + [
            f"P,{self.ticker},0,{START},{side},{price},{qty}"
            for (side, price), qty in small_recording.picture().items()] + [
            "C,{},{},{},{},{},{}".format(self.ticker, n, time_of(n), *small_recording.change(n)) for n in range(1, 61)]
        pushed = [5, 10, 20, 30, 40, 45, 50, 60]
        is_counted = first_number is not None
        self.ids = {one: first_number + index if is_counted else one for index, one in enumerate(pushed)}
        if is_counted:
            self.truth["book_ids.csv"] = ["stream,id,update_id"] + [
                f"{stream},{self.ids[one]},{one}" for one in pushed]
        self.depth = depth
        self.add("instruments", START, known_depth=depth)
        self.level(START, DELETE, (0, None), 0.0, (None, None))

    def after(self, update_id):
        return self.ids[update_id] + 1

    def lose(self, stream, before, last, outcome):
        self.deliver(stream, "orderbook_l2", outcome, self.after(before), self.ids[last])

    def _picture_rows(self, book, update_id):
        fresh = cut(small_recording.book_at(update_id), self.depth)
        at, ids = shown(time_of(update_id)), (None, self.number(update_id))
        for key in sorted(set(book) - set(fresh)):
            self.level(at, DELETE, key, 0.0, ids, True)
        for key, qty in fresh.items():
            self.level(at, UPDATE if key in book else NEW, key, qty, ids, True)
        book.clear()
        book.update(fresh)

    def _picture(self, stream, book, update_id):
        self._picture_rows(book, update_id)
        self.deliver(stream, "orderbook_l2", "picture", self.ids[update_id], self.ids[update_id])

    def _deliver_update(self, stream, before, last):
        self.deliver(stream, "orderbook_l2", "sent", self.after(before), self.ids[last])

    def _update(self, stream, book, before, last):
        self._deliver_update(stream, before, last)
        fresh = cut(small_recording.book_at(last), self.depth)
        at = shown(time_of(last))
        for key in sorted(set(book) | set(fresh)):
            if book.get(key) == fresh.get(key):
                continue
            action = DELETE if key not in fresh else UPDATE if key in book else NEW
            self.level(at, action, key, fresh.get(key, 0.0), (None, self.number(last)),
                       prev_update_id=None if self.exchange in BYBIT else self.number(before),
                       push_timestamp=at + 2000 if self.pushes else None)
        book.clear()
        book.update(fresh)

    # Trades.

    @staticmethod
    def trade(trade_id):
        """Time, side, price, quantity: three ids are of one taker order at one price."""
        order = (trade_id - 101) // 3
        return time_of(order), BID if order % 2 else ASK, 100.5 + order, 0.1 * (trade_id - 100)

    def with_trades(self, stream):
        """Trades 101..115, aggregates 51..55."""
        self.subscribe(stream)
        self.truth["trades.csv"] = ["ticker,trade_id,time,side,price,qty"] + [
            "{},{},{},{},{},{:.1f}".format(self.ticker, n, *self.trade(n)) for n in range(101, 116)]
        self.truth["aggregates.csv"] = [
            "ticker,aggregate_id,first_trade_id,last_trade_id,time,side,price,qty"]
        for number, first in enumerate(range(101, 116, 3), 51):
            time, side, price, _ = self.trade(first)
            qty = sum(range(first - 100, first - 97)) / 10
            self.truth["aggregates.csv"].append(
                f"{self.ticker},{number},{first},{first + 2},{time},{side},{price},{qty}")
            self.trade_rows(number, first, qty)
        is_aggregate = self.exchange == BINANCE_USDM
        self.deliver(stream, "trades", "sent", *((51, 55) if is_aggregate else (101, 115)), 5)
        self.first_and_last("trades", None, None)
        return self

    def trade_rows(self, number, first, qty):
        """As the venue says one taker order."""
        time, side, price, _ = self.trade(first)
        if self.exchange == BINANCE_USDM:
            self.trade_row(time, side, price, qty, trade_id=str(number), trade_seq=number, trade_count=3)
        elif self.exchange == OKX:
            self.trade_row(time, side, price, qty, trade_id=str(first + 2), trade_seq=first + 2, trade_count=3)
        else:
            for one in range(first, first + 3):
                text = f"5a6b7c8d-0000-5000-8000-{one:012}"
                is_text = self.exchange in BYBIT and self.exchange != BYBIT_SPOT
                self.trade_row(time, side, price, (one - 100) / 10, trade_id=text if is_text else str(one),
                               trade_seq=None if self.exchange in BYBIT else one, trade_count=1)

    def trade_row(self, time, side, price, qty, **columns):
        self.row("trades", time, side=side, price=price, qty=qty, kind=0, **columns)

    # Best prices.

    def with_bbo(self, stream):
        """A new top at every fifth update; the last two of them in one millisecond, there and back."""
        self.subscribe(stream)
        tops = [(n, time_of(n), n) for n in range(5, 55, 5)] + [(58, time_of(60), 7), (59, time_of(60) + 1, 8),
                                                              (60, time_of(60) + 2, 7)]
        self.truth["bbo.csv"] = ["ticker,update_id,time,bid_price,bid_qty,ask_price,ask_qty"] + [
            f"{self.ticker},{n},{time},100,{qty},101,2" for n, time, qty in tops]
        collapsed = tops[:-1] if self.exchange == DERIBIT else tops
        for number, time, qty in collapsed:
            self.row("bbo", time, bid_price=100.0, bid_qty=float(qty), ask_price=101.0, ask_qty=2.0,
                     update_id=None if self.exchange == DERIBIT else number)
        self.deliver(stream, "bbo", "sent", 5, 60, len(tops))
        self.first_and_last("bbo", None, None)
        return self

    # Tickers.

    def with_figures(self):
        """The truth of three seconds: day figures and marks happen at the same moments."""
        self.truth["tickers.csv"] = [
            "ticker,time,last,open,high,low,volume_base,volume_quote,bid_price,bid_qty,ask_price,ask_qty"] + [
            f"{self.ticker},{self.second(n)},100.5,99,102,98,{n},{n * 100},100,1,101,2" for n in (1, 2, 3)]
        self.truth["marks.csv"] = [
            "ticker,time,mark,index,funding_rate,next_funding_time,open_interest,mark_iv,delta,gamma,vega,theta"] + [
            f"{self.ticker},{self.second(n)},{100 + n},{200 + n},0.0000{n},{START + 28_800_000_000},{300 + n},55,-0.5,"
            f"0.00{n},12.5,-9.5" for n in (1, 2, 3)]
        return self

    @staticmethod
    def second(number):
        return START + number * 1_000_000 + 345

    @staticmethod
    def day(number):
        """The columns of the day; volume and turnover as most venues have them."""
        return {"last_price": 100.5, "open_24h": 99.0, "high_24h": 102.0, "low_24h": 98.0,
                "volume_base_24h": float(number), "volume_quote_24h": number * 100.0,
                "bid_price": 100.0, "bid_qty": 1.0, "ask_price": 101.0, "ask_qty": 2.0}

    @staticmethod
    def mark(number, *columns):
        values = {"mark_price": 100.0 + number, "index_price": 200.0 + number,
                  "funding_rate": float(f"0.0000{number}"), "funding_time": START + 28_800_000_000,
                  "open_interest": 300.0 + number, "mark_iv": 55.0, "delta": -0.5,
                  "gamma": float(f"0.00{number}"), "vega": 12.5, "theta": -9.5}
        return {column: values[column] for column in columns or values}

    def with_tickers(self, stream, rows, frames=3):
        """Rows are (channel, number of the second, columns)."""
        self.subscribe(stream)
        for channel, number, columns in rows:
            self.row("tickers", self.second(number), channel=channel, **columns)
        for number in (1, 2, 3):
            self.deliver(stream, "tickers", "sent", self.second(number), self.second(number), frames // 3)
        self.first_and_last("tickers", None, None, channel=stream)
        return self

    def write(self, directory):
        self.truth["connections.csv"].append(f"1,close,{END},client: end")
        return super().write(directory)
