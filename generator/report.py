"""Problems as the author reads them: place, message, the line with a mark under it, the way out.

Gives text; printing is left to the command line.
"""

import unicodedata
from collections.abc import Iterable

from generator.problems import Problem, Severity

_MAX_QUOTE = 100


def format_problems(problems: Iterable[Problem]) -> str:
    """All problems once, sorted by path and line, each ending with a new line."""
    return "".join(format_problem(problem) for problem in sorted(set(problems)))


def format_problem(problem: Problem) -> str:
    """One problem.

    content/fire/exit.md:12: "[×]" is not a tick box
        - [×] 干粉
          ~~^
      write: - [x] 干粉
    """
    path = printable(problem.path)
    place = f"{path}:{problem.line}" if problem.line else path
    label = "warning: " if problem.severity is Severity.WARNING else ""
    lines = [f"{place}: {label}{printable(problem.message)}"]
    if problem.quote.strip():
        lines += _quote(problem)
    lines += [f"  {printable(line)}" for line in problem.hint.split("\n") if line]
    return "\n".join(lines) + "\n"


def format_summary(problems: Iterable[Problem], *, files: int) -> str:
    """Such as "3 errors, 2 warnings in 14 files"."""
    found = set(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    warnings = len(found) - errors
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')} in {_count(files, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _quote(problem: Problem) -> list[str]:
    """The quoted line and, if only a part of it is meant, a mark that stands under that part."""
    line, column = problem.quote, problem.column
    start = 0
    if column > _MAX_QUOTE // 2 and len(line) > _MAX_QUOTE:
        start = column - _MAX_QUOTE // 2
    shown = printable(line[start : start + _MAX_QUOTE])
    quoted = f"    {'…' if start else ''}{shown}{'…' if len(line) > start + _MAX_QUOTE else ''}"
    marked = shown[column - start : column - start + problem.width]
    if not marked or marked.strip() == line.strip():
        return [quoted.rstrip()]
    before = display_width(shown[: column - start]) + (1 if start else 0)
    return [quoted.rstrip(), f"    {' ' * before}{'~' * (display_width(marked) - 1)}^"]


def display_width(text: str) -> int:
    """How many columns a terminal needs; Chinese characters take two."""
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in ("W", "F")
        else 1
        for character in text
    )


def printable(text: str) -> str:
    """The text without characters that would move the cursor or hide something."""
    return "".join(
        character
        if character.isprintable()
        else " "
        if character.isspace()
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
