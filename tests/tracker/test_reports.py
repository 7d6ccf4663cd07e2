"""What staff may see: the right people, the same states in memory and in the database."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from tests.tracker.builders import COURSE, NOON, add_learner
from tests.tracker.records import finish, issue, join, leave, read, sit
from tracker.db.certificates import CertificateState
from tracker.db.models import Organisation
from tracker.errors import TrackerError
from tracker.services import certificates, reports
from tracker.services.learning import LearningState


def list_names(database, office, who, **filters):
    with database.read() as session:
        found = reports.list_learners(session, office.staff[who], **filters)
    return [row.name for row in found.rows]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("grace", ["陈艾达", "买买提·艾力"]),
        ("vera", ["陈艾达", "买买提·艾力"]),
        ("boris", ["林艾伦"]),
        ("frida", ["陈艾达", "买买提·艾力", "林艾伦"]),
    ],
)
def test_staff_see_learners_of_their_organisation_and_below(database, office, who, names):
    with database.read() as session:
        found = reports.list_learners(session, office.staff[who])
    assert [row.name for row in found.rows] == names
    assert found.total == len(names)


def test_after_a_change_of_employer_only_the_new_one_sees_the_learner(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
        issue(session, office.staff["grace"], office.ada)
        leave(session, office.ada)
        join(session, office.ids["ada"], office.organisations["B"], "99")
    assert list_names(database, office, "grace") == ["买买提·艾力"]
    assert list_names(database, office, "boris") == ["林艾伦", "陈艾达"]
    with database.read() as session:
        record = reports.get_learner(session, office.staff["boris"], office.ada)
        assert len(record.certificates) == 1
        assert record.numbers_seen == frozenset()
        with pytest.raises(TrackerError, match="no learner"):
            reports.get_learner(session, office.staff["grace"], office.ada)
        kept = reports.list_certificates(session, office.staff["grace"], now=NOON)
        assert kept.total == 1


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("艾达", ["陈艾达"]),
        (" 艾 ", ["陈艾达", "买买提·艾力", "林艾伦"]),
        ("8", ["买买提·艾力"]),
        ("%", []),
        ("_", []),
        ("nobody", []),
        ("'; DROP TABLE learners; --", []),
    ],
)
def test_the_search_is_part_of_a_name_or_employee_number(database, office, search, names):
    assert list_names(database, office, "frida", search=search) == names


def test_latin_names_are_found_in_any_case(database, office):
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A"])
        add_learner(session, home, "9", "张伟").name_latin = "Zhang Wei"
    assert list_names(database, office, "grace", search="zhang w") == ["张伟"]


def make_one_of_each(database, office):
    """A learner in every state, by state; names are the states."""
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A"])
        made = {}
        for number, state in enumerate(LearningState):
            if state is not LearningState.COMPLETED:
                made[state] = add_learner(session, home, f"s{number}", state)
        read(session, made[LearningState.IN_PROGRESS].id, "current", "shock", "history")
        sit(session, made[LearningState.IN_PROGRESS].id, 3)
        finish(session, made[LearningState.ELIGIBLE].id)
        finish(session, made[LearningState.CERTIFIED].id)
        issue(session, office.staff["grace"], made[LearningState.CERTIFIED].public_id)
        return {state: learner.public_id for state, learner in made.items()}


@pytest.mark.parametrize("state", list(LearningState))
@pytest.mark.parametrize("course_id", [COURSE, ""])
def test_the_filter_finds_the_state_that_is_shown(database, office, state, course_id):
    make_one_of_each(database, office)
    with database.read() as session:
        everyone = reports.list_learners(session, office.staff["grace"], course_id=course_id)
        found = reports.list_learners(
            session, office.staff["grace"], course_id=course_id, state=state
        )
    shown = [row.name for row in everyone.rows if row.standings[0].state is state]
    assert [row.name for row in found.rows] == shown
    assert found.total == len(shown)


def test_progress_counts_required_lessons_and_exams(database, office):
    make_one_of_each(database, office)
    with database.read() as session:
        rows = reports.list_learners(session, office.staff["grace"], search="s").rows
    counts = {row.name: (row.standings[0].completed, row.standings[0].total) for row in rows}
    assert counts == {
        "not_started": (0, 3),
        "in_progress": (2, 3),
        "eligible": (3, 3),
        "certified": (3, 3),
    }


def test_a_revoked_certificate_makes_its_learner_eligible_again(database, office):
    learner = make_one_of_each(database, office)[LearningState.CERTIFIED]
    with database.write() as session:
        number = reports.get_learner(session, office.staff["grace"], learner).certificates[0].number
        certificates.revoke_certificate(
            session, office.staff["grace"], number, "the name is wrong", NOON
        )
    names = list_names(database, office, "grace", state=LearningState.ELIGIBLE)
    assert names == ["eligible", "certified"]


def test_only_who_is_eligible_and_seen_is_offered_for_issuing(database, office):
    made = make_one_of_each(database, office)
    with database.write() as session:
        finish(session, office.ids["alan"])
        finish(session, office.ids["wei"])
        join(session, office.ids["wei"], office.organisations["A"], "second place")
    with database.read() as session:
        grace = office.staff["grace"]
        ids, total = reports.list_eligible_ids(session, grace, COURSE, 10)
        assert (set(ids), total) == ({made[LearningState.ELIGIBLE], office.wei}, 2)
        first, total = reports.list_eligible_ids(session, grace, COURSE, 1)
        assert (first, total) == (ids[:1], 2)


def test_an_unknown_course_is_not_found(database, office):
    with (
        database.read() as session,
        pytest.raises(TrackerError, match="no course") as caught,
    ):
        reports.list_learners(session, office.staff["grace"], course_id="nothing")
    assert caught.value.reason == "course_unknown"


def add_many(database, office, count):
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A-1"])
        for number in range(95, 95 + count):
            learner = add_learner(session, home, str(number), f"学员{number}")
            read(session, learner.id, "current")


def test_pages_hold_fifty_and_follow_the_employee_numbers(database, office):
    add_many(database, office, 60)
    with database.read() as session:
        pages = [
            reports.list_learners(session, office.staff["grace"], page=page) for page in (1, 2, 3)
        ]
    assert [len(page.rows) for page in pages] == [50, 12, 0]
    assert {(page.total, page.last_number) for page in pages} == {(62, 2)}
    numbers = [row.employee_number for page in pages for row in page.rows]
    assert numbers[:3] == ["7", "8", "95"]
    assert numbers[6:8] == ["99", "100"]
    assert numbers[-1] == "154"


def count_statements(database, call):
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(statements)


def test_the_number_of_statements_does_not_grow_with_the_learners(database, office):
    def show():
        list_names(database, office, "grace", course_id=COURSE, state=LearningState.IN_PROGRESS)

    show()
    few = count_statements(database, show)
    add_many(database, office, 40)
    assert count_statements(database, show) == few


def test_a_learners_record_holds_lessons_attempts_and_certificates(database, office):
    later = NOON + dt.timedelta(hours=1)
    with database.write() as session:
        read(session, office.ids["ada"], "current", "shock")
        read(session, office.ids["ada"], "current", at=later)
        sit(session, office.ids["ada"], 2)
        sit(session, office.ids["ada"], 4, at=later)
        issue(session, office.staff["grace"], office.ada)
    with database.read() as session:
        record = reports.get_learner(session, office.staff["vera"], office.ada)
    (course,) = record.courses
    assert course.standing.state is LearningState.CERTIFIED
    assert course.evidence.lessons_read == {"current": NOON, "shock": NOON}
    assert course.lessons_done == {"current", "shock", "exam"}
    results = [(r.number, r.raw, r.max, r.passed) for r in course.evidence.results]
    assert results == [(1, 2, 5, False), (2, 4, 5, True)]
    assert record.numbers_seen == {record.certificates[0].number}
    assert [number for number, _ in record.places] == ["7"]


def test_the_certificates_of_the_organisation_are_listed_the_newest_first(database, office):
    with database.write() as session:
        for name in ("ada", "wei", "alan"):
            finish(session, office.ids[name])
        first = issue(session, office.staff["grace"], office.ada, office.wei).issued
        issue(session, office.staff["boris"], office.alan)
        certificates.revoke_certificate(
            session, office.staff["grace"], first[0].number, "the name is wrong", NOON
        )

    def numbers(who, now=NOON, **filters):
        with database.read() as session:
            found = reports.list_certificates(session, office.staff[who], now=now, **filters)
        assert found.total == len(found.rows)
        return [record.number for record in found.rows]

    ada, wei = first[0].number, first[1].number
    expired = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert numbers("grace") == [wei, ada]
    assert len(numbers("boris")) == 1
    assert len(numbers("frida")) == 3
    assert numbers("grace", search="买提") == [wei]
    assert numbers("grace", search=ada[-8:].lower()) == [ada]
    assert numbers("grace", search=f" {first[0].code.lower()} ") == [ada]
    assert numbers("grace", search="林艾伦") == []
    assert numbers("grace", state=CertificateState.REVOKED) == [ada]
    assert numbers("grace", state=CertificateState.VALID) == [wei]
    assert numbers("grace", state=CertificateState.EXPIRED) == []
    assert numbers("grace", state=CertificateState.EXPIRED, now=expired) == [wei]
    assert numbers("grace", state=CertificateState.REVOKED, now=expired) == [ada]
