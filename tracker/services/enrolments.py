"""Which courses a learner takes, how far they are, and where they go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from tracker import progress
from tracker.db import published, queries
from tracker.db.models import Enrolment
from tracker.db.queries import Study
from tracker.db.statements import InsertIfAbsent
from tracker.errors import ErrorCode, TrackerError

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from tracker.catalog import Course
    from tracker.db.published import PublishedRevision
    from tracker.db.queries import HeldCertificate

_ENROL = InsertIfAbsent(Enrolment)
_ENROLLED = select(Enrolment.course_id).where(Enrolment.learner_id == bindparam("learner_id"))


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseProgress:
    """A learner's state in one course."""

    id: str
    completed: int
    total: int
    eligible: bool
    lessons_read: list[str]
    quizzes_passed: list[str]
    certificate: HeldCertificate | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume:
    """Where to go on; title and `url` are by language, `url` relative to the root of the site."""

    course_id: str
    lesson_id: str
    title: dict[str, str]
    url: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnerProgress:
    """All courses asked for, and where to go on."""

    courses: list[CourseProgress]
    resume: Resume | None


def enrol(session: Session, learner_id: int, course_id: str, now: dt.datetime) -> None:
    """Enrol a learner; again changes nothing."""
    _ENROL.run(session, learner_id=learner_id, course_id=course_id, enrolled_at=now)


def show_progress(
    session: Session, learner_id: int, course_id: str | None = None
) -> LearnerProgress:
    """A learner's enrolled courses, or only the one asked for, enrolled or not.

    Raises not_found "course_unknown" for a course that is not published.
    """
    studies = {
        course: study for (_, course), study in queries.list_studies(session, [learner_id]).items()
    }
    certificates = queries.list_held_certificates(session, learner_id)
    asked = _list_asked(session, learner_id, course_id)
    return LearnerProgress(
        courses=[
            _describe(course, studies.get(course.id, Study()), certificates.get(course.id))
            for course in asked
        ],
        resume=_find_resume(asked, studies),
    )


def _list_asked(session: Session, learner_id: int, course_id: str | None) -> list[Course]:
    if course_id is not None:
        return [get_published(session, course_id).course]
    enrolled = set(session.scalars(_ENROLLED, {"learner_id": learner_id}))
    revisions = published.list_published(session, enrolled)
    return [revision.course for revision in revisions]


def _describe(course: Course, study: Study, certificate: HeldCertificate | None) -> CourseProgress:
    measured = progress.measure(course, study.lessons_read, study.graded_passed)
    graded = {quiz.id for lesson in course.lessons for quiz in lesson.graded_quizzes}
    return CourseProgress(
        id=course.id,
        completed=measured.completed,
        total=measured.total,
        eligible=measured.eligible,
        lessons_read=sorted(study.lessons_read),
        quizzes_passed=sorted(
            # A practice pass says nothing of a quiz that has become graded since.
            (study.practice_passed - graded) | study.graded_passed
        ),
        certificate=certificate,
    )


def _find_resume(courses: list[Course], studies: dict[str, Study]) -> Resume | None:
    """In the course studied last that is not finished."""
    begun = [course for course in courses if course.id in studies]
    begun.sort(key=lambda course: studies[course.id].last_activity, reverse=True)
    for course in begun:
        study = studies[course.id]
        lesson = progress.find_next_lesson(
            course, study.last_lesson_id, study.lessons_read, study.graded_passed
        )
        if lesson is not None:
            return Resume(
                course_id=course.id, lesson_id=lesson.id, title=lesson.title, url=lesson.url
            )
    return None


def get_published(session: Session, course_id: str) -> PublishedRevision:
    """The published course with this id; raises not_found "course_unknown"."""
    revision = published.find_published(session, course_id)
    if revision is None:
        raise TrackerError(
            ErrorCode.NOT_FOUND, "course_unknown", f'there is no course "{course_id}"'
        )
    return revision
