"""Attempts as rows read and written with Core: this path carries a deadline's load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, select

from tracker.db.models import Attempt, Learner, Submission
from tracker.db.statements import InsertIfAbsent
from tracker.drawing import DrawnQuestion
from tracker.scoring import Score

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

INSERT_ATTEMPT = InsertIfAbsent(Attempt)
INSERT_SUBMISSION = InsertIfAbsent(Submission)

_LOCK_LEARNER = (
    select(Learner.id).where(Learner.id == bindparam("learner_id")).with_for_update(key_share=True)
)
_ATTEMPTS = (
    select(
        Attempt.id,
        Attempt.client_id,
        Attempt.course_id,
        Attempt.quiz_id,
        Attempt.course_revision_id,
        Attempt.number,
        Attempt.drawn,
        Attempt.opened_at,
        Submission.body_digest,
        Submission.responses,
        Submission.results,
        Submission.raw_points,
        Submission.max_points,
        Submission.passed,
        Submission.submitted_at,
    )
    .outerjoin(Submission)
    .where(Attempt.learner_id == bindparam("learner_id"))
)
_OF_QUIZ = _ATTEMPTS.where(
    Attempt.course_id == bindparam("course_id"), Attempt.quiz_id == bindparam("quiz_id")
).order_by(Attempt.number)
_ONE = _ATTEMPTS.where(Attempt.client_id == bindparam("client_id"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionRow:
    """What was handed in. `responses` name choices by their ids in the source."""

    body_digest: str
    responses: dict[str, Any]
    results: list[dict[str, Any]]
    score: Score
    passed: bool
    submitted_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptRow:
    """An attempt, and its submission once there is one."""

    id: int
    client_id: str
    course_id: str
    quiz_id: str
    revision_id: int
    number: int
    drawn: tuple[DrawnQuestion, ...]
    opened_at: dt.datetime
    submission: SubmissionRow | None


def lock_learner(session: Session, learner_id: int) -> None:
    """Let one transaction at a time open attempts for this learner.

    A writing transaction on SQLite is alone already.
    """
    session.execute(_LOCK_LEARNER, {"learner_id": learner_id})


def find_attempt(session: Session, learner_id: int, client_id: str) -> AttemptRow | None:
    """The learner's own attempt with this id."""
    parameters = {"learner_id": learner_id, "client_id": client_id}
    row = session.execute(_ONE, parameters).one_or_none()
    return None if row is None else _read(row)


def list_attempts(
    session: Session, learner_id: int, course_id: str, quiz_id: str
) -> list[AttemptRow]:
    """The learner's attempts at a quiz, the first one first."""
    parameters = {"learner_id": learner_id, "course_id": course_id, "quiz_id": quiz_id}
    return [_read(row) for row in session.execute(_OF_QUIZ, parameters)]


def _read(row: Row[Any]) -> AttemptRow:
    submission = None
    if row.body_digest is not None:
        submission = SubmissionRow(
            body_digest=row.body_digest,
            responses=row.responses,
            results=row.results,
            score=Score(raw=row.raw_points, max=row.max_points),
            passed=row.passed,
            submitted_at=row.submitted_at,
        )
    return AttemptRow(
        id=row.id,
        client_id=row.client_id,
        course_id=row.course_id,
        quiz_id=row.quiz_id,
        revision_id=row.course_revision_id,
        number=row.number,
        drawn=tuple(DrawnQuestion.from_json(drawn) for drawn in row.drawn),
        opened_at=row.opened_at,
        submission=submission,
    )
