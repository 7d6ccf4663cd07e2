"""What to say about a question in which no answers were recognised."""

import re
from collections.abc import Callable

from generator.problems import Problem
from generator.sources import Source

LIST_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,2}[.)、]|[A-Ha-h][.)、])[ \t\u3000]*(\S.*)")

_ORDERING = re.compile(r"[-*+][ \t]+\S[^\n]{0,500}?(?:->|→)[ \t]*[0-9]{1,3}[ \t]*")
_MATCHING = re.compile(r"[-*+][ \t]+\S[^\n]{0,500}?[ \t](?:=>|⇒)[ \t]*\S.*")
_GAP = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]")

_KINDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("ordering (- text -> 1)", _ORDERING.fullmatch),
    ("matching (- a => b)", _MATCHING.fullmatch),
    ("filling gaps ([[…]])", _GAP.search),
)


def explain_missing_answers(source: Source, code: tuple[bool, ...]) -> Problem:
    """A kind that is not supported yet, choices without boxes, or nothing at all.

    `source` is the question, its heading first; `code` tells which lines are fenced code.
    """
    lines = [(at, line) for at, line in enumerate(source.lines) if not code[at] and line.strip()]
    for index, line in lines:
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
