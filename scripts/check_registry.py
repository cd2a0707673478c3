#!/usr/bin/env python3
"""Checks that what exists is registered: every venue, stage and sink stands in its kind's registry.cpp.

Usage: check_registry.py [ROOT]

A venue nobody registered compiles, passes its own tests and is never used; that is what this finds.
It also checks that every venue folder has the files that all venue folders have.
"""

import os
import re
import sys

import tree

VENUE_FILES = ("facts.cpp", "plan.cpp", "identify.cpp", "parse.cpp", "README.md")
# Folders of src/mdc/exchanges that hold what venues share and are no venue.
SHARED_FOLDERS = {"common"}


def members(root, kind):
    """Names of what must be registered: folders, or for pipeline/stages the stems of its headers."""
    if kind == "pipeline":
        headers = tree.files(root, "src/mdc/pipeline/stages", ".hpp")
        return sorted({os.path.splitext(os.path.basename(path))[0] for path in headers})
    return [name for name in tree.folders(root, f"src/mdc/{kind}") if name not in SHARED_FOLDERS]


def registry_problem(registry, kind, name):
    """One sentence when registry (the text of registry.cpp) does not include or does not use `name`."""
    folder = "pipeline/stages" if kind == "pipeline" else kind
    ending = r"\.hpp" if kind == "pipeline" else "/"
    code = tree.without_comments(registry)
    if not re.search(rf'#\s*include\s*"mdc/{folder}/{name}{ending}', code):
        return "is not included in registry.cpp"
    rest = re.sub(r"^\s*#.*$", "", code, flags=re.MULTILINE)
    pascal = "".join(part.capitalize() for part in name.split("_"))
    if name not in rest and pascal not in rest:
        return "is included in registry.cpp but not in its list"
    return None


def check(root):
    """All problems of the tree, one line each."""
    problems = []
    for kind in ("exchanges", "pipeline", "sinks"):
        names = members(root, kind)
        path = f"src/mdc/{kind}/registry.cpp"
        if names and not os.path.exists(os.path.join(root, path)):
            problems.append(f"{path}: missing")
            continue
        registry = tree.read(root, path) if names else ""
        for name in names:
            problem = registry_problem(registry, kind, name)
            if problem:
                problems.append(f"src/mdc/{kind}: {name} {problem}")
    for venue in members(root, "exchanges"):
        for name in (f"{venue}.hpp",) + VENUE_FILES:
            if not os.path.exists(os.path.join(root, "src/mdc/exchanges", venue, name)):
                problems.append(f"src/mdc/exchanges/{venue}: no {name}")
    return problems


if __name__ == "__main__":
    tree.report("registries", check(tree.root_from(sys.argv)))
