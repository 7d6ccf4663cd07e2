"""One schema on both databases, and facts that nobody can change."""

import contextlib

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.tracker.builders import NOON, Cast
from tracker.db import migrate
from tracker.db.models import Base, Enrolment
from tracker.db.session import Database, make_engine

APPENDED = (
    "course_revisions",
    "activities",
    "attempts",
    "submissions",
    "certificates",
    "revocations",
    "audit_entries",
)
ROWS = {
    "activities": {
        "id": 1,
        "learner_id": 1,
        "client_id": "x",
        "kind": "read",
        "course_id": "c",
        "lesson_id": "l",
        "quiz_id": "",
        "at": NOON,
    },
    "attempts": {
        "id": 1,
        "client_id": "x",
        "learner_id": 1,
        "course_id": "c",
        "quiz_id": "q",
        "course_revision_id": 1,
        "number": 1,
        "drawn": [],
        "opened_at": NOON,
    },
    "submissions": {
        "attempt_id": 1,
        "body_digest": "x",
        "responses": {},
        "results": [],
        "raw_points": 0,
        "max_points": 1,
        "passed": False,
        "submitted_at": NOON,
    },
    "certificates": {
        "id": 1,
        "public_code": "x",
        "number": "x",
        "issue_key": "x",
        "learner_id": 1,
        "course_id": "c",
        "achievement_id": "a",
        "course_revision_id": 1,
        "organisation_id": 1,
        "fields": {},
        "template_version": 1,
        "pdf_sha256": "x",
        "issued_by_id": 1,
        "issued_at": NOON,
    },
    "revocations": {
        "certificate_id": 1,
        "reason": "x",
        "revoked_by_id": 1,
        "revoked_at": NOON,
    },
}


def test_models_and_migrations_agree(database: Database) -> None:
    migrate.check(database.engine)
    assert migrate.is_current(database.engine)


def test_a_database_without_migrations_is_not_current(tmp_path: object) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/empty.sqlite3")
    assert not migrate.is_current(engine)
    engine.dispose()


@pytest.fixture
def filled(database: Database, cast: Cast) -> Database:
    """A database with a row in every table that is only appended to."""
    assert cast.ada
    with database.write() as session:
        for table, row in ROWS.items():
            session.execute(insert(Base.metadata.tables[table]), row)
    return database


@pytest.mark.parametrize("table", APPENDED)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_facts_cannot_be_changed_or_deleted(filled: Database, table: str, change: str) -> None:
    column = Base.metadata.tables[table].primary_key.columns.values()[0].name
    with filled.read() as session:
        before = session.scalar(text(f"SELECT count(*) FROM {table}"))
    assert before
    with pytest.raises(DBAPIError, match="only appended to"), filled.write() as session:
        session.execute(text(change.format(table, column, column)))
    with filled.read() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == before


def test_replacing_a_fact_on_sqlite_is_refused_too(filled: Database) -> None:
    if filled.engine.dialect.name != "sqlite":
        statement = "TRUNCATE audit_entries"
    else:
        statement = (
            "INSERT OR REPLACE INTO audit_entries "
            "SELECT id, at, actor, 'forged', subject, details FROM audit_entries"
        )
    with pytest.raises(DBAPIError, match="only appended to"), filled.write() as session:
        session.execute(text(statement))


def test_foreign_keys_hold(database: Database) -> None:
    row = {"learner_id": 404, "course_id": "c", "enrolled_at": NOON}
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(Enrolment.__table__), row)


def test_a_transaction_that_raises_leaves_nothing(database: Database, cast: Cast) -> None:
    row = {"learner_id": cast.ada, "course_id": "c", "enrolled_at": NOON}

    def write_and_fail() -> None:
        with database.write() as session:
            session.execute(insert(Enrolment.__table__), row)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM enrolments")) == 0


def test_what_is_written_in_a_reading_transaction_is_never_kept(
    database: Database, cast: Cast
) -> None:
    row = {"learner_id": cast.ada, "course_id": "c", "enrolled_at": NOON}
    # PostgreSQL says so at once.
    with contextlib.suppress(DBAPIError), database.read() as session:
        session.execute(insert(Enrolment.__table__), row)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM enrolments")) == 0


def test_sqlite_waits_for_the_disk_and_lets_readers_read(tmp_path: object) -> None:
    database = Database(make_engine(f"sqlite:///{tmp_path}/x.sqlite3"))
    with database.read() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()
