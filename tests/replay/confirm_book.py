"""Does the book that the orderbook_l2 rows rebuild agree with the exchange's own bookTicker?

confirm_book.py ORDERBOOK_JSONL BBO_JSONL: for each book message, the last bookTicker whose update id
lies in (first_update_id, last_update_id] must show the rebuilt book's best bid and ask, price and
quantity. Prints "confirmed N mismatched M" and the ids of the mismatches. Reads rows alone: it knows
nothing of the program that wrote them.
"""
import json
import sys

NEW, UPDATE, DELETE = 1, 2, 3
BID, ASK, UNKNOWN = 1, -1, 0


def quotes_of(path):
    """(update_id, quote) of each ticker, ascending."""
    quotes = {}
    with open(path) as lines:
        for line in lines:
            row = json.loads(line)
            quote = (row["bid_price"], row["bid_qty"], row["ask_price"], row["ask_qty"])
            quotes.setdefault(row["ticker"], []).append((row["update_id"], quote))
    return quotes


def messages_of(path):
    """Rows of one book message at a time: (ticker, rows)."""
    key, rows = None, []
    with open(path) as lines:
        for line in lines:
            row = json.loads(line)
            this = (row["ticker"], row["packet_id"], row["last_update_id"])
            if this != key and rows:
                yield key[0], rows
                rows = []
            key = this
            rows.append(row)
    if rows:
        yield key[0], rows


def apply(book, row):
    if row["side"] == UNKNOWN:
        book[BID].clear()
        book[ASK].clear()
    elif row["action"] == DELETE:
        book[row["side"]].pop(row["price"], None)
    else:
        book[row["side"]][row["price"]] = row["qty"]


def top(book):
    bids, asks = book[BID], book[ASK]
    if not bids or not asks:
        return None
    bid, ask = max(bids), min(asks)
    return (bid, bids[bid], ask, asks[ask])


def main():
    quotes = quotes_of(sys.argv[2])
    books, at = {}, {}
    confirmed, mismatched = 0, []
    for ticker, rows in messages_of(sys.argv[1]):
        book = books.setdefault(ticker, {BID: {}, ASK: {}})
        for row in rows:
            apply(book, row)
        first, last = rows[-1]["first_update_id"], rows[-1]["last_update_id"]
        if first is None or last is None:
            continue
        stream = quotes.get(ticker, [])
        index = at.get(ticker, 0)
        while index < len(stream) and stream[index][0] <= last:
            index += 1
        at[ticker] = index
        if index == 0 or stream[index - 1][0] < first:
            continue
        if top(book) == stream[index - 1][1]:
            confirmed += 1
        else:
            mismatched.append(last)
    print(f"confirmed {confirmed} mismatched {len(mismatched)}", *mismatched)


if __name__ == "__main__":
    main()
