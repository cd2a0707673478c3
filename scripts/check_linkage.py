#!/usr/bin/env python3
"""Checks that the two programs keep apart what must not meet in one process.

Usage: check_linkage.py BIN_FOLDER     the folder with mdc and mdc-parquet

mdc must not need Arrow or Parquet, mdc-parquet must not need OpenSSL or simdjson: the Arrow of the
wheel exports an OpenSSL and a simdjson of its own (docs/decisions/0010-two-executables.md).
Exit code 77 when neither program has been built.
"""

import os
import re
import subprocess
import sys

import tree

FORBIDDEN = {
    "mdc": ("libarrow", "libparquet"),
    "mdc-parquet": ("libssl", "libcrypto", "libsimdjson", "libcurl"),
}


def needed(program):
    """Names of the libraries in the dynamic section of a program."""
    text = subprocess.run(["readelf", "-d", program], check=True, capture_output=True, text=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", text)


def check(folder):
    """All problems, one line each."""
    problems = []
    for name, forbidden in FORBIDDEN.items():
        program = os.path.join(folder, name)
        if not os.path.exists(program):
            problems.append(f"{name}: not built")
            continue
        libraries = needed(program)
        if not libraries:
            problems.append(f"{name}: needs no library at all, so nothing was read")
        problems += [f"{name} needs {library}" for library in libraries if library.startswith(forbidden)]
    return problems


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check_linkage.py BIN_FOLDER")
    if not any(os.path.exists(os.path.join(sys.argv[1], name)) for name in FORBIDDEN):
        print("linkage: neither program has been built")
        sys.exit(77)
    tree.report("linkage", check(sys.argv[1]))
