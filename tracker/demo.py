"""A small federation to try everything with: made once, with random secrets kept in one file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import passwords
from tracker.db.models import Organisation, OrganisationKind, StaffRole
from tracker.services import audit, people

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tracker.db.session import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class _Organisation:
    code: str
    parent: str | None
    kind: OrganisationKind
    name_zh: str
    name_en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Learner:
    organisation: str
    number: str
    name: str
    latin: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Staff:
    organisation: str
    email: str
    name: str
    role: StaffRole


_ORGANISATIONS = (
    _Organisation(
        code="SZGH",
        parent=None,
        kind=OrganisationKind.FEDERATION,
        name_zh="示范省总工会",
        name_en="Demo Provincial Federation of Trade Unions",
    ),
    _Organisation(
        code="JIANGCHENG",
        parent="SZGH",
        kind=OrganisationKind.BRANCH,
        name_zh="江城市总工会",
        name_en="Jiangcheng City Branch",
    ),
    _Organisation(
        code="JCZG",
        parent="JIANGCHENG",
        kind=OrganisationKind.ENTERPRISE,
        name_zh="江城重工有限公司",
        name_en="Jiangcheng Heavy Industry",
    ),
    _Organisation(
        code="HZGW",
        parent="SZGH",
        kind=OrganisationKind.ENTERPRISE,
        name_zh="海州港务有限公司",
        name_en="Haizhou Port",
    ),
)
_LEARNERS = (
    _Learner(organisation="JCZG", number="10001", name="陈艾达", latin="Ada Chen"),
    _Learner(organisation="JCZG", number="10002", name="买买提·艾力", latin="Memet Eli"),
    _Learner(organisation="JCZG", number="10003", name="李𬀩", latin="Li Wei"),
    _Learner(organisation="JCZG", number="10004", name="欧阳建国", latin="Ouyang Jianguo"),
    _Learner(organisation="JCZG", number="10005", name="张伟", latin="Zhang Wei"),
    _Learner(organisation="JCZG", number="10006", name="张伟", latin="Zhang Wei"),
    _Learner(organisation="HZGW", number="20001", name="林艾伦", latin="Alan Lin"),
    _Learner(organisation="HZGW", number="20002", name="古丽娜尔·买买提", latin="Gulnar Memet"),
)
_STAFF = (
    _Staff(
        organisation="JCZG",
        email="grace@jczg.example",
        name="侯格蕾 Grace Hou",
        role=StaffRole.ISSUER,
    ),
    _Staff(
        organisation="JIANGCHENG",
        email="vera@jiangcheng.example",
        name="方维拉 Vera Fang",
        role=StaffRole.VIEWER,
    ),
    _Staff(
        organisation="HZGW",
        email="boris@hzgw.example",
        name="包立思 Boris Bao",
        role=StaffRole.ISSUER,
    ),
)


class DemoError(Exception):
    """Why the demo cannot be made or shown, in plain words."""


def seed(
    database: Database,
    sign_ins: Path,
    *,
    now: dt.datetime,
    rng: random.Random,
    new_id: Callable[[], str],
) -> str:
    """Make the demo unless it is there; answer with its sign-ins, kept in the file `sign_ins`.

    Raises DemoError if the people are there but the file is not: secrets are known nowhere else.
    """
    with database.read() as session:
        is_seeded = people.find_organisation(session, _ORGANISATIONS[0].code) is not None
    if is_seeded:
        if not sign_ins.is_file():
            raise DemoError(
                f"the demo's people exist, but the file with their sign-ins, {sign_ins}, is gone"
            )
        return sign_ins.read_text(encoding="utf-8")
    pins = {
        (learner.organisation, learner.number): passwords.make_pin(rng, (learner.number,))
        for learner in _LEARNERS
    }
    words = {staff.email: passwords.make_password(rng) for staff in _STAFF}
    hashes = {secret: passwords.hash_secret(secret) for secret in (*pins.values(), *words.values())}
    text = _describe(pins, words)
    with database.write() as session:
        organisations = _add_organisations(session, now, new_id)
        for learner in _LEARNERS:
            people.add_learner(
                session,
                organisation=organisations[learner.organisation],
                employee_number=learner.number,
                name=learner.name,
                name_latin=learner.latin,
                pin_hash=hashes[pins[learner.organisation, learner.number]],
                actor=audit.SYSTEM,
                now=now,
                new_id=new_id,
            )
        for staff in _STAFF:
            people.add_staff(
                session,
                organisation=organisations[staff.organisation],
                email=staff.email,
                name=staff.name,
                role=staff.role,
                password_hash=hashes[words[staff.email]],
                actor=audit.SYSTEM,
                now=now,
                new_id=new_id,
            )
        # Before the commit: people whose secrets could not be kept must not exist.
        _write_privately(sign_ins, text)
    return text


def _add_organisations(
    session: Session, now: dt.datetime, new_id: Callable[[], str]
) -> dict[str, Organisation]:
    made: dict[str, Organisation] = {}
    for organisation in _ORGANISATIONS:
        made[organisation.code] = people.add_organisation(
            session,
            code=organisation.code,
            kind=organisation.kind,
            name_zh=organisation.name_zh,
            name_en=organisation.name_en,
            parent=made[organisation.parent] if organisation.parent else None,
            actor=audit.SYSTEM,
            now=now,
            new_id=new_id,
        )
    return made


def _describe(pins: dict[tuple[str, str], str], words: dict[str, str]) -> str:
    lines = [
        "Learners sign in at /account/sign-in and choose a PIN of their own the first time:",
        "organisation\temployee number\tfirst PIN\tname",
    ]
    for learner in _LEARNERS:
        pin = pins[learner.organisation, learner.number]
        lines.append(
            f"{learner.organisation}\t{learner.number}\t{pin}\t{learner.name} {learner.latin}"
        )
    lines += ["", "Staff sign in at /staff/sign-in:", "e-mail\tpassword\tmay\tname"]
    lines += [
        f"{staff.email}\t{words[staff.email]}\t{staff.role}\t{staff.name} ({staff.organisation})"
        for staff in _STAFF
    ]
    return "\n".join(lines) + "\n"


def _write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner reads, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
