"""Reads a recording's Parquet tree with pyarrow alone."""

import collections
import os

import pyarrow.dataset


def read(directory, table, exchange=None):
    """{ticker: rows in order of seq_id}, of one exchange or of all; each row is a dict."""
    folder = os.path.join(directory, table)
    if not os.path.isdir(folder):
        return {}
    files = [os.path.join(path, name) for path, _, names in os.walk(folder) for name in names
             if name.endswith(".parquet") and "/_" not in path]
    if not files:
        return {}
    rows = pyarrow.dataset.dataset(sorted(files), format="parquet").to_table(use_threads=False).to_pylist()
    rows.sort(key=lambda row: row["seq_id"])
    by_ticker = collections.defaultdict(list)
    for row in rows:
        if exchange is not None and row["exchange"] != exchange:
            continue
        by_ticker[row["ticker"]].append(row)
    return by_ticker
