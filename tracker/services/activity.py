"""Evidence of study: what a learner opened, read and practised. Appended, by the server's time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from tracker.db.models import Activity, ActivityKind
from tracker.db.statements import InsertIfAbsent
from tracker.errors import ErrorCode, TrackerError
from tracker.services import enrolments

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from tracker.catalog import Lesson

_INSERT = InsertIfAbsent(Activity)
_KNOWN = select(Activity.kind, Activity.course_id, Activity.lesson_id, Activity.quiz_id).where(
    Activity.learner_id == bindparam("learner_id"), Activity.client_id == bindparam("client_id")
)


def record_activity(
    session: Session,
    *,
    learner_id: int,
    client_id: str,
    kind: ActivityKind,
    course_id: str,
    lesson_id: str,
    quiz_id: str,
    now: dt.datetime,
) -> None:
    """Append what the learner did, and enrol them if it is the first in the course.

    The same `client_id` again changes nothing; with another content it is refused: conflict
    "activity_conflict". Also raises not_found "course_unknown", "lesson_unknown", "quiz_unknown";
    invalid "quiz_missing", "quiz_unexpected", "quiz_graded".
    """
    given = (kind, course_id, lesson_id, quiz_id)
    identity = {"learner_id": learner_id, "client_id": client_id}
    known = session.execute(_KNOWN, identity).one_or_none()
    if known is None:
        _check(session, kind, course_id, lesson_id, quiz_id)
        enrolments.enrol(session, learner_id, course_id, now)
        is_new = _INSERT.run(
            session,
            **identity,
            kind=kind,
            course_id=course_id,
            lesson_id=lesson_id,
            quiz_id=quiz_id,
            at=now,
        )
        if is_new:
            return
        known = session.execute(_KNOWN, identity).one()
    if tuple(known) != given:
        raise TrackerError(
            ErrorCode.CONFLICT,
            "activity_conflict",
            "another activity was recorded under this id",
            id=client_id,
        )


def _check(
    session: Session, kind: ActivityKind, course_id: str, lesson_id: str, quiz_id: str
) -> None:
    lesson = enrolments.get_published(session, course_id).course.find_lesson(lesson_id)
    if lesson is None:
        raise TrackerError(
            ErrorCode.NOT_FOUND,
            "lesson_unknown",
            f'course "{course_id}" has no lesson "{lesson_id}"',
        )
    if kind is ActivityKind.PRACTICE_PASSED:
        _check_practice(lesson, quiz_id)
    elif quiz_id:
        raise TrackerError(
            ErrorCode.INVALID, "quiz_unexpected", f"{kind} is about a lesson: leave quiz_id out"
        )


def _check_practice(lesson: Lesson, quiz_id: str) -> None:
    if not quiz_id:
        raise TrackerError(ErrorCode.INVALID, "quiz_missing", "say which quiz: give quiz_id")
    quiz = next((quiz for quiz in lesson.quizzes if quiz.id == quiz_id), None)
    if quiz is None:
        raise TrackerError(
            ErrorCode.NOT_FOUND, "quiz_unknown", f'lesson "{lesson.id}" has no quiz "{quiz_id}"'
        )
    if quiz.kind != "practice":
        raise TrackerError(
            ErrorCode.INVALID, "quiz_graded", f'quiz "{quiz_id}" is graded: hand in an attempt'
        )
