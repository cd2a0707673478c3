#!/usr/bin/env python3
"""Checks every #include in src/ against the layers: dependencies point down, siblings never meet.

Usage: check_layers.py [ROOT]

Three tables say it all: which module may include which, which module may include which library, and
what the pure modules (venues, race, book, stages) must not touch.
"""

import re
import sys

import tree

_LEVEL_1 = {"core", "model", "config", "metrics"}
_LEVEL_2 = _LEVEL_1 | {"journal", "net", "pipeline", "sinks", "exchanges", "race", "book", "alerts"}

# module -> modules it may include besides itself. A folder of src/mdc that is not here is an error.
MODULES = {
    "core": set(),
    "model": {"core"},
    "config": {"core"},
    "metrics": {"core"},
    "journal": {"core", "model"},
    "net": _LEVEL_1,
    "pipeline": _LEVEL_1,
    "sinks": _LEVEL_1 | {"journal"},
    "exchanges": {"core", "model", "config"},
    "race": {"core", "model", "config"},
    "book": {"core", "model", "config"},
    "alerts": {"core", "config", "metrics"},
    "sim": {"core", "model", "config", "net"},
    "parquet": {"core", "model", "journal"},
    "collector": _LEVEL_2,
    # All but parquet, which is a program of its own and brings Arrow with it.
    "cli": _LEVEL_2 | {"sim", "collector"},
}

# Folders whose subfolders are siblings, too: only files directly in the folder may include a subfolder.
PLURAL_FOLDERS = ("exchanges", "sinks", "sim/venues")

# What an include in <> starts with -> where in src/mdc it may stand.
LIBRARIES = (
    (r"(arrow|parquet)/", r"parquet/"),
    (r"boost/(beast|asio)", r"sim/|(metrics|net|collector)/http_server\.(cpp|hpp)$"),
    (r"openssl/(evp|hmac)", r"(net|sim|exchanges)/"),  # signing a login is a pure function
    (r"openssl/(?!evp|hmac)", r"(net|sim)/"),
    (r"curl/", r"net/"),
    (r"simdjson", r"(exchanges|collector|cli|sim)/"),
    (r"toml\+\+/", r"config/"),
    (r"CLI/", r"cli/"),
    (r"prometheus/", r"metrics/"),
    (r"zlib\.h", r"(collector|cli|sim)/"),
    # Logging enters through core/log.hpp; fmt is what std::format is elsewhere, so anyone may use it.
    (r"spdlog/", r"core/"),
)

# Pure code: no socket, thread, clock or file; time enters as an argument.
PURE = re.compile(r"(exchanges|race|book|pipeline/stages)/")
IMPURE_INCLUDE = re.compile(
    r"(thread|mutex|shared_mutex|condition_variable|future|fstream|filesystem|iostream|cstdio|ctime"
    r"|unistd\.h|fcntl\.h|netdb\.h|sys/.*|arpa/.*|netinet/.*)$"
)
IMPURE_CODE = re.compile(r"\b(\w+_clock\s*::\s*now|clock_gettime|gettimeofday|getenv)\b")


def include_problem(place, target, is_system):
    """One sentence when the file at `place` (below src/mdc) may not include target, else None."""
    module = place.split("/")[0]
    if is_system:
        for pattern, allowed in LIBRARIES:
            if re.match(pattern, target) and not re.match(allowed, place):
                return f"<{target}> belongs in {allowed}"
        if PURE.match(place) and IMPURE_INCLUDE.match(target):
            return f"pure code must not include <{target}>"
        return None
    if not target.startswith("mdc/"):
        return f'"{target}" is not rooted at src/'
    inner = target[len("mdc/"):]
    other = inner.split("/")[0]
    if other != module and other not in MODULES[module]:
        return f"{module} must not include {other}"
    for plural in PLURAL_FOLDERS:
        mine, its = subfolder(place, plural), subfolder(inner, plural)
        if mine and its and mine != its:
            return f"{plural}/{mine} must not include its sibling {its}"
    return None


def subfolder(place, plural):
    """The folder below `plural` that a path lies in, or None."""
    match = re.match(re.escape(plural) + r"/([^/]+)/", place)
    return match.group(1) if match else None


def check(root):
    """All problems of the tree, one line each."""
    problems = [
        f"src/mdc/{name}: not in the table of modules"
        for name in tree.folders(root, "src/mdc") if name not in MODULES
    ]
    for path in tree.files(root, "src/mdc", tree.SOURCE_ENDINGS):
        place = path[len("src/mdc/"):]
        if place.split("/")[0] not in MODULES:
            continue
        source = tree.read(root, path)
        for line, target, is_system in tree.includes(source):
            problem = include_problem(place, target, is_system)
            if problem:
                problems.append(f"{path}:{line}: {problem}")
        if PURE.match(place):
            code = tree.without_comments_and_text(source)
            for match in IMPURE_CODE.finditer(code):
                line = code.count("\n", 0, match.start()) + 1
                problems.append(f"{path}:{line}: pure code must not call {match.group(1)}")
    return problems


if __name__ == "__main__":
    tree.report("layers", check(tree.root_from(sys.argv)))
