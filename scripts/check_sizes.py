#!/usr/bin/env python3
"""Checks the budgets of the code: lengths of functions and files, files of a folder, the whole of src/.

Usage: check_sizes.py [ROOT]

What is over its ceiling must stand in scripts/size_exceptions.txt with its exact size. That list may
only shrink: an entry that is no longer needed, or whose thing has become smaller, fails until it is
adjusted, and there may never be more entries than MOST_EXCEPTIONS, which nobody raises.
"""

import os
import sys

import functions
import tree

FUNCTION_CEILING = 70
HEADER_CEILING = 300
SOURCE_CEILING = 600
TEST_CEILING = 800
CONTRACT_CEILING = 80
VENUE_CEILING = 2000
STEMS_CEILING = 12
TOTAL_CEILING = 34000  # lines of code without the simulator: docs/decisions/0015-size-of-the-whole.md

CONTRACTS = ("src/mdc/exchanges/exchange.hpp", "src/mdc/pipeline/stage.hpp", "src/mdc/sinks/sink.hpp")
EXCEPTIONS = "scripts/size_exceptions.txt"
MOST_EXCEPTIONS = 0


def file_ceiling(path):
    if path in CONTRACTS:
        return CONTRACT_CEILING
    if path.startswith("tests/"):
        return TEST_CEILING
    return HEADER_CEILING if path.endswith(".hpp") else SOURCE_CEILING


def lines_of(root, path):
    return tree.read(root, path).count("\n")


def code_lines_of(root, path):
    """Lines that are neither blank nor only a comment."""
    lines = (line.strip() for line in tree.read(root, path).splitlines())
    return sum(1 for line in lines if line and not line.startswith("//"))


def measure(root):
    """(what, size, ceiling) of everything that has a budget."""
    sizes = []
    for folder in ("src", "tests", "bench", "fuzz"):
        for path in tree.files(root, folder, tree.SOURCE_ENDINGS):
            sizes.append((path, lines_of(root, path), file_ceiling(path)))
            for name, first, length in functions.functions(tree.read(root, path)):
                sizes.append((f"{path}:{name}", length, FUNCTION_CEILING))
    sources = tree.files(root, "src", tree.SOURCE_ENDINGS)
    stems = {}
    for path in sources:
        folder, name = os.path.split(path)
        stems.setdefault(folder, set()).add(os.path.splitext(name)[0])
    sizes += [(folder, len(names), STEMS_CEILING) for folder, names in stems.items()]
    for venue in tree.folders(root, "src/mdc/exchanges"):
        folder = f"src/mdc/exchanges/{venue}/"
        lines = sum(lines_of(root, path) for path in sources if path.startswith(folder))
        sizes.append((f"venue {venue}", lines, VENUE_CEILING))
    recorder = [path for path in sources if not path.startswith("src/mdc/sim/")]
    sizes.append(("src", sum(code_lines_of(root, path) for path in recorder), TOTAL_CEILING))
    return sizes


def read_exceptions(root):
    """{what: allowed size} of the exception list; lines are `size what`, # begins a comment."""
    if not os.path.exists(os.path.join(root, EXCEPTIONS)):
        return {}
    exceptions = {}
    for line in tree.read(root, EXCEPTIONS).splitlines():
        line = line.split("#")[0].strip()
        if line:
            size, what = line.split(None, 1)
            exceptions[what] = int(size)
    return exceptions


def check(root, most_exceptions=MOST_EXCEPTIONS):
    """All problems of the tree, one line each."""
    exceptions = read_exceptions(root)
    problems = []
    over = {}
    for what, size, ceiling in measure(root):
        if size > ceiling:
            over[what] = max(size, over.get(what, 0))
            if size > exceptions.get(what, ceiling):
                problems.append(f"{what}: {size}, ceiling {ceiling}")
    for what, allowed in exceptions.items():
        if what not in over:
            problems.append(f"{EXCEPTIONS}: {what} keeps to its ceiling: remove the entry")
        elif over[what] < allowed:
            problems.append(f"{EXCEPTIONS}: {what} is {over[what]} now: lower the entry")
    if len(exceptions) > most_exceptions:
        problems.append(f"{EXCEPTIONS}: {len(exceptions)} entries, at most {most_exceptions}")
    return problems


if __name__ == "__main__":
    tree.report("sizes", check(tree.root_from(sys.argv)))
