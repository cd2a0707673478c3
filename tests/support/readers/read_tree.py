"""Reads a recording with DuckDB, Polars, pandas and pyarrow, whole and file by file.

Usage: read_tree.py TREE EXPECTED

EXPECTED has one JSON object a line, written by the test that wrote the tree:
{"table": "trades", "rows": 120, "seq_ids": 7140, "columns": {"timestamp": "int64", ...}}.
Every reader must see these rows, these types, and the very values that pyarrow sees.
Exits with 1 and says what differs; with 77 when a reader is not installed.
"""

import json
import pathlib
import sys

try:
    import duckdb
    import pandas
    import polars
    import pyarrow
    import pyarrow.dataset
    import pyarrow.parquet
except ModuleNotFoundError as missing:
    print(f"not installed: {missing.name}")
    sys.exit(77)

PARTITIONS = ["date", "venue"]

ARROW_TYPES = {
    "int8": pyarrow.int8(),
    "int16": pyarrow.int16(),
    "int32": pyarrow.int32(),
    "int64": pyarrow.int64(),
    "float64": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "text": pyarrow.string(),
    "bytes": pyarrow.binary(),
}
DUCKDB_TYPES = {
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "boolean": "BOOLEAN",
    "text": "VARCHAR",
    "bytes": "BLOB",
}
POLARS_TYPES = {
    "int8": polars.Int8,
    "int16": polars.Int16,
    "int32": polars.Int32,
    "int64": polars.Int64,
    "float64": polars.Float64,
    "boolean": polars.Boolean,
    "text": polars.String,
    "bytes": polars.Binary,
}


def check(condition, words):
    if not condition:
        print(words)
        sys.exit(1)


def expected_type(table, name, kind):
    return "bytes" if (table, name) == ("raw", "payload") else kind


def check_arrow(arrow, columns, where):
    """Order, types: what pyarrow sees is what the others are compared with."""
    names = [name for name in arrow.schema.names if name not in PARTITIONS]
    check(names == list(columns), f"{where}: columns {names}, expected {list(columns)}")
    for name, kind in columns.items():
        found = arrow.schema.field(name).type
        check(found == ARROW_TYPES[kind], f"{where}: {name} is {found}, expected {kind}")


def check_same(values, reference, columns, where):
    """`values` and `reference`: column name to list of Python values, both by seq_id."""
    for name in columns:
        for row, (found, wanted) in enumerate(zip(values[name], reference[name], strict=True)):
            check(found == wanted, f"{where}: {name} of row {row} is {found!r}, not {wanted!r}")


def by_seq_id(arrow, columns):
    return arrow.select(list(columns)).sort_by("seq_id").to_pydict()


def read_duckdb(source, columns, reference, where):
    relation = duckdb.sql(f"select * from {source} order by seq_id")
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    for name, kind in columns.items():
        check(types[name] == DUCKDB_TYPES[kind], f"{where}: DuckDB has {name} as {types[name]}")
    rows = relation.fetchall()
    values = dict(zip(relation.columns, zip(*rows, strict=True), strict=True)) if rows else {}
    check_same(values, reference, columns, f"{where} in DuckDB")


def read_polars(frame, columns, reference, where):
    for name, kind in columns.items():
        found = frame.schema[name]
        check(found == POLARS_TYPES[kind], f"{where}: Polars has {name} as {found}")
    values = frame.sort("seq_id").to_dict(as_series=False)
    check_same(values, reference, columns, f"{where} in Polars")


def read_pandas(source, columns, reference, where):
    """With Arrow types, since plain pandas turns an integer column with nulls into floats."""
    frame = pandas.read_parquet(source, dtype_backend="pyarrow")
    for name, kind in columns.items():
        found = frame[name].dtype.pyarrow_dtype
        check(found == ARROW_TYPES[kind], f"{where}: pandas has {name} as {found}")
    frame = frame.sort_values("seq_id")
    values = {
        name: [None if value is pandas.NA else value for value in frame[name].tolist()]
        for name in columns
    }
    check_same(values, reference, columns, f"{where} in pandas")
    plain = pandas.read_parquet(source)
    check(str(plain["seq_id"].dtype) == "int64", f"{where}: plain pandas changes seq_id")
    check(str(plain["exchange"].dtype) == "int16", f"{where}: plain pandas changes exchange")


def check_order_and_metadata(path, table):
    arrow = pyarrow.parquet.ParquetFile(path).read()
    keys = list(zip(arrow["ticker"].to_pylist(), arrow["seq_id"].to_pylist(), strict=True))
    ordered = sorted(keys, key=lambda key: (key[0] is not None, (key[0] or "").encode(), key[1]))
    check(keys == ordered, f"{path} is not sorted by (ticker, seq_id)")
    metadata = pyarrow.parquet.read_metadata(path).metadata
    check(metadata[b"mdc.table"].decode() == table, f"{path}: mdc.table")
    columns = json.loads(metadata[b"mdc.columns"])
    check(list(columns) == arrow.schema.names, f"{path}: mdc.columns")


def read_table(tree, table, columns, expected):
    folder = tree / table
    whole = pyarrow.dataset.dataset(folder, partitioning="hive").to_table()
    check_arrow(whole, columns, table)
    check(whole.num_rows == expected["rows"], f"{table}: {whole.num_rows} rows")
    check(sum(whole["seq_id"].to_pylist()) == expected["seq_ids"], f"{table}: other seq_ids")
    reference = by_seq_id(whole, columns)
    read_duckdb(f"read_parquet('{folder}/*/*/*.parquet', hive_partitioning=true)", columns,
                reference, table)
    read_polars(polars.read_parquet(folder / "**/*.parquet", hive_partitioning=True), columns,
                reference, table)
    read_pandas(folder, columns, reference, table)

    files = sorted(folder.rglob("*.parquet"))
    check(len(files) > 1, f"{table}: only {len(files)} files")
    for path in files:
        arrow = pyarrow.parquet.ParquetFile(path).read()
        check_arrow(arrow, columns, path)
        check_order_and_metadata(path, table)
        reference = by_seq_id(arrow, columns)
        read_duckdb(f"read_parquet('{path}', hive_partitioning=false)", columns, reference, path)
        read_polars(polars.read_parquet(path, hive_partitioning=False), columns, reference, path)
        with open(path, "rb") as stream:  # a path would bring the partitions in again
            read_pandas(stream, columns, reference, path)


def main():
    tree = pathlib.Path(sys.argv[1])
    tables = 0
    for line in pathlib.Path(sys.argv[2]).read_text().splitlines():
        expected = json.loads(line)
        table = expected["table"]
        columns = {
            name: expected_type(table, name, kind) for name, kind in expected["columns"].items()
        }
        read_table(tree, table, columns, expected)
        tables += 1
    codes = pyarrow.parquet.read_table(tree / "exchanges.parquet").to_pydict()
    check(codes["name"][0] == "BINANCE_SPOT" and codes["code"] == list(range(1, 9)), str(codes))
    print(f"{tables} tables read by four readers")


main()
