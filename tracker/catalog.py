"""The published files as the tracker reads them: catalog.json and answer_key.json.

Missing keys are refused; unknown keys are kept for the record and never read. A file of another
version is refused with the versions that are read.
"""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tracker.errors import ErrorCode, TrackerError

CATALOG_VERSIONS = (1,)
ANSWER_KEY_VERSIONS = (1,)

Localised = dict[str, str]
"""A text by language code."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    SHORT_TEXT = "short_text"


class Reveal(StrEnum):
    """When keys and explanations may be seen: never, after a pass, or also when attempts end."""

    NEVER = "never"
    PASSED = "passed"
    FINISHED = "finished"


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class _Identified(_Part):
    id: Annotated[str, Field(min_length=1, max_length=100)]


Item = TypeVar("Item", bound=_Identified)


def _check_unique(items: tuple[Item, ...]) -> tuple[Item, ...]:
    doubled = [id_ for id_, count in Counter(item.id for item in items).items() if count > 1]
    if doubled:
        raise ValueError(f"ids that occur twice: {', '.join(doubled)}")
    return items


Unique = Annotated[tuple[Item, ...], AfterValidator(_check_unique)]
PassMark = Annotated[float, Field(ge=0, le=1)]


class QuestionOutline(_Identified):
    """A question as the public file names it."""

    kind: QuestionKind
    points: Annotated[int, Field(ge=0)]


class QuizOutline(_Identified):
    """A quiz as the public file names it."""

    kind: Literal["practice", "graded"]
    pass_mark: PassMark
    attempts_allowed: Annotated[int, Field(ge=0)]
    cool_down_minutes: Annotated[int, Field(ge=0)]
    draw: Annotated[int, Field(ge=0)]
    questions: Unique[QuestionOutline]


class Lesson(_Identified):
    """A lesson. `url` is by language, relative to the root of the site."""

    title: Localised
    url: Localised
    minutes: Annotated[int, Field(ge=0)]
    required: bool
    quizzes: Unique[QuizOutline]

    @property
    def graded_quizzes(self) -> tuple[QuizOutline, ...]:
        """The quizzes that count."""
        return tuple(quiz for quiz in self.quizzes if quiz.kind == "graded")


class Module(_Identified):
    """A group of lessons."""

    title: Localised
    lessons: tuple[Lesson, ...]


class Achievement(_Identified):
    """What the course earns; `valid_months` 0 means without end."""

    title: Localised
    description: Localised
    valid_months: Annotated[int, Field(ge=0)]


class Course(_Identified):
    """A course's public structure."""

    revision: str
    title: Localised
    summary: Localised
    languages: tuple[str, ...]
    class_hours: float
    modules: Unique[Module]
    achievement: Achievement | None

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in reading order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def find_lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson with this id."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)


class Issuer(_Identified):
    """Who stands behind the certificates."""

    name: Localised
    url: str


class Site(_Part):
    """The site around the courses."""

    title: Localised
    languages: tuple[str, ...]
    issuer: Issuer


class Catalog(_Part):
    """catalog.json."""

    catalog_version: int
    site: Site
    courses: Unique[Course]


class KeyChoice(_Identified):
    """A choice with its truth. `id` is the letter in source order."""

    correct: bool
    text: Localised
    feedback: Localised


class NumericKey(_Part):
    """`value` ± `tolerance`, as written; `unit` may be empty."""

    value: Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
    tolerance: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?$")]
    unit: str


class KeyQuestion(_Identified):
    """A question with its key. `stem` is HTML."""

    kind: QuestionKind
    points: Annotated[int, Field(ge=0)]
    objective: str
    level: int
    stem: Localised
    hints: dict[str, tuple[str, ...]]
    explanation: Localised
    choices: Unique[KeyChoice]
    numeric: NumericKey | None
    accepted: dict[str, tuple[str, ...]] | None


class KeyQuiz(_Identified):
    """A graded quiz with its questions."""

    lesson_id: str
    pass_mark: PassMark
    attempts_allowed: Annotated[int, Field(ge=0)]
    cool_down_minutes: Annotated[int, Field(ge=0)]
    draw: Annotated[int, Field(ge=0)]
    shuffle: bool
    reveal: Reveal
    questions: Unique[KeyQuestion]

    @property
    def drawn_count(self) -> int:
        """How many questions an attempt gets."""
        return min(self.draw or len(self.questions), len(self.questions))

    @property
    def exact_pass_mark(self) -> Fraction:
        """The pass mark as the decimal that was written: 0.8 is four fifths."""
        return Fraction(str(self.pass_mark))


class KeyCourse(_Identified):
    """A course's graded quizzes, for one revision of its public structure."""

    revision: str
    key_revision: str
    quizzes: Unique[KeyQuiz]

    def find_quiz(self, quiz_id: str) -> KeyQuiz | None:
        """The graded quiz with this id."""
        return next((quiz for quiz in self.quizzes if quiz.id == quiz_id), None)


class AnswerKey(_Part):
    """answer_key.json."""

    answer_key_version: int
    courses: Unique[KeyCourse]


File = TypeVar("File", Catalog, AnswerKey)


def parse_catalog(text: str) -> Catalog:
    """Read catalog.json; raises invalid "catalog_invalid" naming every problem."""
    return _parse(text, Catalog, "catalog", CATALOG_VERSIONS)


def parse_answer_key(text: str) -> AnswerKey:
    """Read answer_key.json; raises invalid "answer_key_invalid" naming every problem."""
    return _parse(text, AnswerKey, "answer_key", ANSWER_KEY_VERSIONS)


def _parse(text: str, model: type[File], name: str, versions: tuple[int, ...]) -> File:
    try:
        data: Any = json.loads(text)
    except ValueError as error:
        raise _refuse(name, [f"no JSON: {error}"]) from None
    version = data.get(f"{name}_version") if isinstance(data, dict) else None
    if version is not None and version not in versions:
        known = ", ".join(map(str, versions))
        raise _refuse(name, [f"{name}_version is {version!r}; this tracker reads {known}"])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc'])) or name}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_context=False)
        ]
        raise _refuse(name, problems) from None


def _refuse(name: str, problems: list[str]) -> TrackerError:
    message = "\n".join(problems)
    return TrackerError(ErrorCode.INVALID, f"{name}_invalid", message, problems=problems)
