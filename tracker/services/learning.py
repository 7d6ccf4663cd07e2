"""How far learners are in courses: one state each, found alike in memory and by the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, false, func, select

from tracker import progress
from tracker.db import records
from tracker.db.models import (
    Activity,
    ActivityKind,
    Attempt,
    Certificate,
    Enrolment,
    Learner,
    Revocation,
    Submission,
)
from tracker.db.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from tracker.catalog import Course


class LearningState(StrEnum):
    """How far a learner is in a course. COMPLETED is the end of one without a certificate."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    ELIGIBLE = "eligible"
    CERTIFIED = "certified"


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseStanding:
    """A learner in a course."""

    course: Course
    completed: int
    total: int
    state: LearningState
    held_number: str | None
    """The number of the certificate held, one that was revoked left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseRecord:
    """All that is known of a learner in a course."""

    standing: CourseStanding
    evidence: Evidence
    lessons_done: frozenset[str]


def load_courses(
    session: Session, learner_ids: Sequence[int], courses: Sequence[Course]
) -> dict[int, list[CourseRecord]]:
    """By learner id, in the order of the courses."""
    course_ids = [course.id for course in courses]
    evidence = records.load_evidence(session, learner_ids, course_ids)
    held = records.load_held_numbers(session, learner_ids, course_ids)
    return {
        id_: [
            _measure(course, evidence.get((id_, course.id), Evidence()), held.get((id_, course.id)))
            for course in courses
        ]
        for id_ in learner_ids
    }


def _measure(course: Course, evidence: Evidence, held_number: str | None) -> CourseRecord:
    read, passed = evidence.lessons_read.keys(), evidence.quizzes_passed
    measured = progress.measure(course, read, passed)
    if held_number is not None:
        state = LearningState.CERTIFIED
    elif measured.eligible:
        state = LearningState.ELIGIBLE if course.achievement else LearningState.COMPLETED
    else:
        state = LearningState.IN_PROGRESS if evidence.enrolled else LearningState.NOT_STARTED
    return CourseRecord(
        standing=CourseStanding(
            course=course,
            completed=measured.completed,
            total=measured.total,
            state=state,
            held_number=held_number,
        ),
        evidence=evidence,
        lessons_done=frozenset(
            lesson.id for lesson in course.lessons if progress.is_done(lesson, read, passed)
        ),
    )


def is_in(state: LearningState, course: Course) -> ColumnElement[bool]:
    """The state as `_measure` finds it, as a condition on `learners`."""
    held = exists().where(
        Certificate.learner_id == Learner.id,
        Certificate.course_id == course.id,
        ~exists().where(Revocation.certificate_id == Certificate.id),
    )
    if state is LearningState.CERTIFIED:
        return held
    done = _is_done_with(course)
    if state in {LearningState.ELIGIBLE, LearningState.COMPLETED}:
        wanted = state is LearningState.ELIGIBLE
        return and_(~held, done) if wanted == bool(course.achievement) else false()
    enrolled = exists().where(Enrolment.learner_id == Learner.id, Enrolment.course_id == course.id)
    started = enrolled if state is LearningState.IN_PROGRESS else ~enrolled
    return and_(~held, ~done, started)


def _is_done_with(course: Course) -> ColumnElement[bool]:
    """All required lessons read, or all their graded quizzes passed, counted by the database."""
    required = [lesson for lesson in course.lessons if lesson.required]
    lessons = [lesson.id for lesson in required if not lesson.graded_quizzes]
    quizzes = [quiz.id for lesson in required for quiz in lesson.graded_quizzes]
    if not required:
        return false()
    read = (
        select(func.count(Activity.lesson_id.distinct()))
        .where(
            Activity.learner_id == Learner.id,
            Activity.course_id == course.id,
            Activity.kind == ActivityKind.READ,
            Activity.lesson_id.in_(lessons),
        )
        .scalar_subquery()
    )
    passed = (
        select(func.count(Attempt.quiz_id.distinct()))
        .join(Submission)
        .where(
            Attempt.learner_id == Learner.id,
            Attempt.course_id == course.id,
            Attempt.quiz_id.in_(quizzes),
            Submission.passed.is_(True),
        )
        .scalar_subquery()
    )
    return and_(read == len(lessons), passed == len(quizzes))
