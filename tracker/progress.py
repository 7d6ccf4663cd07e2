"""How far a learner is in a course, and where to go on. Values in, values out.

A course's parts are its required lessons: one with graded quizzes is done when all of them are
passed, one without when it was read. Progress is parts done of parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from tracker.catalog import Course, Lesson


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Parts done of parts. `eligible`: everything the certificate asks for is done."""

    completed: int
    total: int

    @property
    def eligible(self) -> bool:
        """Whether all parts are done; a course without parts can be finished by nobody."""
        return self.total > 0 and self.completed == self.total


def is_done(
    lesson: Lesson, lessons_read: AbstractSet[str], graded_passed: AbstractSet[str]
) -> bool:
    """Whether a lesson's graded quizzes are all passed, or, if it has none, it was read."""
    graded = lesson.graded_quizzes
    if graded:
        return all(quiz.id in graded_passed for quiz in graded)
    return lesson.id in lessons_read


def measure(
    course: Course, lessons_read: AbstractSet[str], graded_passed: AbstractSet[str]
) -> Progress:
    """Progress in a course, from the lessons read and the graded quizzes passed."""
    required = [lesson for lesson in course.lessons if lesson.required]
    done = sum(is_done(lesson, lessons_read, graded_passed) for lesson in required)
    return Progress(completed=done, total=len(required))


def find_next_lesson(
    course: Course,
    last_lesson_id: str | None,
    lessons_read: AbstractSet[str],
    graded_passed: AbstractSet[str],
) -> Lesson | None:
    """Where to go on: the last lesson if it is not done, else the next one that is not done.

    Looks behind the last lesson first, then from the beginning; None once all are done.
    """
    lessons = course.lessons
    ids = [lesson.id for lesson in lessons]
    start = ids.index(last_lesson_id) if last_lesson_id in ids else 0
    for lesson in (*lessons[start:], *lessons[:start]):
        if not is_done(lesson, lessons_read, graded_passed):
            return lesson
    return None
