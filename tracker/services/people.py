"""Organisations and the people in them: new accounts, each with its line in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker import passwords
from tracker.db.models import Learner, Membership, Organisation, Staff
from tracker.errors import ErrorCode, TrackerError
from tracker.services import audit
from tracker.services.accounts import normalise_code, normalise_email

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tracker.db.models import OrganisationKind, StaffRole


def add_organisation(
    session: Session,
    *,
    code: str,
    kind: OrganisationKind,
    name_zh: str,
    name_en: str,
    parent: Organisation | None,
    actor: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> Organisation:
    """A new organisation below `parent`. Raises conflict "code_taken"."""
    code = normalise_code(code)
    if find_organisation(session, code) is not None:
        raise TrackerError(ErrorCode.CONFLICT, "code_taken", f'organisation code "{code}" is taken')
    organisation = Organisation(
        public_id=new_id(), code=code, kind=kind, name_zh=name_zh, name_en=name_en, parent=parent
    )
    session.add(organisation)
    session.flush()
    subject = f"organisation:{organisation.public_id}"
    audit.record(session, actor, "organisation_added", subject, {"code": code}, now)
    return organisation


def find_organisation(session: Session, code: str) -> Organisation | None:
    """The organisation with this code (not case-sensitive)."""
    return session.scalar(select(Organisation).where(Organisation.code == normalise_code(code)))


def get_organisation(session: Session, code: str) -> Organisation:
    """The organisation with this code; raises not_found "organisation_unknown"."""
    organisation = find_organisation(session, code)
    if organisation is None:
        raise TrackerError(
            ErrorCode.NOT_FOUND,
            "organisation_unknown",
            f'there is no organisation with the code "{code}"',
        )
    return organisation


def add_learner(
    session: Session,
    *,
    organisation: Organisation,
    employee_number: str,
    name: str,
    name_latin: str,
    pin_hash: str,
    actor: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> Learner:
    """A new learner, who must change the PIN at the first sign-in.

    The PIN comes hashed: hashing must not hold the transaction. Raises conflict
    "employee_number_taken"; invalid "name_missing", "employee_number_missing".
    """
    name, number = passwords.clean(name), passwords.clean(employee_number)
    if not name:
        raise TrackerError(ErrorCode.INVALID, "name_missing", "a learner needs a name")
    if not number:
        raise TrackerError(
            ErrorCode.INVALID, "employee_number_missing", "a learner needs an employee number"
        )
    taken = select(Membership.id).where(
        Membership.organisation_id == organisation.id, Membership.employee_number == number
    )
    if session.scalar(taken) is not None:
        raise TrackerError(
            ErrorCode.CONFLICT,
            "employee_number_taken",
            f'employee number "{number}" is taken in "{organisation.code}"',
        )
    learner = Learner(
        public_id=new_id(), name=name, name_latin=name_latin, pin_hash=pin_hash, created_at=now
    )
    learner.memberships.append(
        Membership(organisation=organisation, employee_number=number, started_at=now)
    )
    session.add(learner)
    session.flush()
    subject = f"learner:{learner.public_id}"
    details = {"organisation": organisation.public_id}
    audit.record(session, actor, "learner_added", subject, details, now)
    return learner


def add_staff(
    session: Session,
    *,
    organisation: Organisation,
    email: str,
    name: str,
    role: StaffRole,
    password_hash: str,
    actor: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> Staff:
    """New staff of `organisation`. Raises conflict "email_taken"; invalid "email_invalid"."""
    email = normalise_email(email)
    if email.count("@") != 1 or email.startswith("@") or email.endswith("@") or " " in email:
        raise TrackerError(ErrorCode.INVALID, "email_invalid", f'"{email}" is no e-mail address')
    if session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
        raise TrackerError(ErrorCode.CONFLICT, "email_taken", f'"{email}" is taken')
    staff = Staff(
        public_id=new_id(),
        email=email,
        name=passwords.clean(name),
        organisation_id=organisation.id,
        role=role,
        password_hash=password_hash,
        created_at=now,
    )
    session.add(staff)
    session.flush()
    subject = f"staff:{staff.public_id}"
    details = {"organisation": organisation.public_id, "role": role}
    audit.record(session, actor, "staff_added", subject, details, now)
    return staff
