"""Lists and reads the project's own files, for the house checks. Needs neither git nor packages."""

import os
import re
import sys

IGNORED_FOLDERS = {".git", ".deps", "build", ".cache", "__pycache__", ".vscode", ".idea"}
SOURCE_ENDINGS = (".hpp", ".cpp")


def root_from(arguments):
    """The tree to check: the first argument, else the checkout this script lies in."""
    if len(arguments) > 1:
        return os.path.abspath(arguments[1])
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def files(root, folder="", endings=None):
    """Paths relative to root of all files below folder, sorted; those of a checkout, not of its builds."""
    found = []
    for where, folders, names in os.walk(os.path.join(root, folder)):
        folders[:] = [name for name in folders if name not in IGNORED_FOLDERS]
        for name in names:
            if endings is None or name.endswith(endings):
                found.append(os.path.relpath(os.path.join(where, name), root))
    return sorted(found)


def folders(root, folder):
    """Names of the folders directly in folder; none when it does not exist."""
    path = os.path.join(root, folder)
    if not os.path.isdir(path):
        return []
    return sorted(name for name in os.listdir(path) if os.path.isdir(os.path.join(path, name)))


def read(root, path):
    """The text of a file; bytes that are no UTF-8 are replaced."""
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


_TOKEN = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'  # raw string
    r'|"(?:\\.|[^"\\\n])*"'  # string
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"  # character, not a digit separator
    r"|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)


def without_comments(source):
    """C++ source with comments emptied; every line break stays."""

    def blank(match):
        token = match.group(0)
        return "\n" * token.count("\n") if token.startswith("/") else token

    return _TOKEN.sub(blank, source)


def without_comments_and_text(source):
    """C++ source with comments, strings and characters emptied; every line break stays."""

    def blank(match):
        token = match.group(0)
        newlines = "\n" * token.count("\n")
        return newlines if token.startswith("/") else '""' + newlines

    return _TOKEN.sub(blank, source)


def includes(source):
    """(line number, target, is_system) of every #include."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
    for match in pattern.finditer(source):
        yield source.count("\n", 0, match.start()) + 1, match.group(2), match.group(1) == "<"


def report(name, problems):
    """Prints the problems and ends the program: 1 when there are any, else 0."""
    for problem in problems:
        print(problem)
    print(f"{name}: {len(problems)} problem(s)" if problems else f"{name}: in order")
    sys.exit(1 if problems else 0)
