"""The course model: what authors wrote, as frozen values without I/O.

A lesson exists once and has one page per language; a page's parts are Markdown text and quizzes in
the order they were written. Ids are the author's and survive reordering, translation and rewording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Localised = Mapping[str, str]
"""A text by language code, such as {"zh": "安全用电", "en": "Electrical safety"}."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    SHORT_TEXT = "short_text"


class QuizKind(StrEnum):
    """Practice is graded in the browser and never counts; graded is published nowhere."""

    PRACTICE = "practice"
    GRADED = "graded"


class Reveal(StrEnum):
    """When a learner may see keys and explanations of a graded quiz."""

    NEVER = "never"
    PASSED = "passed"
    """After a pass."""
    FINISHED = "finished"
    """After a pass or when all attempts are used up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One tick box. `id` is its letter in source order; `text` and `feedback` are Markdown."""

    id: str
    text: str
    correct: bool
    feedback: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class NumericAnswer:
    """`value` ± `tolerance` in `unit` ("" if none)."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question. `stem` is the heading, `body` the Markdown between heading and answers."""

    id: str
    kind: QuestionKind
    stem: str
    body: str = ""
    choices: tuple[Choice, ...] = ()
    numeric: NumericAnswer | None = None
    accepted: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    explanation: str = ""
    points: int = 1
    objective: str = ""
    level: int = 0
    """Difficulty from 1 to 5; 0 means not stated."""
    line: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiz:
    """A set of questions with a pass mark (0 to 1, exact)."""

    id: str
    kind: QuizKind = QuizKind.PRACTICE
    pass_mark: Fraction = Fraction(60, 100)
    attempts_allowed: int = 0
    """0 means without limit."""
    cool_down_minutes: int = 0
    draw: int = 0
    """How many questions an attempt gets; 0 means all."""
    shuffle: bool = True
    reveal: Reveal = Reveal.FINISHED
    questions: tuple[Question, ...] = ()
    line: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A run of Markdown; `line` is where it starts in its file, counting from 1."""

    markdown: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A lesson in one language. `path` is the source, relative to the project's root."""

    path: str
    language: str
    title: str
    parts: tuple[Text | Quiz, ...] = ()

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """The page's quizzes in the order they were written."""
        return tuple(part for part in self.parts if isinstance(part, Quiz))


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """One lesson. `name` is its file below the course without suffix, such as `exams/final`."""

    id: str
    name: str
    minutes: int
    required: bool = True
    pages: Mapping[str, Page] = field(default_factory=dict)

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """The quizzes as the course's first language has them."""
        return next(iter(self.pages.values())).quizzes if self.pages else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """A group of lessons with a title."""

    id: str
    title: Localised
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Achievement:
    """What can be earned. All required lessons and graded quizzes of the course are its rule."""

    id: str
    title: Localised
    description: Localised
    valid_months: int = 0
    """0 means without end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A course; `languages` begins with the one it was written in."""

    id: str
    path: str
    languages: tuple[str, ...]
    title: Localised
    summary: Localised
    class_hours: Decimal
    """Class hours of 45 minutes, as declared."""
    modules: tuple[Module, ...] = ()
    achievement: Achievement | None = None

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in reading order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """Who stands behind the certificates."""

    id: str
    name: Localised
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """The whole site: settings from site_config.yml and the courses in catalogue order."""

    title: Localised
    languages: tuple[str, ...]
    issuer: Issuer
    description: Localised = field(default_factory=dict)
    base_url: str = ""
    tracker: str | None = "/"
    """Path under which the tracker answers on the same host; None if there is none."""
    courses: tuple[Course, ...] = ()
