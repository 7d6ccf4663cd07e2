"""Certificates: previewed, issued, revoked, found. Appended only; what is printed never changes.

Issuing is for staff whose role is issuer, for learners of their organisation and below.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tracker import credentials, pdf
from tracker.db import records
from tracker.db.certificates import CertificateRecord, list_records
from tracker.db.models import Certificate, CertificateSerial, Revocation, StaffRole
from tracker.db.statements import InsertIfAbsent
from tracker.errors import ErrorCode, TrackerError
from tracker.services import audit, candidates, enrolments

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from tracker.catalog import Course
    from tracker.credentials import Claim
    from tracker.services.accounts import StaffIdentity
    from tracker.services.candidates import Candidate

REASON_LENGTHS = (5, 500)
"""Shortest and longest reason for revoking; it is public."""

_ADD_SERIAL = InsertIfAbsent(CertificateSerial)
_ADD_REVOCATION = InsertIfAbsent(Revocation)


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuePreview:
    """What issuing would do: nobody is changed by looking."""

    course: Course
    candidates: tuple[Candidate, ...]

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        """Who would be given a certificate."""
        return tuple(c for c in self.candidates if c.is_eligible)

    @property
    def doubled_names(self) -> frozenset[str]:
        """Names that occur more than once: two people, or one entered twice?"""
        names = Counter(candidate.name for candidate in self.candidates)
        return frozenset(name for name, count in names.items() if count > 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A certificate just made."""

    name: str
    number: str
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueResult:
    """What issuing did; `passed_over` held one already or were not eligible any more."""

    course: Course
    issued: tuple[Issued, ...]
    passed_over: tuple[Candidate, ...]


def check_may_issue(staff: StaffIdentity) -> None:
    """Raise forbidden "issuer_only" unless the staff's role is to issue."""
    if staff.role is not StaffRole.ISSUER:
        raise TrackerError(
            ErrorCode.FORBIDDEN, "issuer_only", "only staff with the role issuer may do this"
        )


def preview_issue(
    session: Session, staff: StaffIdentity, learner_public_ids: Sequence[str], course_id: str
) -> IssuePreview:
    """Who is eligible, who is not and why, who holds a certificate already.

    Raises forbidden "issuer_only"; not_found "learner_unknown", "course_unknown".
    """
    check_may_issue(staff)
    return IssuePreview(
        course=enrolments.get_published(session, course_id).course,
        candidates=tuple(candidates.weigh(session, staff, learner_public_ids, course_id)),
    )


def issue_certificates(
    session: Session,
    staff: StaffIdentity,
    learner_public_ids: Sequence[str],
    course_id: str,
    *,
    public_url: str,
    now: dt.datetime,
    new_code: Callable[[], str],
) -> IssueResult:
    """Issue to those who are eligible; again changes nothing, and no number is lost by a failure.

    Raises as `preview_issue`, and conflict "issued_meanwhile".
    """
    check_may_issue(staff)
    revision = enrolments.get_published(session, course_id)
    prefix = credentials.number_prefix(candidates.get_issuer(session).id)
    issued_on = credentials.day_in_china(now)
    # Whoever issues under this prefix waits here, so what is read next is the latest.
    serial = _lock_serial(session, credentials.serial_prefix(prefix, issued_on))
    issued: list[Issued] = []
    passed_over: list[Candidate] = []
    for candidate in candidates.weigh(session, staff, learner_public_ids, course_id):
        if candidate.held_number is not None or candidate.claim is None:
            passed_over.append(candidate)
            continue
        serial.last += 1
        number = credentials.certificate_number(prefix, issued_on, serial.last)
        certificate = _make_certificate(
            candidate.claim, number=number, code=new_code(), public_url=public_url, now=now
        )
        certificate.learner_id = candidate.learner_id
        certificate.organisation_id = candidate.organisation_id
        certificate.course_revision_id = revision.revision_id
        certificate.issued_by_id = staff.id
        certificate.issue_key = _make_issue_key(session, candidate, certificate.achievement_id)
        session.add(certificate)
        details = {"learner": candidate.public_id, "course": course_id}
        _log(session, staff, "certificate_issued", number, details, now)
        issued.append(Issued(name=candidate.name, number=number, code=certificate.public_code))
    _flush(session)
    return IssueResult(course=revision.course, issued=tuple(issued), passed_over=tuple(passed_over))


def _lock_serial(session: Session, prefix: str) -> CertificateSerial:
    """The counter of a prefix, held until the transaction ends."""
    _ADD_SERIAL.run(session, prefix=prefix, last=0)
    return session.scalars(
        select(CertificateSerial).where(CertificateSerial.prefix == prefix).with_for_update()
    ).one()


def _make_certificate(
    claim: Claim, *, number: str, code: str, public_url: str, now: dt.datetime
) -> Certificate:
    """Everything computed before the row is written: it can never be updated."""
    fields = credentials.freeze_fields(
        claim, number=number, code=code, public_url=public_url, issued_at=now
    )
    page = pdf.render_certificate(fields, template_version=pdf.TEMPLATE_VERSION)
    last_day = credentials.valid_until(credentials.day_in_china(now), claim.valid_months)
    return Certificate(
        public_code=code,
        number=number,
        course_id=claim.course_id,
        achievement_id=claim.achievement_id,
        fields=fields,
        template_version=pdf.TEMPLATE_VERSION,
        pdf_sha256=hashlib.sha256(page).hexdigest(),
        issued_at=now,
        valid_until=None if last_day is None else credentials.end_of_day(last_day),
    )


def _make_issue_key(session: Session, candidate: Candidate, achievement_id: str) -> str:
    """Unique, so that two transactions cannot both issue what the other did not see."""
    revoked = session.scalar(
        select(func.count())
        .select_from(Certificate)
        .join(Revocation)
        .where(
            Certificate.learner_id == candidate.learner_id,
            Certificate.achievement_id == achievement_id,
        )
    )
    return f"{candidate.public_id}:{achievement_id}:{revoked}"


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise TrackerError(
            ErrorCode.CONFLICT, "issued_meanwhile", "somebody else issued at the same moment"
        ) from error


def revoke_certificate(
    session: Session, staff: StaffIdentity, number: str, reason: str, now: dt.datetime
) -> None:
    """Withdraw a certificate; its page stays and says so.

    Raises forbidden "issuer_only"; not_found "certificate_unknown"; invalid "reason_length";
    conflict "already_revoked".
    """
    check_may_issue(staff)
    shortest, longest = REASON_LENGTHS
    reason = " ".join(reason.split())
    certificate_id = session.scalar(
        select(Certificate.id).where(Certificate.number == number, _is_seen_by(staff))
    )
    if certificate_id is None:
        raise _refuse_unknown(number)
    if not shortest <= len(reason) <= longest:
        raise TrackerError(
            ErrorCode.INVALID,
            "reason_length",
            f"give a reason of {shortest} to {longest} characters",
            shortest=shortest,
            longest=longest,
        )
    is_new = _ADD_REVOCATION.run(
        session,
        certificate_id=certificate_id,
        reason=reason,
        revoked_by_id=staff.id,
        revoked_at=now,
    )
    if not is_new:
        raise TrackerError(ErrorCode.CONFLICT, "already_revoked", f"{number} was revoked before")
    _log(session, staff, "certificate_revoked", number, {"reason": reason}, now)


def find_by_code(session: Session, typed_code: str) -> CertificateRecord | None:
    """The certificate with this public code, as a person typed it; for everybody."""
    code = credentials.parse_code(typed_code)
    if code is None:
        return None
    return next(iter(list_records(session, Certificate.public_code == code)), None)


def get_for_staff(session: Session, staff: StaffIdentity, number: str) -> CertificateRecord:
    """A certificate of the staff's organisations; raises not_found "certificate_unknown"."""
    return _get(session, number, (Certificate.number == number) & _is_seen_by(staff))


def get_for_learner(session: Session, learner_id: int, code: str) -> CertificateRecord:
    """A learner's own certificate; raises not_found "certificate_unknown"."""
    own = Certificate.learner_id == learner_id
    return _get(session, code, (Certificate.public_code == code) & own)


def list_for_learner(session: Session, learner_id: int) -> list[CertificateRecord]:
    """All certificates of a learner, revoked ones included, the newest first."""
    return list_records(session, Certificate.learner_id == learner_id)


def _get(session: Session, name: str, condition: ColumnElement[bool]) -> CertificateRecord:
    found = list_records(session, condition)
    if not found:
        raise _refuse_unknown(name)
    return found[0]


def _is_seen_by(staff: StaffIdentity) -> ColumnElement[bool]:
    return Certificate.organisation_id.in_(records.select_subtree(staff.organisation_id))


def _refuse_unknown(name: str) -> TrackerError:
    return TrackerError(
        ErrorCode.NOT_FOUND, "certificate_unknown", f'there is no certificate "{name}"'
    )


def _log(
    session: Session,
    staff: StaffIdentity,
    action: str,
    number: str,
    details: dict[str, str],
    now: dt.datetime,
) -> None:
    subject = f"certificate:{number}"
    audit.record(session, f"staff:{staff.public_id}", action, subject, details, now)
