"""Reads over several tables: what learners did, and the certificates they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from tracker.db.models import (
    Activity,
    ActivityKind,
    Attempt,
    Certificate,
    Revocation,
    Submission,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy.orm import Session

_ACTIVITIES = (
    select(
        Activity.learner_id,
        Activity.course_id,
        Activity.kind,
        Activity.lesson_id,
        Activity.quiz_id,
        func.max(Activity.at).label("last_at"),
        func.max(Activity.id).label("last_id"),
    )
    .where(Activity.learner_id.in_(bindparam("learner_ids", expanding=True)))
    .group_by(
        Activity.learner_id,
        Activity.course_id,
        Activity.kind,
        Activity.lesson_id,
        Activity.quiz_id,
    )
)
_PASSES = (
    select(Attempt.learner_id, Attempt.course_id, Attempt.quiz_id)
    .join(Submission)
    .where(
        Attempt.learner_id.in_(bindparam("learner_ids", expanding=True)),
        Submission.passed.is_(True),
    )
    .distinct()
)
_CERTIFICATES = (
    select(Certificate.course_id, Certificate.public_code, Certificate.number)
    .outerjoin(Revocation)
    .where(Certificate.learner_id == bindparam("learner_id"), Revocation.certificate_id.is_(None))
    .order_by(Certificate.id)
)


@dataclass(kw_only=True, slots=True)
class Study:
    """What a learner did in a course.

    Practice is what a browser said; only a graded pass, by the server, counts towards progress,
    even if a quiz turned from practice into graded.
    """

    lessons_read: set[str] = field(default_factory=set)
    practice_passed: set[str] = field(default_factory=set)
    graded_passed: set[str] = field(default_factory=set)
    last_lesson_id: str | None = None
    last_at: dt.datetime | None = None
    last_activity: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCertificate:
    """A certificate that is not revoked."""

    code: str
    number: str


def list_studies(session: Session, learner_ids: Collection[int]) -> dict[tuple[int, str], Study]:
    """By learner id and course id; a pair without any study is missing."""
    studies: dict[tuple[int, str], Study] = {}
    parameters = {"learner_ids": list(learner_ids)}
    for row in session.execute(_ACTIVITIES, parameters):
        study = studies.setdefault((row.learner_id, row.course_id), Study())
        if row.kind is ActivityKind.READ:
            study.lessons_read.add(row.lesson_id)
        elif row.kind is ActivityKind.PRACTICE_PASSED:
            study.practice_passed.add(row.quiz_id)
        if row.last_id > study.last_activity:
            study.last_activity = row.last_id
            study.last_at = row.last_at
            study.last_lesson_id = row.lesson_id
    for learner_id, course_id, quiz_id in session.execute(_PASSES, parameters):
        study = studies.setdefault((learner_id, course_id), Study())
        study.graded_passed.add(quiz_id)
    return studies


def list_held_certificates(session: Session, learner_id: int) -> dict[str, HeldCertificate]:
    """A learner's newest certificate by course id, revoked ones left out."""
    return {
        row.course_id: HeldCertificate(code=row.public_code, number=row.number)
        for row in session.execute(_CERTIFICATES, {"learner_id": learner_id})
    }
