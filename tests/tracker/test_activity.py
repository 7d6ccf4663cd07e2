"""Evidence of study that arrives twice, late or all at once."""

from sqlalchemy import func, select

from tests.tracker.builders import COURSE, NOON, Cast, Clock, uuids
from tests.tracker.test_attempts import at_once
from tracker.db import queries
from tracker.db.models import Activity, ActivityKind, Enrolment
from tracker.db.session import Database
from tracker.errors import TrackerError
from tracker.services import enrolments
from tracker.services.activity import record_activity


def record(
    database: Database,
    learner_id: int,
    client_id: str,
    lesson_id: str = "current",
    clock: Clock | None = None,
) -> str:
    with database.write() as session:
        record_activity(
            session,
            learner_id=learner_id,
            client_id=client_id,
            kind=ActivityKind.READ,
            course_id=COURSE,
            lesson_id=lesson_id,
            quiz_id="",
            now=clock() if clock else NOON,
        )
    return lesson_id


def test_twenty_times_the_same_at_once_is_recorded_once(database: Database, cast: Cast) -> None:
    id_ = next(uuids())
    answers = at_once([lambda: record(database, cast.ada, id_) for _ in range(20)])
    assert answers == ["current"] * 20
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 1
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_two_contents_at_once_under_one_id_make_one(database: Database, cast: Cast) -> None:
    id_ = next(uuids())
    lessons = ["current", "shock"]
    answers = at_once(
        [lambda lesson=lesson: record(database, cast.ada, id_, lesson) for lesson in lessons]
    )
    refusals = [answer for answer in answers if isinstance(answer, TrackerError)]
    assert [refusal.reason for refusal in refusals] == ["activity_conflict"]


def test_the_first_record_keeps_its_time(database: Database, cast: Cast) -> None:
    clock, id_ = Clock(), next(uuids())
    record(database, cast.ada, id_, clock=clock)
    clock.forward(days=1)
    record(database, cast.ada, id_, clock=clock)
    with database.read() as session:
        study = queries.list_studies(session, [cast.ada])[cast.ada, COURSE]
    assert study.last_at == NOON


def test_one_goes_on_in_the_course_studied_last(database: Database, cast: Cast) -> None:
    ids = uuids()
    for lesson in ("shock", "current"):
        record(database, cast.ada, next(ids), lesson)
    with database.read() as session:
        resume = enrolments.show_progress(session, cast.ada).resume
    assert resume is not None
    assert resume.lesson_id == "history"


def test_what_ada_did_is_not_alans(database: Database, cast: Cast) -> None:
    record(database, cast.ada, next(uuids()))
    with database.read() as session:
        assert queries.list_studies(session, [cast.alan]) == {}
        assert enrolments.show_progress(session, cast.alan).courses == []
