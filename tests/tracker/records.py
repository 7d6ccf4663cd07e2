"""What staff look at: learners who studied, staff who are signed in, certificates issued."""

import datetime as dt
import itertools
import re
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.tracker.builders import (
    COURSE,
    NOON,
    QUIZ,
    add_learner,
    add_organisation,
    add_staff,
    publish,
)
from tracker import credentials
from tracker.db.models import (
    ActivityKind,
    Attempt,
    Learner,
    Membership,
    Organisation,
    OrganisationKind,
    PublishedCourse,
    Staff,
    StaffRole,
    Submission,
)
from tracker.ids import new_public_id
from tracker.services import accounts, activity, certificates, enrolments
from tracker.services.accounts import StaffIdentity

PUBLIC_URL = "https://courses.example.org"


def read(session: Session, learner_id: int, *lessons: str, at: dt.datetime = NOON) -> None:
    """The learner reads these lessons."""
    for lesson in lessons:
        activity.record_activity(
            session,
            learner_id=learner_id,
            client_id=new_public_id(),
            kind=ActivityKind.READ,
            course_id=COURSE,
            lesson_id=lesson,
            quiz_id="",
            now=at,
        )


def sit(session: Session, learner_id: int, raw: int, *, at: dt.datetime = NOON) -> None:
    """The learner hands in the exam with `raw` of 5 points; 4 pass."""
    enrolments.enrol(session, learner_id, COURSE, at)
    revision = session.scalars(
        select(PublishedCourse.course_revision_id).where(PublishedCourse.course_id == COURSE)
    ).one()
    earlier = session.scalars(select(Attempt).where(Attempt.learner_id == learner_id)).all()
    attempt = Attempt(
        client_id=new_public_id(),
        learner_id=learner_id,
        course_id=COURSE,
        quiz_id=QUIZ,
        course_revision_id=revision,
        number=len(earlier) + 1,
        drawn=[],
        opened_at=at,
    )
    session.add(attempt)
    session.flush()
    session.add(
        Submission(
            attempt_id=attempt.id,
            body_digest="",
            responses={},
            results=[],
            raw_points=raw,
            max_points=5,
            passed=raw >= 4,
            submitted_at=at,
        )
    )
    session.flush()


def finish(session: Session, learner_id: int, *, at: dt.datetime = NOON) -> None:
    """The learner does all that the usual course asks for."""
    read(session, learner_id, "current", "shock", at=at)
    sit(session, learner_id, 5, at=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Enterprise A with a workshop below it, B beside it, the federation above both.

    Ada (A), Wei (A's workshop) and Alan (B) learn. Grace issues for A, Vera may look at A, Frida
    issues for the federation, Boris for B.
    """

    ada: str
    wei: str
    alan: str
    ids: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    staff: dict[str, StaffIdentity] = field(default_factory=dict)


def add_office(session: Session) -> Office:
    """The people above, and the usual course."""
    publish(session)
    federation = add_organisation(session, "FED", kind=OrganisationKind.FEDERATION)
    branch = add_organisation(session, "BRANCH", federation, OrganisationKind.BRANCH)
    a = add_organisation(session, "A", branch)
    workshop = add_organisation(session, "A-1", a, OrganisationKind.WORKSHOP)
    b = add_organisation(session, "B", federation)
    ada = add_learner(session, a, "7", "陈艾达")
    wei = add_learner(session, workshop, "8", "买买提·艾力")
    alan = add_learner(session, b, "7", "林艾伦")
    people = {
        "grace": add_staff(session, a, "grace@a.example"),
        "vera": add_staff(session, a, "vera@a.example", StaffRole.VIEWER),
        "frida": add_staff(session, federation, "frida@fed.example"),
        "boris": add_staff(session, b, "boris@b.example"),
    }
    return Office(
        ada=ada.public_id,
        wei=wei.public_id,
        alan=alan.public_id,
        ids={"ada": ada.id, "wei": wei.id, "alan": alan.id},
        organisations={o.code: o.id for o in (federation, branch, a, workshop, b)},
        staff={name: identify(session, person) for name, person in people.items()},
    )


def identify(session: Session, staff: Staff) -> StaffIdentity:
    identity = accounts.find_staff_identity(session, staff.public_id)
    assert identity is not None
    return identity


def leave(session: Session, learner_public_id: str, *, at: dt.datetime = NOON) -> None:
    """The learner's membership ends."""
    membership = session.scalars(
        select(Membership).join(Learner).where(Learner.public_id == learner_public_id)
    ).one()
    membership.ended_at = at
    session.flush()


def join(session: Session, learner_id: int, organisation_id: int, number: str) -> None:
    """The learner begins at an organisation."""
    organisation = session.get_one(Organisation, organisation_id)
    learner = session.get_one(Learner, learner_id)
    learner.memberships.append(
        Membership(organisation=organisation, employee_number=number, started_at=NOON)
    )
    session.flush()


def codes(start: int = 1):
    """New public codes, the same ones each time."""
    bits = itertools.count(start)
    return lambda: credentials.encode_code(next(bits))


def issue(
    session: Session,
    staff: StaffIdentity,
    *learners: str,
    at: dt.datetime = NOON,
    new_code=None,
) -> certificates.IssueResult:
    """Issue the usual course's certificate."""
    return certificates.issue_certificates(
        session,
        staff,
        learners,
        COURSE,
        public_url=PUBLIC_URL,
        now=at,
        new_code=new_code or (lambda: credentials.encode_code(int(new_public_id()[:20], 16))),
    )


def browse(app: Flask, kind: str = "", public_id: str = "", lang: str = "en") -> FlaskClient:
    """A browser, signed in as learner or staff if asked."""
    client = app.test_client()
    client.set_cookie("lang", lang)
    if kind:
        with client.session_transaction() as session:
            session.update(kind=kind, id=public_id, v=1)
    return client


def read_token(page: str) -> str:
    """The CSRF token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]
