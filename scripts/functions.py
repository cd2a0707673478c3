"""Finds the functions of a C++ source and how long each is; a scanner of braces, not a parser."""

import re

import tree

_CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum)\b|\bextern\s*\"\"")
# White space and access labels before a declaration.
_LEAD = re.compile(r"\s*(?:\b(?:public|private|protected)\s*:(?!:)\s*)*")
_NAME = re.compile(r"([~\w:]+(?:\s*<[^<>()]*>)?|operator\s*[^\s(]+)\s*\(")


def _without_template_header(text):
    """Drops leading `template <…>`, whose `class` is no class."""
    text = text.lstrip()
    while text.startswith("template"):
        depth, end = 0, None
        for index, character in enumerate(text):
            depth += {"<": 1, ">": -1}.get(character, 0)
            if character == ">" and depth == 0:
                end = index + 1
                break
        if end is None:
            return text
        text = text[end:].lstrip()
    return text


def _kind(header):
    """What the brace after this header opens: a container, a function or an initialiser."""
    header = _without_template_header(header)
    before_parameters = header.split("(")[0]
    if _CONTAINER.search(before_parameters) or re.match(r"(struct|class|union)\s+alignas", header):
        return "container"
    # `A() : a_{1}, b_{2} {`: the brace after a member's name is not yet the body.
    if re.search(r"\)[^()?]*[^:?]:[^:?]", header) and re.search(r"[\w>]\s*$", header):
        return "initialiser"
    if "(" not in header or re.search(r"=\s*$", header) or re.search(r"[^=!<>]=[^=]", before_parameters):
        return "initialiser"
    return "function"


def _without_directives(code):
    """Empties preprocessor lines with their continuations, keeping every line break."""
    directive = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
    return directive.sub(lambda match: "\n" * match.group(0).count("\n"), code)


def functions(source):
    """(name, first line, number of lines) of every function that has a body, lambdas inside included in it."""
    code = _without_directives(tree.without_comments_and_text(source))
    found, stack, start = [], [], 0
    for match in re.finditer(r"[{};]", code):
        at, mark = match.start(), match.group(0)
        if mark == "{":
            inside = any(kind == "function" for kind, _, _ in stack)
            begin = _LEAD.match(code, start, at).end()
            header = code[begin:at]
            stack.append(("block" if inside else _kind(header), begin, header))
        elif mark == "}" and stack:
            kind, begin, header = stack.pop()
            if kind == "initialiser":
                continue
            if kind == "function":
                name = _NAME.search(_without_template_header(header))
                first = code.count("\n", 0, begin) + 1
                last = code.count("\n", 0, at) + 1
                found.append((name.group(1) if name else "?", first, last - first + 1))
        if not (stack and stack[-1][0] == "initialiser"):
            start = at + 1
    return found
