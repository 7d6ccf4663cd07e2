"""Who could be given a certificate: the learners staff may see, their evidence, every reason.

Reads only; issuing is left to `certificates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker import pdf
from tracker.credentials import (
    Bilingual,
    Claim,
    MissingPart,
    Obstacle,
    Reason,
    check_eligibility,
)
from tracker.db import published, records
from tracker.db.models import Learner, Membership, OrganisationKind
from tracker.errors import ErrorCode, TrackerError
from tracker.progress import is_done
from tracker.services import enrolments

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from tracker.catalog import Course, Issuer
    from tracker.db.records import Evidence, Place
    from tracker.services.accounts import StaffIdentity

    _SeenRow = Row[int, str, str, str, str, int, dt.datetime | None]

_TEACHING = {OrganisationKind.UNIVERSITY, OrganisationKind.BRANCH, OrganisationKind.STUDY_CENTRE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A learner weighed for a certificate. `learner_id` never leaves the server."""

    learner_id: int
    public_id: str
    name: str
    name_latin: str
    employee_number: str
    organisation_id: int
    organisation: Bilingual
    held_number: str | None
    """The number of the certificate the learner holds already."""
    reasons: tuple[Reason, ...]
    claim: Claim | None
    """What the certificate would say; None if there are reasons against it."""

    @property
    def is_eligible(self) -> bool:
        """Whether a certificate can be issued now."""
        return self.held_number is None and self.claim is not None


def weigh(
    session: Session, staff: StaffIdentity, learner_public_ids: Sequence[str], course_id: str
) -> list[Candidate]:
    """The learners in the order given, each once.

    Raises not_found "learner_unknown" if one never belonged to the staff's organisations, and
    "course_unknown".
    """
    revision = enrolments.get_published(session, course_id)
    rows = _find_learners(session, staff, learner_public_ids)
    ids = [row.id for row in rows]
    evidence = records.load_evidence(session, ids, [course_id])
    held = records.load_held_numbers(session, ids, [course_id])
    places = records.load_places(session)
    issuer = get_issuer(session)
    return [
        _weigh_one(
            row,
            revision.course,
            evidence.get((row.id, course_id), records.Evidence()),
            held.get((row.id, course_id)),
            places,
            issuer,
        )
        for row in rows
    ]


def _find_learners(
    session: Session, staff: StaffIdentity, public_ids: Sequence[str]
) -> list[_SeenRow]:
    """One row a learner: the membership that still lasts, else the one that ended last."""
    wanted = list(dict.fromkeys(public_ids))
    statement = (
        select(
            Learner.id,
            Learner.public_id,
            Learner.name,
            Learner.name_latin,
            Membership.employee_number,
            Membership.organisation_id,
            Membership.ended_at,
        )
        .join(Membership)
        .where(
            Learner.public_id.in_(wanted),
            Membership.organisation_id.in_(records.select_subtree(staff.organisation_id)),
        )
        .order_by(Membership.ended_at.is_(None), Membership.ended_at, Membership.id)
    )
    found = {row.public_id: row for row in session.execute(statement)}
    for public_id in wanted:
        if public_id not in found:
            raise TrackerError(
                ErrorCode.NOT_FOUND, "learner_unknown", f'there is no learner "{public_id}"'
            )
    return [found[public_id] for public_id in wanted]


def get_issuer(session: Session) -> Issuer:
    """Who stands behind the certificates; raises not_found "site_unknown"."""
    site = published.find_site(session)
    if site is None:
        raise TrackerError(ErrorCode.NOT_FOUND, "site_unknown", "no catalog was imported")
    return site.issuer


def _weigh_one(
    row: _SeenRow,
    course: Course,
    evidence: Evidence,
    held_number: str | None,
    places: dict[int, Place],
    issuer: Issuer,
) -> Candidate:
    own = places[row.organisation_id]
    reasons: tuple[Reason, ...] = ()
    claim = None
    if row.ended_at is not None:
        # The old employer sees nothing of what came after: not even what is missing.
        reasons, held_number = (Reason(obstacle=Obstacle.MEMBERSHIP_ENDED),), None
    else:
        claim = _make_claim(row.name, row.name_latin, course, evidence, own, places, issuer)
        reasons = check_eligibility(
            has_achievement=course.achievement is not None
            and any(lesson.required for lesson in course.lessons),
            missing_parts=list_missing_parts(course, evidence),
            name=row.name,
            printed=claim.printed if claim is not None else row.name + row.name_latin,
            missing_glyphs=pdf.missing_glyphs,
        )
    return Candidate(
        learner_id=row.id,
        public_id=row.public_id,
        name=row.name,
        name_latin=row.name_latin,
        employee_number=row.employee_number,
        organisation_id=own.id,
        organisation=Bilingual(zh=own.name_zh, en=own.name_en),
        held_number=held_number,
        reasons=reasons,
        claim=None if reasons else claim,
    )


def list_missing_parts(course: Course, evidence: Evidence) -> list[MissingPart]:
    """What the course still asks for, in reading order."""
    missing: list[MissingPart] = []
    passed = evidence.quizzes_passed
    for lesson in course.lessons:
        if not lesson.required or is_done(lesson, evidence.lessons_read.keys(), passed):
            continue
        missing.extend(
            MissingPart(lesson_id=lesson.id, quiz_id=quiz.id)
            for quiz in lesson.graded_quizzes
            if quiz.id not in passed
        )
        if not lesson.graded_quizzes:
            missing.append(MissingPart(lesson_id=lesson.id))
    return missing


def _make_claim(
    name: str,
    name_latin: str,
    course: Course,
    evidence: Evidence,
    own: Place,
    places: dict[int, Place],
    issuer: Issuer,
) -> Claim | None:
    """What the certificate would say, or None while parts of the course are missing."""
    achievement = course.achievement
    times = _list_completion_times(course, evidence)
    if achievement is None or evidence.began_at is None or not times:
        return None
    above = list(records.walk_up(places, own.id))
    employer = next((p for p in above if p.kind is OrganisationKind.ENTERPRISE), own)
    provider = next((p for p in above if p.kind in _TEACHING), None)
    issuer_name = Bilingual.of(issuer.name)
    return Claim(
        name=name,
        name_latin=name_latin,
        employer=Bilingual(zh=employer.name_zh, en=employer.name_en),
        training_provider=(
            issuer_name if provider is None else Bilingual(zh=provider.name_zh, en=provider.name_en)
        ),
        issuer_id=issuer.id,
        issuer=issuer_name,
        achievement_id=achievement.id,
        achievement=Bilingual.of(achievement.title),
        valid_months=achievement.valid_months,
        course_id=course.id,
        course_revision=course.revision,
        course=Bilingual.of(course.title),
        class_hours=course.class_hours,
        minutes=sum(lesson.minutes for lesson in course.lessons if lesson.required),
        points=_sum_best_points(course, evidence),
        started_at=evidence.began_at,
        completed_at=max(times),
    )


def _list_completion_times(course: Course, evidence: Evidence) -> list[dt.datetime]:
    """When each required lesson was done; empty while one is missing."""
    times: list[dt.datetime] = []
    for lesson in course.lessons:
        if not lesson.required:
            continue
        for quiz in lesson.graded_quizzes:
            passes = [r.submitted_at for r in evidence.results if r.quiz_id == quiz.id and r.passed]
            if not passes:
                return []
            times.append(min(passes))
        if not lesson.graded_quizzes:
            if lesson.id not in evidence.lessons_read:
                return []
            times.append(evidence.lessons_read[lesson.id])
    return times


def _sum_best_points(course: Course, evidence: Evidence) -> tuple[int, int] | None:
    """Points of the best passed attempt at each graded quiz, summed; None without any."""
    best = [
        max(
            (r for r in evidence.results if r.quiz_id == quiz.id and r.passed),
            key=lambda r: (r.raw / r.max if r.max else 1.0, -r.number),
        )
        for lesson in course.lessons
        if lesson.required
        for quiz in lesson.graded_quizzes
    ]
    return (sum(r.raw for r in best), sum(r.max for r in best)) if best else None
