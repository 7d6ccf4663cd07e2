"""The cast and their course: Ada learns in enterprise A, Alan in B, Grace issues for A.

Every text of a key is unlike every other text, so that a leak can be searched for.
"""

import datetime as dt
import hashlib
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tracker import passwords
from tracker.catalog import AnswerKey, Catalog, parse_answer_key, parse_catalog
from tracker.db.models import Learner, Organisation, OrganisationKind, Staff, StaffRole
from tracker.ids import new_public_id
from tracker.services import catalogs, people

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
PIN = "483920"
PASSWORD = "four-green-lathes"
PIN_HASH = passwords.hash_secret(PIN)
PASSWORD_HASH = passwords.hash_secret(PASSWORD)
COURSE = "electrical-safety"
QUIZ = "final"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: dt.datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **units: float) -> None:
        """Move on by `minutes=30` and the like."""
        self.now += dt.timedelta(**units)


def both(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": f"{text} 中", "en": f"{text} en"}


def make_choice(question_id: str, letter: str, *, correct: bool) -> dict[str, Any]:
    return {
        "id": letter,
        "correct": correct,
        "text": both(f"choice-{question_id}-{letter}"),
        "feedback": both(f"feedback-{question_id}-{letter}"),
    }


def make_question(
    id_: str,
    kind: str = "single",
    *,
    right: str = "b",
    letters: str = "abcd",
    points: int = 1,
    numeric: dict[str, str] | None = None,
    accepted: dict[str, list[str]] | None = None,
) -> dict[str, Any]:
    """A question of an answer key; `right` holds the letters of the right choices."""
    has_choices = kind in {"single", "multiple", "true_false"}
    return {
        "id": id_,
        "kind": kind,
        "points": points,
        "objective": "",
        "level": 0,
        "stem": both(f"stem-{id_}"),
        "hints": {"zh": [f"hint-{id_}"], "en": [f"hint-{id_}"]},
        "explanation": both(f"explanation-{id_}"),
        "choices": [make_choice(id_, letter, correct=letter in right) for letter in letters]
        if has_choices
        else [],
        "numeric": numeric,
        "accepted": accepted,
    }


def make_questions() -> list[dict[str, Any]]:
    """Twelve questions of all kinds."""
    return [
        *(make_question(f"s{n}", right="abcd"[n % 4]) for n in range(6)),
        make_question("m0", "multiple", right="ac"),
        make_question("m1", "multiple", right="bcd"),
        make_question("t0", "true_false", right="a", letters="ab"),
        make_question("t1", "true_false", right="b", letters="ab"),
        make_question(
            "n0", "numeric", numeric={"value": "736.25", "tolerance": "0.5", "unit": "mm"}
        ),
        make_question("w0", "short_text", accepted={"zh": ["接地保护线"], "en": ["earthing wire"]}),
    ]


def make_quiz(**changes: Any) -> dict[str, Any]:
    """The final exam: 5 of 12 drawn, 80 %, 3 attempts, half an hour between them."""
    quiz = {
        "id": QUIZ,
        "lesson_id": "exam",
        "pass_mark": 0.8,
        "attempts_allowed": 3,
        "cool_down_minutes": 30,
        "draw": 5,
        "shuffle": True,
        "reveal": "finished",
        "questions": make_questions(),
    }
    return quiz | changes


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _outline(quiz: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "pass_mark", "attempts_allowed", "cool_down_minutes", "draw")
    questions = [
        {name: question[name] for name in ("id", "kind", "points")}
        for question in quiz["questions"]
    ]
    return {name: quiz[name] for name in names} | {"kind": "graded", "questions": questions}


def _lesson(id_: str, quizzes: list[dict[str, Any]], *, required: bool = True) -> dict[str, Any]:
    return {
        "id": id_,
        "title": both(f"lesson {id_}"),
        "url": {language: f"{language}/{COURSE}/{id_}/" for language in ("zh", "en")},
        "minutes": 6,
        "required": required,
        "quizzes": quizzes,
    }


def make_course(
    id_: str = COURSE, quiz: dict[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A course as both files have it: three lessons to read (one need not be) and an exam."""
    quiz = quiz or make_quiz()
    practice = _outline(make_quiz(id="warm-up")) | {"kind": "practice"}
    course: dict[str, Any] = {
        "id": id_,
        "title": both(id_),
        "summary": both("summary"),
        "languages": ["zh", "en"],
        "class_hours": 1,
        "modules": [
            {
                "id": "basics",
                "title": both("basics"),
                "lessons": [
                    _lesson("current", [practice]),
                    _lesson("shock", []),
                    _lesson("history", [], required=False),
                    _lesson("exam", [_outline(quiz)]),
                ],
            }
        ],
        "achievement": {
            "id": f"{id_}-completion",
            "title": both("achievement"),
            "description": both("achieved"),
            "valid_months": 36,
        },
    }
    course["revision"] = _digest(course)
    key = {"id": id_, "revision": course["revision"], "quizzes": [quiz]}
    return course, key | {"key_revision": _digest(quiz)}


def make_files(*courses: tuple[dict[str, Any], dict[str, Any]]) -> tuple[Catalog, AnswerKey]:
    """Both files with these courses, the usual one by default."""
    courses = courses or (make_course(),)
    site = {
        "title": both("site"),
        "languages": ["zh", "en"],
        "issuer": {"id": "demo-issuer", "name": both("issuer"), "url": ""},
    }
    public = {"catalog_version": 1, "site": site, "courses": [course for course, _ in courses]}
    private = {"answer_key_version": 1, "courses": [key for _, key in courses]}
    return parse_catalog(json.dumps(public)), parse_answer_key(json.dumps(private))


def publish(session: Session, quiz: dict[str, Any] | None = None) -> None:
    """Publish the usual course, with this quiz."""
    catalogs.import_catalog(session, *make_files(make_course(quiz=quiz)), NOON)


def add_organisation(
    session: Session,
    code: str,
    parent: Organisation | None = None,
    kind: OrganisationKind = OrganisationKind.ENTERPRISE,
) -> Organisation:
    return people.add_organisation(
        session,
        code=code,
        kind=kind,
        name_zh=f"单位{code}",
        name_en=f"Organisation {code}",
        parent=parent,
        actor="system",
        now=NOON,
        new_id=new_public_id,
    )


def add_learner(
    session: Session,
    organisation: Organisation,
    number: str,
    name: str,
    *,
    must_change_pin: bool = False,
) -> Learner:
    learner = people.add_learner(
        session,
        organisation=organisation,
        employee_number=number,
        name=name,
        name_latin="",
        pin_hash=PIN_HASH,
        actor="system",
        now=NOON,
        new_id=new_public_id,
    )
    learner.pin_must_change = must_change_pin
    return learner


def add_staff(
    session: Session, organisation: Organisation, email: str, role: StaffRole = StaffRole.ISSUER
) -> Staff:
    return people.add_staff(
        session,
        organisation=organisation,
        email=email,
        name=email.partition("@")[0].title(),
        role=role,
        password_hash=PASSWORD_HASH,
        actor="system",
        now=NOON,
        new_id=new_public_id,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """The usual people, by the ids that tests need."""

    ada: int
    alan: int
    ada_public: str
    alan_public: str
    grace_public: str


def add_cast(session: Session) -> Cast:
    """Federation FED above enterprises A (Ada 7, Grace) and B (Alan 7, Boris)."""
    federation = add_organisation(session, "FED", kind=OrganisationKind.FEDERATION)
    enterprise_a = add_organisation(session, "A", federation)
    enterprise_b = add_organisation(session, "B", federation)
    ada = add_learner(session, enterprise_a, "7", "陈艾达")
    alan = add_learner(session, enterprise_b, "7", "林艾伦")
    grace = add_staff(session, enterprise_a, "grace@a.example")
    add_staff(session, enterprise_b, "boris@b.example")
    return Cast(
        ada=ada.id,
        alan=alan.id,
        ada_public=ada.public_id,
        alan_public=alan.public_id,
        grace_public=grace.public_id,
    )


def uuids() -> Any:
    """Endless UUIDs of version 4, the same ones each time."""
    return (str(uuid.UUID(int=number, version=4)) for number in itertools.count(1))


@dataclass(kw_only=True, slots=True)
class Api:
    """A browser's view of the JSON API, signed in as one learner or not at all."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: Any) -> TestResponse:
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.client.put(f"/api/v1{path}", json=body, headers=self.headers)

    def open(self, attempt_id: str, quiz_id: str = QUIZ) -> TestResponse:
        return self.put(f"/attempts/{attempt_id}", {"course_id": COURSE, "quiz_id": quiz_id})

    def submit(self, attempt_id: str, responses: dict[str, Any]) -> TestResponse:
        return self.post(f"/attempts/{attempt_id}/submission", {"responses": responses})


def visit(app: Flask, public_id: str | None = None, version: int = 1) -> Api:
    """A browser of its own, signed in as the learner with this public id."""
    client = app.test_client()
    if public_id is not None:
        with client.session_transaction() as session:
            session.update(kind="learner", id=public_id, v=version)
    token = client.get("/api/v1/session").get_json()["csrf_token"]
    return Api(client=client, headers={"X-CSRFToken": token})


def respond(attempt: dict[str, Any], *, wrong: int = 0) -> dict[str, Any]:
    """Right responses to an attempt, but the first `wrong` ones wrong."""
    keys = {question["id"]: question for question in make_questions()}
    given: dict[str, Any] = {}
    for number, shown in enumerate(attempt["questions"]):
        given[shown["id"]] = _respond_to(shown, keys[shown["id"]], right=number >= wrong)
    return given


def _respond_to(shown: dict[str, Any], key: dict[str, Any], *, right: bool) -> Any:
    if key["numeric"]:
        return key["numeric"]["value"] if right else "1"
    if key["accepted"]:
        return key["accepted"]["zh"][0] if right else "不知道"
    truths = {choice["text"]["zh"]: choice["correct"] for choice in key["choices"]}
    ids = [choice["id"] for choice in shown["choices"] if truths[choice["text"]["zh"]] is right]
    return ids if key["kind"] == "multiple" else ids[0]


def get_learner(session: Session, learner_id: int) -> Learner:
    return session.scalars(select(Learner).where(Learner.id == learner_id)).one()
