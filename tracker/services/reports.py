"""What staff may see: learners of their organisation and below, how far each is, certificates.

A list is cut to a page first and only that page's evidence is loaded, so the number of statements
does not grow with the number of learners.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import and_, exists, false, func, or_, select

from tracker import credentials
from tracker.credentials import Bilingual
from tracker.db import published, records
from tracker.db.certificates import CertificateRecord, CertificateState, list_records
from tracker.db.models import Certificate, Learner, Membership, Organisation, Revocation
from tracker.errors import ErrorCode, TrackerError
from tracker.services.learning import LearningState, is_in, load_courses

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from tracker.catalog import Course
    from tracker.services.accounts import StaffIdentity
    from tracker.services.learning import CourseRecord, CourseStanding

PAGE_SIZE = 50

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[Item]):
    """A page of a list; `number` counts from 1, `total` counts rows on all pages."""

    rows: tuple[Item, ...]
    number: int
    total: int

    @property
    def last_number(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnerRow:
    """A learner's place in an organisation, and how far in each course."""

    public_id: str
    name: str
    name_latin: str
    employee_number: str
    organisation: Bilingual
    standings: tuple[CourseStanding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnerRecord:
    """A learner, where they belong now, their courses and certificates."""

    public_id: str
    name: str
    name_latin: str
    places: tuple[tuple[str, Bilingual], ...]
    """Employee number and organisation."""
    courses: tuple[CourseRecord, ...]
    certificates: tuple[CertificateRecord, ...]
    numbers_seen: frozenset[str]
    """Those of `certificates` that these staff may open."""


def get_own_organisation(session: Session, staff: StaffIdentity) -> Bilingual:
    """The name of the organisation the staff answer for."""
    own = session.get_one(Organisation, staff.organisation_id)
    return Bilingual(zh=own.name_zh, en=own.name_en)


def list_courses(session: Session) -> list[Course]:
    """The published courses in catalogue order."""
    return [revision.course for revision in published.list_published(session)]


def list_learners(
    session: Session,
    staff: StaffIdentity,
    *,
    search: str = "",
    course_id: str = "",
    state: LearningState | None = None,
    page: int = 1,
) -> Page[LearnerRow]:
    """One row for each place in an organisation, by organisation and employee number.

    `search` is part of a name or employee number; no `course_id` means all courses, and then
    `state` is that of any of them. Raises not_found "course_unknown".
    """
    courses = _pick_courses(session, course_id)
    statement = _select_members(staff).add_columns(
        Learner.public_id,
        Learner.name,
        Learner.name_latin,
        Membership.employee_number,
        Organisation.name_zh,
        Organisation.name_en,
    )
    if text := search.strip():
        columns = (Learner.name, Learner.name_latin, Membership.employee_number)
        statement = statement.where(or_(*(c.icontains(text, autoescape=True) for c in columns)))
    if state is not None:
        statement = statement.where(or_(false(), *(is_in(state, course) for course in courses)))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    number = Membership.employee_number
    # Shorter numbers first, so that 9 comes before 10.
    ordered = statement.order_by(Organisation.code, func.length(number), number, Membership.id)
    rows = session.execute(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    standings = load_courses(session, [row.id for row in rows], courses)
    return Page(
        rows=tuple(
            LearnerRow(
                public_id=row.public_id,
                name=row.name,
                name_latin=row.name_latin,
                employee_number=row.employee_number,
                organisation=Bilingual(zh=row.name_zh, en=row.name_en),
                standings=tuple(record.standing for record in standings[row.id]),
            )
            for row in rows
        ),
        number=page,
        total=total,
    )


def list_eligible_ids(
    session: Session, staff: StaffIdentity, course_id: str, limit: int
) -> tuple[list[str], int]:
    """Public ids of up to `limit` learners who are eligible, in the order of the list; how many."""
    (course,) = _pick_courses(session, course_id)
    eligible = _select_members(staff).where(is_in(LearningState.ELIGIBLE, course)).subquery()
    total = session.scalar(select(func.count(eligible.c.id.distinct()))) or 0
    first = (
        _select_members(staff)
        .where(is_in(LearningState.ELIGIBLE, course))
        .with_only_columns(Learner.public_id)
        .group_by(Learner.public_id)
        .order_by(
            func.min(Organisation.code),
            func.min(func.length(Membership.employee_number)),
            func.min(Membership.employee_number),
        )
    )
    return list(session.scalars(first.limit(limit))), total


def get_learner(session: Session, staff: StaffIdentity, public_id: str) -> LearnerRecord:
    """A learner who belongs to the staff's organisations now.

    Raises not_found "learner_unknown".
    """
    places = session.execute(
        _select_members(staff)
        .add_columns(
            Learner.name,
            Learner.name_latin,
            Membership.employee_number,
            Organisation.name_zh,
            Organisation.name_en,
        )
        .where(Learner.public_id == public_id)
        .order_by(Organisation.code, Membership.id)
    ).all()
    if not places:
        raise TrackerError(
            ErrorCode.NOT_FOUND, "learner_unknown", f'there is no learner "{public_id}"'
        )
    learner = places[0]
    own = Certificate.learner_id == learner.id
    return LearnerRecord(
        public_id=public_id,
        name=learner.name,
        name_latin=learner.name_latin,
        places=tuple(
            (row.employee_number, Bilingual(zh=row.name_zh, en=row.name_en)) for row in places
        ),
        courses=tuple(load_courses(session, [learner.id], list_courses(session))[learner.id]),
        certificates=tuple(list_records(session, own)),
        numbers_seen=frozenset(
            session.scalars(select(Certificate.number).where(own, _is_certificate_of(staff)))
        ),
    )


def list_certificates(
    session: Session,
    staff: StaffIdentity,
    *,
    search: str = "",
    state: CertificateState | None = None,
    page: int = 1,
    now: dt.datetime,
) -> Page[CertificateRecord]:
    """Certificates of the staff's organisations, the newest first.

    `search` is part of a printed name or of a number, or a public code.
    """
    matches = _is_certificate_of(staff)
    if text := search.strip():
        code = credentials.parse_code(text)
        name = Certificate.fields["name"]
        matches = and_(
            matches,
            or_(
                name["zh"].as_string().icontains(text, autoescape=True),
                name["latin"].as_string().icontains(text, autoescape=True),
                Certificate.number.icontains(text, autoescape=True),
                false() if code is None else Certificate.public_code == code,
            ),
        )
    if state is not None:
        matches = and_(matches, _is_certificate(state, now))
    total = session.scalar(select(func.count()).select_from(Certificate).where(matches)) or 0
    ids = (
        select(Certificate.id)
        .where(matches)
        .order_by(Certificate.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = list_records(session, Certificate.id.in_(session.scalars(ids).all()))
    return Page(rows=tuple(rows), number=page, total=total)


def _pick_courses(session: Session, course_id: str) -> list[Course]:
    courses = list_courses(session)
    if not course_id:
        return courses
    picked = [course for course in courses if course.id == course_id]
    if not picked:
        raise TrackerError(
            ErrorCode.NOT_FOUND, "course_unknown", f'there is no course "{course_id}"'
        )
    return picked


def _select_members(staff: StaffIdentity) -> Select[int]:
    """Those who belong to the staff's organisation or one below it now: `learners.id`."""
    return (
        select(Learner.id)
        .join(Membership, Membership.learner_id == Learner.id)
        .join(Organisation, Membership.organisation_id == Organisation.id)
        .where(
            Membership.ended_at.is_(None),
            Organisation.id.in_(records.select_subtree(staff.organisation_id)),
        )
    )


def _is_certificate_of(staff: StaffIdentity) -> ColumnElement[bool]:
    return Certificate.organisation_id.in_(records.select_subtree(staff.organisation_id))


def _is_certificate(state: CertificateState, now: dt.datetime) -> ColumnElement[bool]:
    """The same three states as `CertificateRecord.state_at`."""
    revoked = exists().where(Revocation.certificate_id == Certificate.id)
    expired = and_(Certificate.valid_until.is_not(None), Certificate.valid_until <= now)
    if state is CertificateState.REVOKED:
        return revoked
    return and_(~revoked, expired if state is CertificateState.EXPIRED else ~expired)
