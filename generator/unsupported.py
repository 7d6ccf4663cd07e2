"""Kinds of questions that are refused for now, and questions without recognised answers."""

import re
from collections.abc import Callable, Iterator

from generator.problems import Problem
from generator.sources import Source

LIST_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,2}[.)、]|[A-Ha-h][.)、])[ \t\u3000]*(\S.*)")

_ORDERING = re.compile(r"[-*+][ \t]+\S[^\n]{0,500}?(?:->|→)[ \t]*[0-9]{1,3}[ \t]*")
_MATCHING = re.compile(r"[-*+][ \t]+\S[^\n]{0,500}?[ \t](?:=>|⇒)[ \t]*\S.*")
_GAP = re.compile(r"\[\[[^\[\]\n]{1,200}\]\](?!\()")
_CODE_SPAN = re.compile(r"`[^`\n]*`")

_KINDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("ordering (- text -> 1)", _ORDERING.fullmatch),
    ("matching (- a => b)", _MATCHING.fullmatch),
)


def explain_missing_answers(source: Source, code: tuple[bool, ...]) -> Problem:
    """A kind that is not supported yet, choices without boxes, or nothing at all.

    `source` is the question, its heading first; `code` tells which lines are fenced code.
    """
    lines = [(at, line) for at, line in enumerate(source.lines) if not code[at] and line.strip()]
    for index, line in lines:
        if gap := _find_gap(source, index):
            return gap
        for name, matches in _KINDS:
            if matches(line):
                return source.problem(
                    index,
                    f"{name} is not supported yet",
                    hint="use choices (- [x] …) or a typed answer (= …)",
                )
    for index, line in lines[1:]:
        if item := LIST_ITEM.fullmatch(line):
            return source.problem(
                index, "this choice has no tick box", hint=f"write: - [ ] {item[1]}"
            )
    return source.problem(
        0,
        "this question has no answers",
        hint="write choices (- [x] right, - [ ] wrong) or a typed answer (= …)",
    )


def refuse_gaps(source: Source, code: tuple[bool, ...], *, end: int) -> Iterator[Problem]:
    """Gaps above the answers in line `end`: a page would show what belongs into them."""
    for index in range(end):
        if not code[index] and (gap := _find_gap(source, index)):
            yield gap


def _find_gap(source: Source, index: int) -> Problem | None:
    gap = _GAP.search(_CODE_SPAN.sub("", source.lines[index]))
    if gap is None:
        return None
    return source.problem(
        index,
        "filling gaps ([[…]]) is not supported yet",
        hint=f"write ____ for {gap[0]}, and use a typed answer (= …) or choices (- [x] …)",
        mark=gap[0],
    )
