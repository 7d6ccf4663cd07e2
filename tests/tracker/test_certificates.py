"""Issuing: to whom, once, without gaps; revoking; what is frozen."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from tests.tracker.builders import COURSE, NOON, add_learner
from tests.tracker.records import codes, finish, issue, join, leave, read, sit
from tracker import credentials, pdf
from tracker.credentials import Obstacle, Reason
from tracker.db.certificates import CertificateState
from tracker.db.models import (
    AuditEntry,
    Certificate,
    CertificateSerial,
    Learner,
    Organisation,
    Revocation,
)
from tracker.errors import ErrorCode, TrackerError
from tracker.services import certificates

DAY = dt.timedelta(days=1)


def preview(database, office, who, *learners, course=COURSE):
    with database.read() as session:
        seen = certificates.preview_issue(session, office.staff[who], learners, course)
    return {candidate.name: candidate for candidate in seen.candidates}


def refuse(reason, call, *args, **kwargs):
    with pytest.raises(TrackerError) as caught:
        call(*args, **kwargs)
    assert caught.value.reason == reason
    return caught.value


def issue_in(database, office, who, *learners, **kwargs):
    with database.write() as session:
        return issue(session, office.staff[who], *learners, **kwargs)


def find(database, code):
    with database.read() as session:
        return certificates.find_by_code(session, code)


def test_the_preview_names_everything_that_is_missing(database, office):
    with database.write() as session:
        read(session, office.ids["ada"], "current")
        sit(session, office.ids["ada"], 3)
    candidate = preview(database, office, "grace", office.ada)["陈艾达"]
    assert not candidate.is_eligible
    assert candidate.reasons == (
        Reason(obstacle=Obstacle.LESSON_UNREAD, subject="shock"),
        Reason(obstacle=Obstacle.QUIZ_NOT_PASSED, subject="final"),
    )


def test_the_preview_shows_who_is_eligible_who_holds_one_and_whose_name_cannot_be_printed(
    database, office
):
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A"])
        rare = add_learner(session, home, "9", "王𠮷")
        for learner in (office.ids["ada"], office.ids["wei"], rare.id):
            finish(session, learner)
        number = issue(session, office.staff["grace"], office.ada).issued[0].number
        rare_id = rare.public_id
    seen = preview(database, office, "grace", office.ada, office.wei, rare_id, office.wei)
    assert list(seen) == ["陈艾达", "买买提·艾力", "王𠮷"]
    assert seen["陈艾达"].held_number == number
    assert not seen["陈艾达"].is_eligible
    assert seen["买买提·艾力"].is_eligible
    assert seen["王𠮷"].reasons == (Reason(obstacle=Obstacle.GLYPH_MISSING, subject="𠮷"),)


def test_two_learners_of_one_name_are_pointed_out(database, office):
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A"])
        double = add_learner(session, home, "9", "陈艾达").public_id
    with database.read() as session:
        ids = [office.ada, office.wei, double]
        seen = certificates.preview_issue(session, office.staff["grace"], ids, COURSE)
    assert seen.doubled_names == {"陈艾达"}


def test_who_left_is_named_without_telling_what_came_after(database, office):
    with database.write() as session:
        leave(session, office.ada)
        join(session, office.ids["ada"], office.organisations["B"], "99")
        finish(session, office.ids["ada"])
    candidate = preview(database, office, "grace", office.ada)["陈艾达"]
    assert candidate.reasons == (Reason(obstacle=Obstacle.MEMBERSHIP_ENDED),)
    assert not issue_in(database, office, "grace", office.ada).issued
    assert len(issue_in(database, office, "boris", office.ada).issued) == 1


def test_a_learner_of_another_organisation_is_not_found(database, office):
    with database.write() as session:
        finish(session, office.ids["alan"])
    refuse("learner_unknown", preview, database, office, "grace", office.alan)
    refuse("learner_unknown", issue_in, database, office, "grace", office.ada, office.alan)
    refuse("learner_unknown", preview, database, office, "grace", "no such id")
    assert preview(database, office, "frida", office.alan, office.ada, office.wei)


def test_only_the_role_issuer_may_preview_issue_and_revoke(database, office):
    error = refuse("issuer_only", preview, database, office, "vera", office.ada)
    assert error.code is ErrorCode.FORBIDDEN
    refuse("issuer_only", issue_in, database, office, "vera", office.ada)
    with database.write() as session:
        refuse(
            "issuer_only",
            certificates.revoke_certificate,
            session,
            office.staff["vera"],
            "X",
            "a good reason",
            NOON,
        )


def test_what_is_issued_holds_every_printed_field(database, office):
    with database.write() as session:
        finish(session, office.ids["wei"], at=NOON - DAY)
        sit(session, office.ids["wei"], 4, at=NOON)
        finish(session, office.ids["ada"])
    issued = issue_in(database, office, "grace", office.wei, new_code=codes()).issued[0]
    fields = find(database, issued.code).fields
    assert issued.number.startswith("DEMO-ISSUER-2026-000001-")
    assert credentials.number_is_right(issued.number)
    assert fields["number"] == issued.number
    assert fields["verify_url"] == f"https://courses.example.org/verify/{issued.code}"
    assert fields["name"] == {"zh": "买买提·艾力", "latin": ""}
    assert fields["employer"] == {"zh": "单位A", "en": "Organisation A"}
    assert fields["training_provider"] == {"zh": "单位BRANCH", "en": "Organisation BRANCH"}
    assert fields["issuer"]["name"] == {"zh": "issuer 中", "en": "issuer en"}
    assert fields["course"]["title"]["zh"] == f"{COURSE} 中"
    assert (fields["course"]["class_hours"], fields["course"]["minutes"]) == (1, 18)
    assert fields["result"] == {"raw": 5, "max": 5, "percent": 100}
    assert (fields["started_on"], fields["completed_on"]) == ("2026-11-22", "2026-11-22")
    assert (fields["issued_on"], fields["valid_until"]) == ("2026-11-23", "2029-11-23")
    assert fields["disclaimer"] == credentials.DISCLAIMER


def test_outside_a_teaching_organisation_the_issuer_is_the_training_provider(database, office):
    with database.write() as session:
        finish(session, office.ids["alan"])
    code = issue_in(database, office, "boris", office.alan).issued[0].code
    assert find(database, code).fields["training_provider"] == {
        "zh": "issuer 中",
        "en": "issuer en",
    }


def test_the_pdf_printed_later_is_the_pdf_that_was_issued(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    record = find(database, issue_in(database, office, "grace", office.ada).issued[0].code)
    page = pdf.render_certificate(record.fields, template_version=record.template_version)
    assert hashlib.sha256(page).hexdigest() == record.pdf_sha256


def test_what_changes_later_does_not_change_the_certificate(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    code = issue_in(database, office, "grace", office.ada).issued[0].code
    before = find(database, code)
    with database.write() as session:
        session.get_one(Learner, office.ids["ada"]).name = "陈改名"
        session.get_one(Organisation, office.organisations["A"]).name_zh = "新单位"
    assert find(database, code) == before


def test_issuing_again_changes_nothing(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    first = issue_in(database, office, "grace", office.ada, office.ada)
    again = issue_in(database, office, "frida", office.ada)
    assert (len(first.issued), again.issued) == (1, ())
    assert again.passed_over[0].held_number == first.issued[0].number
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 1
        assert session.scalars(select(CertificateSerial.last)).one() == 1


def test_a_failure_leaves_no_gap_in_the_numbers(database, office):
    def fail():
        raise RuntimeError("no randomness left")

    with database.write() as session:
        finish(session, office.ids["ada"])
        finish(session, office.ids["wei"])
    issue_in(database, office, "grace", office.ada)
    with pytest.raises(RuntimeError):
        issue_in(database, office, "grace", office.wei, new_code=fail)
    number = issue_in(database, office, "grace", office.wei).issued[0].number
    assert "-000002-" in number


def test_every_year_counts_from_one_in_china(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
        finish(session, office.ids["wei"])
    issue_in(database, office, "grace", office.ada)
    new_year = dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC)
    number = issue_in(database, office, "grace", office.wei, at=new_year).issued[0].number
    assert number.startswith("DEMO-ISSUER-2027-000001-")


def test_two_officers_at_once_issue_one(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    barrier, results, errors = threading.Barrier(8), [], []

    def officer(who):
        try:
            barrier.wait()
            results.append(issue_in(database, office, who, office.ada))
        except Exception as error:  # noqa: BLE001 (the test reports it)
            errors.append(error)

    threads = [threading.Thread(target=officer, args=(w,)) for w in ("grace", "frida") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(len(result.issued) for result in results) == [0] * 7 + [1]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 1
        assert session.scalars(select(CertificateSerial.last)).one() == 1


def test_issuing_and_revoking_are_logged_without_names(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    number = issue_in(database, office, "grace", office.ada).issued[0].number
    with database.write() as session:
        certificates.revoke_certificate(
            session, office.staff["grace"], number, "issued by mistake", NOON
        )
    with database.read() as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject == f"certificate:{number}")
            .order_by(AuditEntry.id)
        ).all()
    assert [entry.action for entry in entries] == ["certificate_issued", "certificate_revoked"]
    assert {entry.actor for entry in entries} == {f"staff:{office.staff['grace'].public_id}"}
    assert entries[0].details == {"learner": office.ada, "course": COURSE}
    assert entries[1].details == {"reason": "issued by mistake"}


def test_a_revoked_certificate_is_still_found_with_date_and_reason(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    issued = issue_in(database, office, "grace", office.ada).issued[0]
    with database.write() as session:
        certificates.revoke_certificate(
            session, office.staff["grace"], issued.number, "  the name\n is wrong ", NOON + DAY
        )
    record = find(database, issued.code)
    assert record.state_at(NOON + DAY) is CertificateState.REVOKED
    assert (record.revoked_at, record.revocation_reason) == (NOON + DAY, "the name is wrong")


def test_after_a_revocation_another_one_can_be_issued(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    first = issue_in(database, office, "grace", office.ada).issued[0]
    with database.write() as session:
        certificates.revoke_certificate(
            session, office.staff["grace"], first.number, "the name is wrong", NOON
        )
    second = issue_in(database, office, "grace", office.ada).issued[0]
    assert "-000002-" in second.number
    assert find(database, first.code).revoked_at is not None
    assert find(database, second.code).revoked_at is None


@pytest.mark.parametrize(
    ("who", "reason", "refusal"),
    [
        ("boris", "the name is wrong", "certificate_unknown"),
        ("grace", "no  ", "reason_length"),
        ("grace", "x" * 501, "reason_length"),
        ("grace", "   ", "reason_length"),
    ],
)
def test_revoking_is_refused(database, office, who, reason, refusal):
    with database.write() as session:
        finish(session, office.ids["ada"])
    number = issue_in(database, office, "grace", office.ada).issued[0].number
    with database.write() as session:
        refuse(
            refusal,
            certificates.revoke_certificate,
            session,
            office.staff[who],
            number,
            reason,
            NOON,
        )
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Revocation)) == 0


def test_revoking_twice_is_refused_and_keeps_the_first_reason(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    issued = issue_in(database, office, "grace", office.ada).issued[0]
    with database.write() as session:
        certificates.revoke_certificate(
            session, office.staff["grace"], issued.number, "first reason", NOON
        )
    with database.write() as session:
        refuse(
            "already_revoked",
            certificates.revoke_certificate,
            session,
            office.staff["frida"],
            issued.number,
            "second reason",
            NOON,
        )
    assert find(database, issued.code).revocation_reason == "first reason"


def test_a_certificate_expires_when_its_last_day_ends_in_china(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    record = find(database, issue_in(database, office, "grace", office.ada).issued[0].code)
    end = dt.datetime(2029, 11, 23, 16, 0, tzinfo=dt.UTC)
    assert record.state_at(end - dt.timedelta(seconds=1)) is CertificateState.VALID
    assert record.state_at(end) is CertificateState.EXPIRED


def test_a_code_is_found_however_it_is_typed_and_others_are_not(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    code = issue_in(database, office, "grace", office.ada, new_code=codes(17)).issued[0].code
    assert code == "00000000000000" + "0H"
    assert find(database, "oooo oooo-0000-000h").code == code
    assert find(database, "0000000000000001") is None
    assert find(database, "no code") is None


def test_staff_and_learners_reach_their_own_certificates_only(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    issued = issue_in(database, office, "grace", office.ada).issued[0]
    with database.read() as session:
        for who in ("grace", "vera", "frida"):
            assert certificates.get_for_staff(session, office.staff[who], issued.number)
        refuse(
            "certificate_unknown",
            certificates.get_for_staff,
            session,
            office.staff["boris"],
            issued.number,
        )
        assert certificates.get_for_learner(session, office.ids["ada"], issued.code)
        refuse(
            "certificate_unknown",
            certificates.get_for_learner,
            session,
            office.ids["alan"],
            issued.code,
        )
        assert [r.number for r in certificates.list_for_learner(session, office.ids["ada"])] == [
            issued.number
        ]
        assert certificates.list_for_learner(session, office.ids["alan"]) == []


def test_the_database_refuses_to_change_or_delete_a_certificate(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
    issued = issue_in(database, office, "grace", office.ada).issued[0]
    for statement in (update(Certificate).values(number="X"), delete(Certificate)):
        with pytest.raises(DBAPIError), database.write() as session:
            session.execute(statement)
    assert find(database, issued.code).number == issued.number
