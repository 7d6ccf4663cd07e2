"""The text of a file with its place: makes problems that quote their line, knows what is code.

Used by everything that reads Markdown. It opens no file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.problems import Problem, Severity

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Some lines of one file; `first_line` is the number of the first of them in the file."""

    path: str
    lines: tuple[str, ...]
    first_line: int = 1

    def part(self, start: int, end: int) -> Source:
        """The lines from index `start` up to `end`, which know their place in the file."""
        return Source(
            path=self.path, lines=self.lines[start:end], first_line=self.first_line + start
        )

    def number(self, index: int) -> int:
        """The line number in the file."""
        return self.first_line + index

    def problem(
        self,
        index: int,
        message: str,
        *,
        hint: str = "",
        mark: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at line `index` (from 0) that underlines `mark`, or the whole line."""
        quote = self.lines[index] if 0 <= index < len(self.lines) else ""
        column = quote.find(mark) if mark else -1
        if column < 0:
            mark = quote.strip()
            column = quote.find(mark)
        return Problem(
            path=self.path,
            line=self.number(index),
            column=column,
            message=message,
            hint=hint,
            quote=quote,
            width=len(mark),
            severity=severity,
        )


def make_source(text: str, *, path: str, first_line: int = 1) -> Source:
    """Split a text into lines; a mark at the beginning of the file and CRLF are tolerated."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Source(path=path, lines=tuple(text.split("\n")), first_line=first_line)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fences:
    """Which lines are code between fences (the fences included)."""

    code: tuple[bool, ...]
    unclosed: int | None = None
    """Index of a fence that is never closed; the lines below it do not count as code."""


def find_fences(lines: tuple[str, ...]) -> Fences:
    """Find the fenced code (``` or ~~~) in `lines`."""
    code = [False] * len(lines)
    opened: int | None = None
    fence = ""
    for index, line in enumerate(lines):
        found = _FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if opened is None:
            if found and not (found[1][0] == "`" and "`" in found[2]):
                opened, fence = index, found[1]
        elif found and found[1].startswith(fence) and not found[2].strip():
            code[opened : index + 1] = [True] * (index + 1 - opened)
            opened = None
    return Fences(code=tuple(code), unclosed=opened)
