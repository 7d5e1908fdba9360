# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the house rules share: which files there are, C without its comments, and how a rule speaks."""
import os
import pathlib
import re
import sys

SKIPPED_NAMES = {".git", "__pycache__", "fixtures"}
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.MULTILINE)


class Lint:
    """Collects `file:line: rule: text` lines."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.problems = []

    def files(self, *folders):
        """Every file of the project that may hold its text, sorted."""
        found = []
        for folder in folders or (".",):
            for path, names, files in os.walk(self.root / folder):
                names[:] = sorted(name for name in names if name not in SKIPPED_NAMES and not name.startswith("build"))
                found += [pathlib.Path(path, file) for file in files if file not in SKIPPED_NAMES]
        return sorted(found)

    def name(self, path):
        return str(pathlib.Path(path).relative_to(self.root))

    def add(self, path, line, rule, text):
        self.problems.append("%s:%d: %s: %s" % (self.name(path), line, rule, text))


def main(check):
    """Runs check(lint) on the tree that is named; the status is 1 when there is a problem."""
    if len(sys.argv) != 2:
        print("usage: %s ROOT" % pathlib.Path(sys.argv[0]).name, file=sys.stderr)
        return 2
    lint = Lint(sys.argv[1])
    check(lint)
    for problem in lint.problems:
        print(problem)
    return 1 if lint.problems else 0


def blank(match):
    """The same number of lines, and of characters, without a word."""
    return re.sub(r"[^\n]", " ", match.group())


def bare_c(text):
    """C without comments, the insides of strings, and preprocessor lines; every line and column as before."""
    def hide(match):
        token = match.group()
        return blank(match) if token[0] == "/" else token[0] + re.sub(r"[^\n]", "_", token[1:-1]) + token[-1]

    return PREPROCESSOR.sub(blank, TOKEN.sub(hide, text))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def chunks(bare):
    """What stands at file scope: (start, text with the insides of braces blanked, offset of the body or None, end).

    A chunk ends at a `;` or at the closing brace of a function.
    """
    depth, parens, start, body = 0, 0, 0, None
    for offset, letter in enumerate(bare):
        if letter == "(":
            parens += 1
        elif letter == ")":
            parens -= 1
        elif letter == "{":
            if depth == 0 and body is None:
                body = offset
            depth += 1
        elif letter == "}":
            depth = max(0, depth - 1)
            if depth == 0 and is_function(bare[start:body]):
                yield start, bare[start:body], body, offset + 1
                start, body = offset + 1, None
        elif letter == ";" and depth == 0 and parens == 0:
            head = bare[start:offset] if body is None else bare[start:body] + "{}" + bare[bare.rindex("}", start, offset) + 1:offset]
            yield start, head, None, offset + 1
            start, body = offset + 1, None


def is_function(head):
    """`name (parameters)` right before the brace, and no `=` outside of parentheses."""
    return function_name(head) is not None and "=" not in re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", head))


def function_name(head):
    """(offset, name) of the function that this head defines, else None."""
    end = head.rstrip()
    if not end.endswith(")"):
        return None
    depth = 0
    for offset in range(len(end) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(end[offset], 0)
        if depth == 0:
            name = re.search(r"(\w+)\s*$", end[:offset])
            return (name.start(), name.group(1)) if name else None
    return None
