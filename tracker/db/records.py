"""Reads for staff and for issuing: organisations below one, and the evidence of study.

Only attempts graded by the server count as passes here; what a browser says it practised does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from tracker.db.models import (
    Activity,
    ActivityKind,
    Attempt,
    Certificate,
    Enrolment,
    Organisation,
    OrganisationKind,
    Revocation,
    Submission,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_READ = (
    select(
        Activity.learner_id,
        Activity.course_id,
        Activity.lesson_id,
        func.min(Activity.at).label("first_at"),
    )
    .where(
        Activity.learner_id.in_(bindparam("learner_ids", expanding=True)),
        Activity.course_id.in_(bindparam("course_ids", expanding=True)),
        Activity.kind == ActivityKind.READ,
    )
    .group_by(Activity.learner_id, Activity.course_id, Activity.lesson_id)
)
_BEGUN = (
    select(Activity.learner_id, Activity.course_id, func.min(Activity.at).label("first_at"))
    .where(
        Activity.learner_id.in_(bindparam("learner_ids", expanding=True)),
        Activity.course_id.in_(bindparam("course_ids", expanding=True)),
    )
    .group_by(Activity.learner_id, Activity.course_id)
)
_ENROLLED = select(Enrolment.learner_id, Enrolment.course_id, Enrolment.enrolled_at).where(
    Enrolment.learner_id.in_(bindparam("learner_ids", expanding=True)),
    Enrolment.course_id.in_(bindparam("course_ids", expanding=True)),
)
_SUBMITTED = (
    select(
        Attempt.learner_id,
        Attempt.course_id,
        Attempt.quiz_id,
        Attempt.number,
        Attempt.opened_at,
        Submission.raw_points,
        Submission.max_points,
        Submission.passed,
        Submission.submitted_at,
    )
    .join(Submission)
    .where(
        Attempt.learner_id.in_(bindparam("learner_ids", expanding=True)),
        Attempt.course_id.in_(bindparam("course_ids", expanding=True)),
    )
    .order_by(Attempt.learner_id, Attempt.course_id, Attempt.quiz_id, Attempt.number)
)
_HELD = (
    select(Certificate.learner_id, Certificate.course_id, Certificate.number)
    .outerjoin(Revocation)
    .where(
        Certificate.learner_id.in_(bindparam("learner_ids", expanding=True)),
        Certificate.course_id.in_(bindparam("course_ids", expanding=True)),
        Revocation.certificate_id.is_(None),
    )
    .order_by(Certificate.id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A graded attempt that was handed in."""

    quiz_id: str
    number: int
    opened_at: dt.datetime
    submitted_at: dt.datetime
    raw: int
    max: int
    passed: bool


@dataclass(kw_only=True, slots=True)
class Evidence:
    """What a learner did in a course, with the times that prove it."""

    enrolled: bool = False
    began_at: dt.datetime | None = None
    lessons_read: dict[str, dt.datetime] = field(default_factory=dict)
    """When each lesson was read first."""
    results: list[Result] = field(default_factory=list)
    """By quiz and number."""

    @property
    def quizzes_passed(self) -> set[str]:
        """The graded quizzes passed."""
        return {result.quiz_id for result in self.results if result.passed}

    def note_begun(self, at: dt.datetime) -> None:
        """Keep the earliest sign of study."""
        if self.began_at is None or at < self.began_at:
            self.began_at = at


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """An organisation in the tree."""

    id: int
    parent_id: int | None
    kind: OrganisationKind
    name_zh: str
    name_en: str


def select_subtree(organisation_id: int) -> Select[tuple[int]]:
    """The ids of an organisation and of all below it, for use in another statement."""
    tree = (
        select(Organisation.id)
        .where(Organisation.id == organisation_id)
        .cte("subtree", recursive=True)
    )
    below = select(Organisation.id).join(tree, Organisation.parent_id == tree.c.id)
    return select(tree.union(below).c.id)


def load_places(session: Session) -> dict[int, Place]:
    """All organisations by id, to walk up from any of them."""
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.parent_id,
            Organisation.kind,
            Organisation.name_zh,
            Organisation.name_en,
        )
    )
    return {row.id: Place(**row._mapping) for row in rows}  # noqa: SLF001 (its public name)


def walk_up(places: dict[int, Place], organisation_id: int) -> Iterator[Place]:
    """The organisation, its parent, and so on to the root."""
    next_id: int | None = organisation_id
    seen: set[int] = set()
    while next_id is not None and next_id not in seen:
        seen.add(next_id)
        place = places[next_id]
        yield place
        next_id = place.parent_id


def load_evidence(
    session: Session, learner_ids: Collection[int], course_ids: Collection[str]
) -> dict[tuple[int, str], Evidence]:
    """By learner id and course id; four statements however many learners."""
    asked = {"learner_ids": list(learner_ids), "course_ids": list(course_ids)}
    known: dict[tuple[int, str], Evidence] = {}

    def get(learner_id: int, course_id: str) -> Evidence:
        return known.setdefault((learner_id, course_id), Evidence())

    for enrolled in session.execute(_ENROLLED, asked):
        evidence = get(enrolled.learner_id, enrolled.course_id)
        evidence.enrolled = True
        evidence.note_begun(enrolled.enrolled_at)
    for begun in session.execute(_BEGUN, asked):
        get(begun.learner_id, begun.course_id).note_begun(begun.first_at)
    for read in session.execute(_READ, asked):
        get(read.learner_id, read.course_id).lessons_read[read.lesson_id] = read.first_at
    for submitted in session.execute(_SUBMITTED, asked):
        evidence = get(submitted.learner_id, submitted.course_id)
        evidence.note_begun(submitted.opened_at)
        evidence.results.append(
            Result(
                quiz_id=submitted.quiz_id,
                number=submitted.number,
                opened_at=submitted.opened_at,
                submitted_at=submitted.submitted_at,
                raw=submitted.raw_points,
                max=submitted.max_points,
                passed=submitted.passed,
            )
        )
    return known


def load_held_numbers(
    session: Session, learner_ids: Collection[int], course_ids: Collection[str]
) -> dict[tuple[int, str], str]:
    """The number of the newest certificate that is not revoked, by learner and course."""
    asked = {"learner_ids": list(learner_ids), "course_ids": list(course_ids)}
    return {(row.learner_id, row.course_id): row.number for row in session.execute(_HELD, asked)}
