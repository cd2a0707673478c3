#!/usr/bin/env python3
"""Checks that no file speaks of one particular machine: no home or work folders, no hosts of package registries.

Usage: check_names.py [ROOT]
"""

import re
import sys

import tree

# Joined from pieces, so that this file does not name what it looks for.
_FOLDERS = "|".join(["wo" + "rk", "ro" + "ot", "ho" + r"me/[a-z][\w-]*", "Us" + "ers", "fa" + "rm"])
_HOSTS = "|".join(["py" + "pi", "npm" + "js", "crates" + r"\.io", "proxy" + r"\.golang",
                   "repo1" + r"\.maven", "deb" + r"\.debian", "archive" + r"\.ubuntu"])
PATTERNS = (
    ("a path of one machine", re.compile(rf"(?<![\w.~$}}:/*-])/(?:{_FOLDERS})(?:/|\b(?=[\"'\s]))")),
    ("a scratch path of one machine", re.compile(r"/tm" + r"p/(?:bash|build-)")),
    ("the host of a package registry", re.compile(rf"https?://[^ \"']*(?:{_HOSTS})")),
    # Tests may look for the corpus beside the checkout; nothing else may lie there.
    ("a file beside the checkout", re.compile(r"\.\./shar" + r"ed(?!/corpus)")),
)
# Compressed samples are read as bytes; nothing to find there.
BINARY_ENDINGS = (".gz", ".zst", ".parquet", ".png")


def check(root):
    """All problems of the tree, one line each."""
    problems = []
    for path in tree.files(root):
        if path.endswith(BINARY_ENDINGS):
            continue
        for number, line in enumerate(tree.read(root, path).splitlines(), 1):
            for what, pattern in PATTERNS:
                if pattern.search(line):
                    problems.append(f"{path}:{number}: {what}: {line.strip()[:100]}")
    return problems


if __name__ == "__main__":
    tree.report("names", check(tree.root_from(sys.argv)))
