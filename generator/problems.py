"""What an author has to mend: a problem is a value, collected and sorted, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the build; advice does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Problem:
    """One mistake in one place.

    `path` is relative to the project's root, with forward slashes. `line` counts from 1;
    0 means the whole file. `message` says what is wrong and quotes the value; `hint` is the way
    out, if possible the corrected line; `quote` is the line as the author wrote it, and
    `column` (from 0) with `width` mark the place in it.
    """

    path: str
    line: int = 0
    column: int = 0
    message: str
    hint: str = ""
    quote: str = ""
    width: int = 0
    severity: Severity = Severity.ERROR
