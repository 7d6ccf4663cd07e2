"""Signing in and changing secrets; `people` makes the accounts.

A sign-in has three steps, so that no transaction waits for argon2 and no failure is forgotten:
`begin_sign_in_*` counts the try before the secret is looked at (tries made at the same time cannot
outrun the lock), the caller verifies, `finish_sign_in` forgives the count after a right secret.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import select, update

from tracker import passwords
from tracker.db.models import (
    Learner,
    Membership,
    Organisation,
    Staff,
    StaffRole,
)
from tracker.errors import ErrorCode, TrackerError
from tracker.services import audit
from tracker.times import format_utc

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Identity = TypeVar("Identity")

FAILURES_ALLOWED = 5
LOCK_MINUTES = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnerIdentity:
    """Who is signed in as a learner. `id` never leaves the server."""

    id: int
    public_id: str
    name: str
    must_change_pin: bool
    session_version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffIdentity:
    """Who is signed in as staff. `id` never leaves the server."""

    id: int
    public_id: str
    name: str
    email: str
    organisation_id: int
    role: StaffRole
    session_version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInTry(Generic[Identity]):
    """A counted try: `identity` and `secret_hash` are None for an unknown account."""

    identity: Identity | None
    secret_hash: str | None


def normalise_code(code: str) -> str:
    """An organisation's code as kept and compared: cleaned, upper case."""
    return passwords.clean(code).upper()


def normalise_email(email: str) -> str:
    """An e-mail address as kept and compared: cleaned, case folded."""
    return passwords.clean(email).casefold()


def find_learner_identity(session: Session, public_id: str) -> LearnerIdentity | None:
    """The learner with this public id."""
    row = session.execute(
        select(
            Learner.id,
            Learner.public_id,
            Learner.name,
            Learner.pin_must_change,
            Learner.session_version,
        ).where(Learner.public_id == public_id)
    ).one_or_none()
    if row is None:
        return None
    return LearnerIdentity(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        must_change_pin=row.pin_must_change,
        session_version=row.session_version,
    )


def find_staff_identity(session: Session, public_id: str) -> StaffIdentity | None:
    """The staff with this public id."""
    staff = session.scalar(select(Staff).where(Staff.public_id == public_id))
    return None if staff is None else _identify_staff(staff)


def _identify_staff(staff: Staff) -> StaffIdentity:
    return StaffIdentity(
        id=staff.id,
        public_id=staff.public_id,
        name=staff.name,
        email=staff.email,
        organisation_id=staff.organisation_id,
        role=staff.role,
        session_version=staff.session_version,
    )


def _identify_learner(learner: Learner) -> LearnerIdentity:
    return LearnerIdentity(
        id=learner.id,
        public_id=learner.public_id,
        name=learner.name,
        must_change_pin=learner.pin_must_change,
        session_version=learner.session_version,
    )


def begin_learner_sign_in(
    session: Session, *, organisation_code: str, employee_number: str, now: dt.datetime
) -> SignInTry[LearnerIdentity]:
    """Count a try of the learner with this number in this organisation (not case-sensitive).

    Raises too_many "locked" with details.until while the account is locked.
    """
    learner = session.scalar(
        select(Learner)
        .join(Membership)
        .join(Organisation, Membership.organisation_id == Organisation.id)
        .where(
            Organisation.code == normalise_code(organisation_code),
            Membership.employee_number == passwords.clean(employee_number),
            Membership.ended_at.is_(None),
        )
        .with_for_update(of=Learner)
    )
    if learner is None:
        return SignInTry(identity=None, secret_hash=None)
    _count_try(learner, now)
    return SignInTry(identity=_identify_learner(learner), secret_hash=learner.pin_hash)


def begin_staff_sign_in(
    session: Session, *, email: str, now: dt.datetime
) -> SignInTry[StaffIdentity]:
    """Count a try of the staff with this e-mail address; raises as for learners."""
    staff = session.scalar(
        select(Staff).where(Staff.email == normalise_email(email)).with_for_update()
    )
    if staff is None:
        return SignInTry(identity=None, secret_hash=None)
    _count_try(staff, now)
    return SignInTry(identity=_identify_staff(staff), secret_hash=staff.password_hash)


def _count_try(account: Learner | Staff, now: dt.datetime) -> None:
    if account.locked_until is not None:
        if now < account.locked_until:
            raise TrackerError(
                ErrorCode.TOO_MANY,
                "locked",
                "too many failed sign-ins; the account is locked",
                until=format_utc(account.locked_until),
            )
        account.failed_sign_ins = 0
        account.locked_until = None
    account.failed_sign_ins += 1
    if account.failed_sign_ins >= FAILURES_ALLOWED:
        account.locked_until = now + dt.timedelta(minutes=LOCK_MINUTES)


def finish_learner_sign_in(session: Session, identity: LearnerIdentity, now: dt.datetime) -> None:
    """Forgive the tries after a right PIN, and log the sign-in."""
    session.execute(
        update(Learner)
        .where(Learner.id == identity.id)
        .values(failed_sign_ins=0, locked_until=None)
    )
    subject = f"learner:{identity.public_id}"
    audit.record(session, subject, "signed_in", subject, {}, now)


def finish_staff_sign_in(session: Session, identity: StaffIdentity, now: dt.datetime) -> None:
    """Forgive the tries after a right password, and log the sign-in."""
    session.execute(
        update(Staff).where(Staff.id == identity.id).values(failed_sign_ins=0, locked_until=None)
    )
    subject = f"staff:{identity.public_id}"
    audit.record(session, subject, "signed_in", subject, {}, now)


def begin_pin_change(
    session: Session, learner_id: int, *, old_pin: str, new_pin: str, now: dt.datetime
) -> str:
    """Judge the new PIN, count a try at the present one, and answer with its hash.

    Tries count as for a sign-in: whoever holds a phone left signed in cannot guess the PIN.
    Raises invalid "pin_weak" with details.weakness as `passwords.find_pin_weakness` says, or
    "unchanged"; too_many "locked".
    """
    learner = session.scalars(
        select(Learner).where(Learner.id == learner_id).with_for_update()
    ).one()
    numbers = session.scalars(
        select(Membership.employee_number).where(Membership.learner_id == learner_id)
    )
    weakness = passwords.find_pin_weakness(new_pin, tuple(numbers))
    if weakness is None and passwords.clean(old_pin) == passwords.clean(new_pin):
        weakness = "unchanged"
    if weakness is not None:
        raise TrackerError(
            ErrorCode.INVALID, "pin_weak", f"the new PIN is refused: {weakness}", weakness=weakness
        )
    _count_try(learner, now)
    return learner.pin_hash


def finish_pin_change(
    session: Session, learner_id: int, *, old_hash: str, new_hash: str, now: dt.datetime
) -> LearnerIdentity:
    """Keep the new PIN; the learner's other sessions end. Answers with the new session version.

    Raises conflict "pin_changed_meanwhile" if another request changed it first.
    """
    learner = session.scalars(
        select(Learner).where(Learner.id == learner_id).with_for_update()
    ).one()
    if learner.pin_hash != old_hash:
        raise TrackerError(
            ErrorCode.CONFLICT, "pin_changed_meanwhile", "the PIN was changed a moment ago"
        )
    learner.pin_hash = new_hash
    learner.pin_must_change = False
    learner.failed_sign_ins = 0
    learner.locked_until = None
    learner.session_version += 1
    subject = f"learner:{learner.public_id}"
    audit.record(session, subject, "pin_changed", subject, {}, now)
    return _identify_learner(learner)
