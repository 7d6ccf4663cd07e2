"""What pages show of the site besides the lesson's text: titles, addresses, minutes, order.

One outline per language, as plain values that travel through the engine's settings into the
templates. Addresses are relative to the site's root.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from generator.catalog import lesson_url
from generator.course import Course, Lesson, Localised, Module, QuizKind, Site

Words = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonEntry:
    """A lesson as a language's pages list it; `language` is the one its page is written in."""

    id: str
    title: str
    url: str
    language: str
    minutes: int
    required: bool
    graded: tuple[str, ...]
    """Ids of its graded quizzes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModuleEntry:
    """A module with its lessons in reading order."""

    id: str
    title: str
    lessons: tuple[LessonEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseEntry:
    """A course as a language's pages list it; `minutes` are those of its required lessons."""

    id: str
    title: str
    summary: str
    url: str
    language: str
    minutes: int
    class_hours: Decimal
    certificate: bool
    modules: tuple[ModuleEntry, ...]

    @property
    def lessons(self) -> tuple[LessonEntry, ...]:
        """All lessons in reading order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)


def build_outline(site: Site, language: str) -> tuple[CourseEntry, ...]:
    """All courses as the pages of a language list them."""
    return tuple(_course_entry(course, language) for course in site.courses)


def pick(texts: Localised, language: str) -> str:
    """The text in this language, else in the first one there is, else nothing."""
    return texts.get(language) or next(iter(texts.values()), "")


@cache
def load_page_words(language: str) -> Words:
    """The words of the pages; English for a language we have no words of."""
    text = files("generator").joinpath("templates/pages.yml").read_text(encoding="utf-8")
    words: dict[str, Words] = yaml.safe_load(text)
    return words.get(language, words["en"])


def find_page_language(course: Course, lesson: Lesson, language: str) -> str:
    """The language in which a lesson can be read by someone who prefers `language`."""
    if language in lesson.pages:
        return language
    return next((other for other in course.languages if other in lesson.pages), language)


def _course_entry(course: Course, language: str) -> CourseEntry:
    own = language if language in course.languages else course.languages[0]
    return CourseEntry(
        id=course.id,
        title=pick(course.title, language),
        summary=pick(course.summary, language),
        url=f"{own}/{course.id}/",
        language=own,
        minutes=sum(lesson.minutes for lesson in course.lessons if lesson.required),
        class_hours=course.class_hours,
        certificate=course.achievement is not None,
        modules=tuple(
            ModuleEntry(
                id=module.id,
                title=pick(module.title, language),
                lessons=tuple(_lesson_entries(course, module, language)),
            )
            for module in course.modules
        ),
    )


def _lesson_entries(course: Course, module: Module, language: str) -> Iterator[LessonEntry]:
    for lesson in module.lessons:
        written_in = find_page_language(course, lesson, language)
        yield LessonEntry(
            id=lesson.id,
            title=lesson.pages[written_in].title if written_in in lesson.pages else lesson.id,
            url=lesson_url(course, lesson, written_in),
            language=written_in,
            minutes=lesson.minutes,
            required=lesson.required,
            graded=tuple(quiz.id for quiz in lesson.quizzes if quiz.kind is QuizKind.GRADED),
        )
