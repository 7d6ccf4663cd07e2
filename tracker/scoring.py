"""Whether a response is correct, and what an attempt scores. Values in, values out.

Responses are a choice's id (single, true_false), a list of them without repetition (multiple) or
the typed text (numeric, short_text). The vectors in tests/contract/scoring.json are shared with
the browser, which grades practice by the same rules.

Typed text (short_text), in this order: Unicode NFKC; case folding; runs of ASCII white space
become one space; outer spaces go; a space between two Han characters goes. A response is correct
if it equals an accepted text of any language, treated likewise.

Typed numbers (numeric): NFKC; outer white space goes; "。" becomes "." and "−" (U+2212) "-"; a
single "," becomes "." if there is no other ".". What remains must be

    number = [sign] (digits ["." [digits]] | "." digits)   sign = "+" | "-"   digits = ASCII 0 to 9
    typed  = number [white space] [unit]

else it is wrong. A unit may be left out; one that is given must equal the key's, both NFKC and
without white space; capitals count (mA is not MA). Correct if |typed - value| <= tolerance, in
exact arithmetic.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.catalog import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.catalog import KeyQuestion, NumericKey

Response = str | list[str] | None
"""None, like no response at all, is wrong."""

MAX_TYPED_LENGTH = 500

_BLANKS = "\t\n\v\f\r "
_BLANK = re.compile(f"[{_BLANKS}]+")
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_NUMBER = re.compile(r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(.*)", re.DOTALL)
_SINGLE = {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE}
_CHOSEN = {*_SINGLE, QuestionKind.MULTIPLE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Points reached of points possible."""

    raw: int
    max: int

    @property
    def scaled(self) -> float:
        """0 to 1, for showing; `is_pass` compares exactly."""
        return self.raw / self.max if self.max else 0.0

    def is_pass(self, pass_mark: Fraction) -> bool:
        """Whether the pass mark is met; exactly the mark passes, nothing scored does not."""
        return self.max > 0 and Fraction(self.raw, self.max) >= pass_mark


def normalise_text(text: str) -> str:
    """Typed text as it is compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN_HAN.sub("", _BLANK.sub(" ", folded).strip(" "))


def find_response_problem(
    question: KeyQuestion, response: object, choice_ids: Iterable[str] | None = None
) -> str | None:
    """Why this cannot be a response at all, in plain words; None if it can.

    `choice_ids` are the ids the responder was shown, the question's own if not given.
    """
    if response is None:
        return None
    if question.kind not in _CHOSEN:
        if not isinstance(response, str):
            return "must be the typed text"
        too_long = len(response) > MAX_TYPED_LENGTH
        return f"is longer than {MAX_TYPED_LENGTH} characters" if too_long else None
    known = set(choice_ids or (choice.id for choice in question.choices))
    if question.kind in _SINGLE:
        if not isinstance(response, str):
            return "must be the id of one choice"
        return None if response in known else f'has no choice "{response[:20]}"'
    if not isinstance(response, list) or not all(isinstance(id_, str) for id_ in response):
        return "must be a list of ids of choices"
    if len(set(response)) < len(response):
        return "names a choice twice"
    unknown = sorted(set(response) - known)
    return f'has no choice "{unknown[0][:20]}"' if unknown else None


def is_correct(question: KeyQuestion, response: Response) -> bool:
    """Whether a response without a problem is the key. Multiple choice is all or nothing."""
    if response is None:
        return False
    if question.kind in _CHOSEN:
        given = {response} if isinstance(response, str) else set(response)
        return bool(given) and given == {choice.id for choice in question.choices if choice.correct}
    if not isinstance(response, str):
        return False
    if question.numeric is not None:
        return _is_correct_number(question.numeric, response)
    accepted = question.accepted or {}
    texts = {normalise_text(text) for list_ in accepted.values() for text in list_}
    return normalise_text(response) in texts - {""}


def _is_correct_number(key: NumericKey, typed: str) -> bool:
    text = unicodedata.normalize("NFKC", typed).strip(_BLANKS)
    text = text.replace("。", ".").replace("\u2212", "-")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return False
    number, unit = match.groups()
    if unit.strip(_BLANKS) and _normalise_unit(unit) != _normalise_unit(key.unit):
        return False
    return abs(Fraction(number) - Fraction(key.value)) <= Fraction(key.tolerance)


def _normalise_unit(unit: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", unit))
