"""What the comparison has to know of each market; the `exchange` of the rows says which one it is."""

BINANCE_SPOT, BINANCE_USDM, DERIBIT, OKX = 1, 2, 3, 4
BYBIT_SPOT, BYBIT_LINEAR, BYBIT_INVERSE, BYBIT_OPTION = 5, 6, 7, 8
BINANCE_FUTURES = (BINANCE_USDM,)
BYBIT = (BYBIT_SPOT, BYBIT_LINEAR, BYBIT_INVERSE, BYBIT_OPTION)

PUSH_SLACK_US = 1_200_000  # the slowest cadence of a book, and the variants' clocks


class Venue:
    def __init__(self, code):
        self.code = code
        self.has_rest_books = code in (BINANCE_SPOT, *BINANCE_FUTURES)
        self.shows_window = code == OKX or code in BYBIT  # only the best levels of a book
        # Feeds whose rows and holes have ids without a hole.
        self.dense_feeds = ("orderbook_l2",) if code in BYBIT else ("orderbook_l2", "trades")
        # Each ticker row is the whole state, whatever of it was new.
        self.merges_tickers = code in (DERIBIT, BYBIT_LINEAR, BYBIT_INVERSE, BYBIT_OPTION)

    def shown(self, time):
        """A time as the venue writes it: all but one cut it to milliseconds."""
        return time if self.code == BINANCE_SPOT else time // 1000 * 1000

    @staticmethod
    def may_be_push(row):
        """A venue need not say when it pushed, but it was never before it happened. A picture that a
        client gets when it subscribes may be of something long ago, but was not pushed after it came."""
        pushed = row["push_timestamp"]
        latest = max(row["timestamp"] + PUSH_SLACK_US, row["rcv_timestamp"])
        return pushed is None or row["timestamp"] <= pushed <= latest
