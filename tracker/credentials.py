"""The rules of a certificate: who may have one, its number, its public code.

Pure: values in, values out. What is stored and who asks is left to `services.certificates`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

DISCLAIMER: Final = {
    "zh": "培训结业证明，不等同于学历证书、职业资格证书或职业技能等级证书",
    "en": (
        "Proof that a training course was completed. It is not a diploma, a vocational"
        " qualification certificate or a vocational skill level certificate."
    ),
}
"""The line printed on every certificate."""

CERTIFICATE_TYPE: Final = {
    "id": "completion",
    "zh": "培训结业证书",
    "en": "Certificate of Completion",
}

CHINA: Final = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""The zone of every printed date; China keeps one zone and no summer time."""

_ALPHANUMERIC: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PREFIX: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")

PREFIX_LENGTH: Final = 40
CODE_BITS: Final = 80
CODE_LENGTH: Final = CODE_BITS // 5
"""Characters of a public code: 16 of five bits each."""


class Obstacle(StrEnum):
    """Why a learner cannot be given a certificate now."""

    NO_ACHIEVEMENT = "no_achievement"
    LESSON_UNREAD = "lesson_unread"
    QUIZ_NOT_PASSED = "quiz_not_passed"
    NAME_EMPTY = "name_empty"
    NAME_BROKEN = "name_broken"
    GLYPH_MISSING = "glyph_missing"
    MEMBERSHIP_ENDED = "membership_ended"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One obstacle and what it is about: a lesson, a quiz, the characters."""

    obstacle: Obstacle
    subject: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bilingual:
    """A text as it is printed: Chinese, and English below it."""

    zh: str
    en: str

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Bilingual:
        """From texts by language; a language that is missing is printed in one that is there."""
        known = [text for text in texts.values() if text]
        fallback = known[0] if known else ""
        return cls(zh=texts.get("zh") or fallback, en=texts.get("en") or fallback)

    def to_json(self) -> dict[str, str]:
        """As frozen in a certificate's fields."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """All that a certificate says of a learner and a course, before it has a number."""

    name: str
    name_latin: str
    employer: Bilingual
    training_provider: Bilingual
    issuer_id: str
    issuer: Bilingual
    achievement_id: str
    achievement: Bilingual
    valid_months: int
    course_id: str
    course_revision: str
    course: Bilingual
    class_hours: float
    minutes: int
    points: tuple[int, int] | None
    """Reached and possible over the best attempts at all graded quizzes; None without any."""
    started_at: dt.datetime
    completed_at: dt.datetime

    @property
    def printed(self) -> str:
        """Every text that people wrote and that will be printed."""
        texts = (self.employer, self.training_provider, self.issuer, self.achievement, self.course)
        return self.name + self.name_latin + "".join(text.zh + text.en for text in texts)


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingPart:
    """A part of the course not done yet; `quiz_id` is empty where the lesson is to be read."""

    lesson_id: str
    quiz_id: str = ""


def check_eligibility(
    *,
    has_achievement: bool,
    missing_parts: Sequence[MissingPart],
    name: str,
    printed: str,
    missing_glyphs: Callable[[str], Iterable[str]],
) -> tuple[Reason, ...]:
    """Every reason against issuing, in the order in which staff can do something about them.

    No reason means eligible. `printed` is all that will be printed and could lack a glyph.
    """
    reasons: list[Reason] = []
    if not has_achievement:
        reasons.append(Reason(obstacle=Obstacle.NO_ACHIEVEMENT))
    reasons.extend(_check_name(name, printed, missing_glyphs))
    for part in missing_parts:
        if part.quiz_id:
            reasons.append(Reason(obstacle=Obstacle.QUIZ_NOT_PASSED, subject=part.quiz_id))
        else:
            reasons.append(Reason(obstacle=Obstacle.LESSON_UNREAD, subject=part.lesson_id))
    return tuple(reasons)


def _check_name(
    name: str, printed: str, missing_glyphs: Callable[[str], Iterable[str]]
) -> list[Reason]:
    """A name that is absent, was damaged on its way here, or cannot be printed."""
    if not name.strip():
        return [Reason(obstacle=Obstacle.NAME_EMPTY)]
    if any(_is_broken(character) for character in name):
        return [Reason(obstacle=Obstacle.NAME_BROKEN, subject=name)]
    if missing := "".join(missing_glyphs(printed)):
        return [Reason(obstacle=Obstacle.GLYPH_MISSING, subject=missing)]
    return []


def _is_broken(character: str) -> bool:
    """Signs of a wrong encoding: U+FFFD, a question mark, control and private characters."""
    return character in "\ufffd??" or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}


def check_character(text: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 check character of `text`, which holds 0-9 and A-Z only."""
    product = 36
    for character in text:
        total = (product + _ALPHANUMERIC.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]


def check_character_is_right(text: str) -> bool:
    """Whether the last character of `text` is the check character of the rest."""
    return len(text) > 1 and check_character(text[:-1]) == text[-1]


def number_prefix(issuer_id: str) -> str:
    """The prefix of an issuer's certificate numbers: its id in capitals, cut to a length."""
    return issuer_id.upper()[:PREFIX_LENGTH].rstrip("-")


def day_in_china(time: dt.datetime) -> dt.date:
    """The day that is printed for a time."""
    return time.astimezone(CHINA).date()


def end_of_day(day: dt.date) -> dt.datetime:
    """The moment a day is over in China."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), CHINA)


def freeze_fields(
    claim: Claim, *, number: str, code: str, public_url: str, issued_at: dt.datetime
) -> dict[str, Any]:
    """Everything that is printed, as JSON values that never change again."""
    issued_on = day_in_china(issued_at)
    last_day = valid_until(issued_on, claim.valid_months)
    return {
        "type": dict(CERTIFICATE_TYPE),
        "number": number,
        "code": code,
        "code_in_groups": format_code(code),
        "verify_url": f"{public_url}/verify/{code}",
        "verify_url_shown": f"{public_url}/verify/",
        "name": {"zh": claim.name, "latin": claim.name_latin},
        "employer": claim.employer.to_json(),
        "training_provider": claim.training_provider.to_json(),
        "issuer": {"id": claim.issuer_id, "name": claim.issuer.to_json()},
        "achievement": {"id": claim.achievement_id, "title": claim.achievement.to_json()},
        "course": {
            "id": claim.course_id,
            "revision": claim.course_revision,
            "title": claim.course.to_json(),
            "class_hours": claim.class_hours,
            "minutes": claim.minutes,
            "online": True,
        },
        "result": None if claim.points is None else _freeze_result(*claim.points),
        "started_on": day_in_china(claim.started_at).isoformat(),
        "completed_on": day_in_china(claim.completed_at).isoformat(),
        "issued_on": issued_on.isoformat(),
        "issued_at": issued_at.astimezone(dt.UTC).isoformat(),
        "valid_until": None if last_day is None else last_day.isoformat(),
        "disclaimer": dict(DISCLAIMER),
    }


def _freeze_result(raw: int, maximum: int) -> dict[str, int]:
    """Points, and the percentage rounded down: rounding must not reach a mark that was missed."""
    percent = Fraction(100 * raw, maximum) if maximum else Fraction(100)
    return {"raw": raw, "max": maximum, "percent": int(percent)}


def serial_prefix(prefix: str, issued_on: dt.date) -> str:
    """The counter a certificate's serial is taken from: `<PREFIX>-<year>`."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(
            f"certificate prefix {prefix!r}: use capital letters, digits and single hyphens"
        )
    return f"{prefix}-{issued_on.year:04d}"


def certificate_number(prefix: str, issued_on: dt.date, serial: int) -> str:
    """`<PREFIX>-<year>-<serial, 6 digits>-<check character>`; the check covers all before it."""
    body = f"{serial_prefix(prefix, issued_on)}-{serial:06d}"
    return f"{body}-{check_character(body.replace('-', ''))}"


def number_is_right(number: str) -> bool:
    """Whether a typed certificate number has the right check character."""
    characters = number.strip().upper().replace("-", "")
    return characters.isascii() and characters.isalnum() and check_character_is_right(characters)


def encode_code(bits: int) -> str:
    """80 random bits as 16 characters of Crockford's base 32 (no I, L, O, U)."""
    if not 0 <= bits < 1 << CODE_BITS:
        raise ValueError(f"a public code has {CODE_BITS} bits")
    shifts = range(CODE_BITS - 5, -1, -5)
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in shifts)


def parse_code(typed: str) -> str | None:
    """The code a person typed: any case, spaces and hyphens, O for 0, I or L for 1; or None."""
    code = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    code = re.sub(r"[\s\-\u2010-\u2015]", "", code)
    if len(code) != CODE_LENGTH or any(character not in _CROCKFORD for character in code):
        return None
    return code


def format_code(code: str) -> str:
    """The code in groups of four, as it is printed: `0123-4567-89AB-CDEF`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def valid_until(issued_on: dt.date, valid_months: int) -> dt.date | None:
    """The last day of validity, or None without end; 31 August + 6 months is 28 February."""
    if not valid_months:
        return None
    month = issued_on.month - 1 + valid_months
    year, month = issued_on.year + month // 12, month % 12 + 1
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return dt.date(year, month, min(issued_on.day, last))
