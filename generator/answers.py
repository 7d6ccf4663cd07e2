"""What kind of question the answers make: choices, a number or a short text.

Leaves finding the lines to `questions`; sees values, gives values or a message.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from generator.course import Choice, NumericAnswer, QuestionKind
from generator.slips import Slip

_NUMBER = r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?"
_TOLERANCE = r"[0-9]{1,15}(?:\.[0-9]{1,15})?"
_PLUS_MINUS = r"(?:±|\+-|\+/-)"
_UNIT = r"[^\s0-9|±+,，.-][^\s|±,，]{0,15}"
_NUMERIC = re.compile(rf"({_NUMBER})(?:[ ]*{_PLUS_MINUS}[ ]*({_TOLERANCE}))?[ ]*({_UNIT})?")
_UNIT_TWICE = re.compile(
    rf"({_NUMBER})[ ]*({_UNIT})[ ]*{_PLUS_MINUS}[ ]*({_TOLERANCE})[ ]*({_UNIT})?"
)

_TRUE_FALSE = frozenset(
    frozenset(pair)
    for pair in (
        ("正确", "错误"),
        ("对", "错"),
        ("是", "否"),
        ("是", "不是"),
        ("√", "×"),
        ("true", "false"),
        ("yes", "no"),
        ("right", "wrong"),
        ("correct", "incorrect"),
    )
)

_BLANK = re.compile("[\t\n\v\f\r ]+")
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")

MAX_CHOICES = 26
MAX_ACCEPTED_LENGTH = 100


def parse_choice_kind(choices: Sequence[Choice], *, forced_multiple: bool) -> QuestionKind:
    """The kind that ticks and texts make."""
    if forced_multiple or sum(choice.correct for choice in choices) > 1:
        return QuestionKind.MULTIPLE
    texts = frozenset(_plain(choice.text) for choice in choices)
    if len(choices) == 2 and texts in _TRUE_FALSE:
        return QuestionKind.TRUE_FALSE
    return QuestionKind.SINGLE


def _plain(text: str) -> str:
    return re.sub(r"[ 。.!\uff01]+$", "", text).casefold()


def check_choices(choices: Sequence[Choice], *, unclear: bool) -> str:
    """What is wrong with the choices as a whole, or ""."""
    if len(choices) < 2:
        return "a question needs at least two choices"
    if len(choices) > MAX_CHOICES:
        return f"a question has {len(choices)} choices; {MAX_CHOICES} at most"
    if not unclear and not any(choice.correct for choice in choices):
        return "no choice is marked as right"
    return ""


def parse_typed(text: str) -> NumericAnswer | tuple[str, ...] | Slip:
    """Parse what follows `= `: a number with tolerance and unit, or texts separated by `|`."""
    if "|" not in text:
        found = _NUMERIC.fullmatch(text)
        if found:
            return NumericAnswer(
                value=Decimal(found[1]), tolerance=Decimal(found[2] or 0), unit=found[3] or ""
            )
        slip = _numeric_slip(text)
        if slip:
            return slip
    accepted = tuple(part.strip() for part in text.split("|"))
    if not all(accepted):
        better = " | ".join(part for part in accepted if part)
        return Slip(message='nothing stands beside "|"', hint=f"write: = {better}", mark="|")
    if any(len(part) > MAX_ACCEPTED_LENGTH for part in accepted):
        return Slip(
            message=f"an accepted text is longer than {MAX_ACCEPTED_LENGTH} characters",
            hint="ask for a word or two, or use choices",
        )
    # Texts that differ in width, case or spaces only are one text.
    by_plain = {normalise_text(part): part for part in reversed(accepted)}
    return tuple(part for part in accepted if by_plain[normalise_text(part)] is part)


def _numeric_slip(text: str) -> Slip | None:
    """A message if the text was meant as a number."""
    twice = _UNIT_TWICE.fullmatch(text)
    if twice and twice[2] == (twice[4] or twice[2]):
        return Slip(
            message="the unit stands once, behind the tolerance",
            hint=f"write: = {twice[1]} ± {twice[3]} {twice[2]}",
            mark=twice[2],
        )
    comma = re.fullmatch(r"([-+]?[0-9]{1,15})[,，]([0-9]{1,15})(\D{0,30}.*)", text)
    if comma:
        return Slip(
            message=f'"{comma[1]},{comma[2]}" is not a number; the decimal sign is "."',
            hint=f"write: = {comma[1]}.{comma[2]}{comma[3]}",
            mark=text,
        )
    if re.match(r"[-+]?[0-9.]+[ ]*(?:±|\+-|\+/-)", text):
        return Slip(
            message=f'"{text}" is not a number with a tolerance',
            hint="write it like: = 3.5 ± 0.1 mm",
            mark=text,
        )
    return None


def normalise_text(text: str) -> str:
    """A typed text as the graders compare it; tests/contract holds all of them to one rule.

    NFKC, case folding, runs of ASCII white space as one space, outer spaces and spaces between two
    Han characters gone. Texts that differ here are different keys, and each must be kept.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN_HAN.sub("", _BLANK.sub(" ", plain).strip(" "))
