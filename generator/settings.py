"""What the settings of a quiz and of a question mean, and what to say about a wrong one."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from generator.comments import Comment
from generator.course import QuestionKind, Quiz, QuizKind, Reveal
from generator.problems import Problem
from generator.sources import Source

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
ID_RULE = "an id has 1 to 63 of a-z, 0-9 and -, and begins with a letter or a digit"

MAX_COOL_DOWN_MINUTES = 60 * 24 * 30

T = TypeVar("T")

GRADED_ONLY = ("attempts", "cool-down", "draw", "reveal")


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why a value is not taken, and the value that was probably meant ("" if unknown)."""

    message: str
    better: str = ""


Parsed = int | str | bool | Fraction | QuizKind | Reveal | QuestionKind


def refuse_id(value: str) -> Refusal | None:
    """What is wrong with an id, or None."""
    if ID.fullmatch(value):
        return None
    better = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", value).lower()).strip("-")
    kept = sum(character.isascii() and character.isalnum() for character in value)
    letters = sum(character.isalnum() for character in value)
    if not ID.fullmatch(better) or kept < letters:
        better = ""
    message = f'id is "{value}"; {ID_RULE}'
    for character in value:
        name = unicodedata.name(character, "")
        if name.startswith(("CYRILLIC", "GREEK")):
            script = name.split()[0].capitalize()
            message = f'id is "{value}": "{character}" is a {script} letter, not a Latin one'
            break
    return Refusal(message=message, better=better)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known word that looks most like `name`, or ""."""
    found = difflib.get_close_matches(name.lower(), list(known), 1, 0.6)
    return found[0] if found else ""


def _id(value: str) -> str | Refusal:
    return refuse_id(value) or value


def _objective(value: str) -> str | Refusal:
    refusal = refuse_id(value)
    if refusal is None:
        return value
    return Refusal(message=refusal.message.replace("id is", "objective is"), better=refusal.better)


def _one_of(name: str, words: Mapping[str, Parsed]) -> Callable[[str], Parsed | Refusal]:
    def parse(value: str) -> Parsed | Refusal:
        if value in words:
            return words[value]
        listed = ", ".join(words)
        return Refusal(
            message=f'{name} is "{value}"; write one of: {listed}', better=nearest(value, words)
        )

    return parse


def _whole(name: str, low: int, high: int) -> Callable[[str], int | Refusal]:
    def parse(value: str) -> int | Refusal:
        if re.fullmatch(r"[0-9]{1,6}", value) and low <= int(value) <= high:
            return int(value)
        digits = _as_digits(value)
        better = digits if digits.isdigit() and low <= int(digits) <= high else ""
        return Refusal(
            message=f'{name} is "{value}"; write a whole number from {low} to {high}',
            better=better,
        )

    return parse


def _as_digits(value: str) -> str:
    """Letters that look like digits, taken as digits."""
    return value[:12].translate(str.maketrans("OoQlI|SsZzB", "00011155228"))


def _pass_mark(value: str) -> Fraction | Refusal:
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)%", value)
    if found and 0 < Fraction(found[1]) <= 100:
        return Fraction(found[1]) / 100
    if found and Fraction(found[1]) > 100:
        return Refusal(message=f'pass mark is "{value}"; nobody can reach more than 100%')
    digits = _as_digits(value)
    better = ""
    if re.fullmatch(r"[0-9]{1,3}%?", digits) and 1 < int(digits.rstrip("%")) <= 100:
        better = digits.rstrip("%") + "%"
    elif re.fullmatch(r"0\.[0-9]{1,2}", digits) and Fraction(digits) > 0:
        better = f"{float(Fraction(digits) * 100):g}%"
    return Refusal(message=f'pass mark is "{value}"; write a number such as 80%', better=better)


def _cool_down(value: str) -> int | Refusal:
    found = re.fullmatch(r"([0-9]{1,5})(min|h)", value)
    if found:
        minutes = int(found[1]) * (60 if found[2] == "h" else 1)
        if minutes <= MAX_COOL_DOWN_MINUTES:
            return minutes
        return Refusal(message=f'cool-down is "{value}"; the longest is 30 days (720h)')
    better = ""
    other = re.fullmatch(r"([0-9]{1,5})([a-z]*|分钟?|小时|时)", value.lower())
    if other:
        hours = other[2] in ("h", "hr", "hrs", "hour", "hours", "小时", "时")
        better = f"{other[1]}{'h' if hours else 'min'}"
    return Refusal(
        message=f'cool-down is "{value}"; write a time such as 30min or 2h', better=better
    )


def _type(value: str) -> QuestionKind | Refusal:
    if value == "multiple":
        return QuestionKind.MULTIPLE
    if value in ("ordering", "order", "matching", "match", "gap", "gaps", "partial", "cloze"):
        return Refusal(message=f'type is "{value}": this kind is not supported yet')
    return Refusal(
        message=f'type is "{value}"; only type=multiple can be written, '
        "other kinds are seen from the answers",
        better=nearest(value, ("multiple",)),
    )


_YES_NO: Mapping[str, Parsed] = {"yes": True, "no": False}

_QUIZ: Mapping[str, Callable[[str], Parsed | Refusal]] = {
    "id": _id,
    "kind": _one_of("kind", {kind.value: kind for kind in QuizKind}),
    "pass": _pass_mark,
    "attempts": _whole("attempts", 0, 100),
    "cool-down": _cool_down,
    "draw": _whole("draw", 1, 1000),
    "shuffle": _one_of("shuffle", _YES_NO),
    "reveal": _one_of("reveal", {reveal.value: reveal for reveal in Reveal}),
}

_QUESTION: Mapping[str, Callable[[str], Parsed | Refusal]] = {
    "id": _id,
    "points": _whole("points", 1, 100),
    "objective": _objective,
    "level": _whole("level", 1, 5),
    "type": _type,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionSettings:
    """The settings of one question; `id` is "" if it is missing or wrong."""

    id: str = ""
    points: int = 1
    objective: str = ""
    level: int = 0
    forced_multiple: bool = False
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def parse_quiz_settings(
    source: Source, comment: Comment, *, suggested_id: str
) -> tuple[Quiz, list[Problem]]:
    """Settings of the opening comment as a quiz without questions."""
    values, problems = _parse(source, comment, known=_QUIZ, suggested_id=suggested_id)
    line = source.number(comment.index)
    quiz = Quiz(
        id=_as(str, values.get("id"), ""),
        kind=_as(QuizKind, values.get("kind"), QuizKind.PRACTICE),
        pass_mark=_as(Fraction, values.get("pass"), Fraction(60, 100)),
        attempts_allowed=_as(int, values.get("attempts"), 0),
        cool_down_minutes=_as(int, values.get("cool-down"), 0),
        draw=_as(int, values.get("draw"), 0),
        shuffle=_as(bool, values.get("shuffle"), True),
        reveal=_as(Reveal, values.get("reveal"), Reveal.FINISHED),
        line=line,
    )
    if quiz.kind is QuizKind.PRACTICE and "kind" not in comment.values:
        problems += [
            source.problem(
                comment.index,
                f'"{key}" has an effect in a graded quiz only; this one is for practice, '
                "so its questions and answers are published",
                hint=f"write kind=graded if it counts, or remove {key}",
                mark=f"{key}=",
            )
            for key in GRADED_ONLY
            if key in comment.values
        ][:1]
    return quiz, problems


def parse_question_settings(
    source: Source, comment: Comment, *, suggested_id: str
) -> QuestionSettings:
    """Settings of a `<!-- q … -->` comment."""
    values, problems = _parse(source, comment, known=_QUESTION, suggested_id=suggested_id)
    return QuestionSettings(
        id=_as(str, values.get("id"), ""),
        points=_as(int, values.get("points"), 1),
        objective=_as(str, values.get("objective"), ""),
        level=_as(int, values.get("level"), 0),
        forced_multiple=values.get("type") is QuestionKind.MULTIPLE,
        problems=tuple(problems),
    )


def _as(kind: type[T], value: object, default: T) -> T:
    return value if isinstance(value, kind) else default


def _parse(
    source: Source,
    comment: Comment,
    *,
    known: Mapping[str, Callable[[str], Parsed | Refusal]],
    suggested_id: str,
) -> tuple[dict[str, Parsed], list[Problem]]:
    values: dict[str, Parsed] = {}
    problems: list[Problem] = []
    for key, text in comment.values.items():
        if not text:
            continue  # reported where it was read
        if key == "partial":
            problems.append(
                source.problem(
                    comment.index,
                    '"partial" is not supported yet: a multiple choice is all or nothing',
                    hint=f"write: {comment.line.replace(f' {key}={text}', '')}",
                    mark=f"{key}={text}",
                )
            )
            continue
        if key not in known:
            near = nearest(key, known)
            hint = (
                f'write "{near}"' if near and near != key else f"known settings: {', '.join(known)}"
            )
            problems.append(
                source.problem(comment.index, f'unknown setting "{key}"', hint=hint, mark=key)
            )
            continue
        value = known[key](text)
        if isinstance(value, Refusal):
            hint = ""
            if value.better:
                hint = f"write: {comment.line.replace(f'{key}={text}', f'{key}={value.better}')}"
            problems.append(
                source.problem(comment.index, value.message, hint=hint, mark=f"{key}={text}")
            )
        else:
            values[key] = value
    if "id" not in comment.values:
        rest = comment.line.removeprefix(f"<!-- {comment.word}").lstrip()
        problems.append(
            source.problem(
                comment.index,
                "this question has no id" if comment.word == "q" else "this quiz has no id",
                hint=f"write: <!-- {comment.word} id={suggested_id} {rest}",
            )
        )
    return values, problems
