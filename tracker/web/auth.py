"""Who is asking: signing in and out, and what a view requires.

The signed session cookie holds {"kind", "id", "v"}: learner or staff, the public id, and the
session version, which a changed secret raises so that every other session ends.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import g, session

from tracker import passwords
from tracker.errors import ErrorCode, TrackerError
from tracker.services import accounts
from tracker.web.context import get_database, get_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.services.accounts import LearnerIdentity, StaffIdentity

P = ParamSpec("P")
R = TypeVar("R")


def current_learner() -> LearnerIdentity | None:
    """The learner who is signed in, looked up once a request."""
    if "learner" not in g:
        g.learner = None
        if session.get("kind") == "learner":
            with get_database().read() as database:
                learner = accounts.find_learner_identity(database, session["id"])
            if learner is not None and learner.session_version == session["v"]:
                g.learner = learner
    found: LearnerIdentity | None = g.learner
    return found


def current_staff() -> StaffIdentity | None:
    """The staff who is signed in, looked up once a request."""
    if "staff" not in g:
        g.staff = None
        if session.get("kind") == "staff":
            with get_database().read() as database:
                staff = accounts.find_staff_identity(database, session["id"])
            if staff is not None and staff.session_version == session["v"]:
                g.staff = staff
    found: StaffIdentity | None = g.staff
    return found


def get_learner() -> LearnerIdentity:
    """The signed-in learner, free to go on.

    Raises unauthenticated "sign_in_required"; forbidden "pin_change_required" before the first PIN
    is changed.
    """
    learner = current_learner()
    if learner is None:
        raise TrackerError(
            ErrorCode.UNAUTHENTICATED, "sign_in_required", "sign in as a learner first"
        )
    if learner.must_change_pin:
        raise TrackerError(
            ErrorCode.FORBIDDEN, "pin_change_required", "change the first PIN before going on"
        )
    return learner


def get_staff() -> StaffIdentity:
    """The signed-in staff; raises unauthenticated "staff_sign_in_required"."""
    staff = current_staff()
    if staff is None:
        raise TrackerError(
            ErrorCode.UNAUTHENTICATED, "staff_sign_in_required", "sign in as staff first"
        )
    return staff


def require_learner(view: Callable[P, R]) -> Callable[P, R]:
    """Let only a signed-in learner with a PIN of their own reach the view."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        get_learner()
        return view(*args, **kwargs)

    return guarded


def require_staff(view: Callable[P, R]) -> Callable[P, R]:
    """Let only signed-in staff reach the view. What they may do is the service's rule."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        get_staff()
        return view(*args, **kwargs)

    return guarded


def _fail_sign_in() -> TrackerError:
    return TrackerError(
        ErrorCode.UNAUTHENTICATED, "sign_in_failed", "no account with these, or a wrong secret"
    )


def sign_in_learner(*, organisation_code: str, employee_number: str, pin: str) -> LearnerIdentity:
    """Check and sign in. Raises unauthenticated "sign_in_failed"; too_many "locked"."""
    database = get_database()
    with database.write() as transaction:
        tried = accounts.begin_learner_sign_in(
            transaction,
            organisation_code=organisation_code,
            employee_number=employee_number,
            now=get_now(),
        )
    if not passwords.is_right(pin, tried.secret_hash) or tried.identity is None:
        raise _fail_sign_in()
    with database.write() as transaction:
        accounts.finish_learner_sign_in(transaction, tried.identity, get_now())
    _begin_session("learner", tried.identity)
    g.learner = tried.identity
    return tried.identity


def sign_in_staff(*, email: str, password: str) -> StaffIdentity:
    """Check and sign in. Raises as for learners."""
    database = get_database()
    with database.write() as transaction:
        tried = accounts.begin_staff_sign_in(transaction, email=email, now=get_now())
    if not passwords.is_right(password, tried.secret_hash) or tried.identity is None:
        raise _fail_sign_in()
    with database.write() as transaction:
        accounts.finish_staff_sign_in(transaction, tried.identity, get_now())
    _begin_session("staff", tried.identity)
    g.staff = tried.identity
    return tried.identity


def change_pin(*, old_pin: str, new_pin: str) -> LearnerIdentity:
    """Change the signed-in learner's PIN; this session goes on, every other one ends.

    Raises unauthenticated "sign_in_required"; forbidden "wrong_pin"; invalid "pin_weak"; too_many
    "locked"; conflict "pin_changed_meanwhile".
    """
    learner = current_learner()
    if learner is None:
        raise TrackerError(
            ErrorCode.UNAUTHENTICATED, "sign_in_required", "sign in as a learner first"
        )
    database = get_database()
    with database.write() as transaction:
        old_hash = accounts.begin_pin_change(
            transaction, learner.id, old_pin=old_pin, new_pin=new_pin, now=get_now()
        )
    if not passwords.is_right(old_pin, old_hash):
        raise TrackerError(ErrorCode.FORBIDDEN, "wrong_pin", "the present PIN is wrong")
    new_hash = passwords.hash_secret(new_pin)
    with database.write() as transaction:
        changed = accounts.finish_pin_change(
            transaction,
            learner.id,
            old_hash=old_hash,
            new_hash=new_hash,
            now=get_now(),
        )
    _begin_session("learner", changed)
    g.learner = changed
    return changed


def sign_out() -> None:
    """Forget who is signed in on this device."""
    session.clear()
    g.learner = None
    g.staff = None


def _begin_session(kind: str, identity: LearnerIdentity | StaffIdentity) -> None:
    # A new session also gets a new CSRF token, so nothing planted before signing in survives.
    session.clear()
    session["kind"] = kind
    session["id"] = identity.public_id
    session["v"] = identity.session_version
    # A learner's phone stays signed in; staff sign in again after closing the browser.
    session.permanent = kind == "learner"
