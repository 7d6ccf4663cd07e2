"""Signing in, being locked out, and sessions that end when the secret changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.tracker.builders import PASSWORD, PIN, Cast, Clock, get_learner, visit
from tracker import passwords
from tracker.db.models import AuditEntry, Membership, Organisation, Staff
from tracker.db.session import Database
from tracker.errors import TrackerError
from tracker.services import accounts
from tracker.web import auth

NEW_PIN = "739105"

SignIn = Callable[..., Any]


@pytest.fixture
def sign_in(app: Flask, cast: Cast) -> SignIn:
    """Sign in as Ada unless told otherwise; answers with the identity or the refusal's reason."""
    assert cast.ada

    def attempt(organisation: str = "A", number: str = "7", pin: str = PIN) -> Any:
        with app.test_request_context():
            try:
                return auth.sign_in_learner(
                    organisation_code=organisation, employee_number=number, pin=pin
                )
            except TrackerError as refusal:
                return refusal.reason

    return attempt


def test_organisation_number_and_pin_sign_in(sign_in: SignIn, cast: Cast) -> None:
    assert sign_in().public_id == cast.ada_public


@pytest.mark.parametrize(
    ("organisation", "number", "pin"),
    [("a", "7", PIN), (" Ａ ", "７", "４８３９２０"), ("A", " 7 ", f" {PIN} ")],
)
def test_what_phones_do_to_typed_text_is_forgiven(
    sign_in: SignIn, cast: Cast, organisation: str, number: str, pin: str
) -> None:
    assert sign_in(organisation, number, pin).public_id == cast.ada_public


@pytest.mark.parametrize(
    ("organisation", "number", "pin"),
    [("A", "7", "000000"), ("A", "8", PIN), ("C", "7", PIN), ("FED", "7", PIN), ("A", "", "")],
)
def test_wrong_in_any_part_is_refused_alike(
    sign_in: SignIn, organisation: str, number: str, pin: str
) -> None:
    assert sign_in(organisation, number, pin) == "sign_in_failed"


def test_the_same_number_elsewhere_is_another_person(sign_in: SignIn, cast: Cast) -> None:
    assert sign_in("B").public_id == cast.alan_public


def test_who_left_an_organisation_signs_in_there_no_more(
    sign_in: SignIn, database: Database, clock: Clock
) -> None:
    with database.write() as session:
        membership = session.scalars(
            select(Membership).join(Organisation).where(Organisation.code == "A")
        ).one()
        membership.ended_at = clock()
    assert sign_in() == "sign_in_failed"


def test_five_failures_lock_for_a_quarter_of_an_hour(sign_in: SignIn, clock: Clock) -> None:
    assert [sign_in(pin="000000") for _ in range(5)] == ["sign_in_failed"] * 5
    assert sign_in() == "locked"
    clock.forward(minutes=15, seconds=-1)
    assert sign_in() == "locked"
    clock.forward(seconds=1)
    assert sign_in() != "locked"


def test_the_lock_says_when_it_ends(app: Flask, sign_in: SignIn) -> None:
    for _ in range(5):
        sign_in(pin="000000")
    with app.test_request_context(), pytest.raises(TrackerError) as refusal:
        auth.sign_in_learner(organisation_code="A", employee_number="7", pin=PIN)
    assert refusal.value.details == {"until": "2026-11-23T12:15:00Z"}


def test_a_lock_that_ended_leaves_five_new_tries(sign_in: SignIn, clock: Clock) -> None:
    for _ in range(5):
        sign_in(pin="000000")
    clock.forward(minutes=15)
    assert [sign_in(pin="000000") for _ in range(5)] == ["sign_in_failed"] * 5
    assert sign_in() == "locked"


def test_a_right_pin_forgives_earlier_failures(sign_in: SignIn, cast: Cast) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(pin="000000")
        assert sign_in().public_id == cast.ada_public


def test_the_lock_is_one_persons_own(sign_in: SignIn, cast: Cast) -> None:
    for _ in range(5):
        sign_in(pin="000000")
    assert sign_in("B").public_id == cast.alan_public


def test_tries_made_at_once_cannot_outrun_the_lock(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cast.ada
    looked_at = []
    is_right = passwords.is_right
    monkeypatch.setattr(
        passwords, "is_right", lambda *given: looked_at.append(given) or is_right(*given)
    )

    def guess(number: int) -> str:
        with app.test_request_context(), pytest.raises(TrackerError) as refusal:
            auth.sign_in_learner(organisation_code="A", employee_number="7", pin=f"{number:06d}")
        return refusal.value.reason

    with ThreadPoolExecutor(12) as pool:
        reasons = sorted(pool.map(guess, range(12)))
    assert reasons == ["locked"] * 7 + ["sign_in_failed"] * 5
    assert len(looked_at) == 5


def test_an_unknown_account_costs_as_much_work_as_a_known_one(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = []
    hasher = passwords._HASHER

    class Watched:
        def verify(self, known: str, secret: str) -> bool:
            worked.append(known.rsplit("$", 2)[0])
            return hasher.verify(known, secret)

    monkeypatch.setattr(passwords, "_HASHER", Watched())
    sign_in(pin="000000")
    sign_in(number="404", pin="000000")
    assert len(worked) == 2
    assert worked[0] == worked[1]


def test_sign_ins_are_in_the_audit_log(sign_in: SignIn, database: Database, cast: Cast) -> None:
    sign_in()
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor) == ("signed_in", f"learner:{cast.ada_public}")


def sign_in_staff(app: Flask, email: str, password: str) -> str:
    with app.test_request_context():
        try:
            return auth.sign_in_staff(email=email, password=password).email
        except TrackerError as refusal:
            return refusal.reason


def test_staff_sign_in_by_email_and_password(app: Flask, cast: Cast) -> None:
    assert cast.grace_public
    assert sign_in_staff(app, " Grace@A.example", PASSWORD) == "grace@a.example"
    assert sign_in_staff(app, "grace@a.example", PASSWORD + "x") == "sign_in_failed"
    assert sign_in_staff(app, "nobody@a.example", PASSWORD) == "sign_in_failed"


def test_five_failures_lock_staff_too(app: Flask, cast: Cast) -> None:
    assert cast.grace_public
    for _ in range(5):
        assert sign_in_staff(app, "grace@a.example", "wrong") == "sign_in_failed"
    assert sign_in_staff(app, "grace@a.example", PASSWORD) == "locked"
    assert sign_in_staff(app, "boris@b.example", PASSWORD) == "boris@b.example"


def change_pin(app: Flask, public_id: str, old: str, new: str) -> str:
    with app.test_request_context() as context:
        context.session.update(kind="learner", id=public_id, v=1)
        try:
            auth.change_pin(old_pin=old, new_pin=new)
        except TrackerError as refusal:
            return str(refusal.details.get("weakness", refusal.reason))
        return f"v{context.session['v']}"


def test_a_changed_pin_replaces_the_old_one(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    assert change_pin(app, cast.ada_public, PIN, NEW_PIN) == "v2"
    assert sign_in() == "sign_in_failed"
    assert sign_in(pin=NEW_PIN).public_id == cast.ada_public


def test_a_changed_pin_ends_every_other_session(app: Flask, cast: Cast) -> None:
    elsewhere = visit(app, cast.ada_public)
    assert elsewhere.get("/progress").status_code == 200
    change_pin(app, cast.ada_public, PIN, NEW_PIN)
    assert elsewhere.get("/progress").status_code == 401
    assert elsewhere.get("/session").json["learner"] is None
    assert visit(app, cast.ada_public, version=2).get("/progress").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("000000", NEW_PIN, "wrong_pin"),
        (PIN, PIN, "unchanged"),
        (PIN, "123456", "too_simple"),
        (PIN, "12345", "format"),
    ],
)
def test_bad_changes_of_a_pin_are_refused(
    app: Flask, cast: Cast, sign_in: SignIn, old: str, new: str, reason: str
) -> None:
    assert change_pin(app, cast.ada_public, old, new) == reason
    assert sign_in().public_id == cast.ada_public


def test_a_phone_left_signed_in_cannot_be_used_to_guess_the_pin(app: Flask, cast: Cast) -> None:
    tries = [change_pin(app, cast.ada_public, "000000", NEW_PIN) for _ in range(6)]
    assert tries == ["wrong_pin"] * 5 + ["locked"]


def test_refused_new_pins_lock_nobody_out(app: Flask, cast: Cast) -> None:
    for _ in range(9):
        assert change_pin(app, cast.ada_public, PIN, "111111") == "too_simple"
    assert change_pin(app, cast.ada_public, PIN, NEW_PIN) == "v2"


def test_of_two_changes_at_once_one_is_refused(database: Database, cast: Cast) -> None:
    with database.read() as session:
        known = get_learner(session, cast.ada).pin_hash
    changes = {"old_hash": known, "new_hash": "new", "now": Clock()()}
    with database.write() as session:
        accounts.finish_pin_change(session, cast.ada, **changes)
    with pytest.raises(TrackerError, match="a moment ago"), database.write() as session:
        accounts.finish_pin_change(session, cast.ada, **changes)


def test_the_first_pin_must_be_changed_before_anything_else(
    app: Flask, database: Database, cast: Cast
) -> None:
    with database.write() as session:
        get_learner(session, cast.ada).pin_must_change = True
    ada = visit(app, cast.ada_public)
    assert ada.get("/session").json["learner"] == {"name": "陈艾达", "must_change_pin": True}
    for answer in (ada.get("/progress"), ada.open("00000000-0000-4000-8000-000000000001")):
        assert answer.status_code == 403
        assert answer.json["error"]["reason"] == "pin_change_required"
    change_pin(app, cast.ada_public, PIN, NEW_PIN)
    assert visit(app, cast.ada_public, version=2).get("/progress").status_code == 200


def test_a_learners_session_is_no_staffs(app: Flask, cast: Cast, database: Database) -> None:
    with database.read() as session:
        grace = session.scalars(select(Staff).where(Staff.email == "grace@a.example")).one()
    for kind, id_ in (("learner", grace.public_id), ("staff", cast.ada_public)):
        with app.test_request_context() as context:
            context.session.update(kind=kind, id=id_, v=1)
            assert auth.current_learner() is None
            assert auth.current_staff() is None
