"""Publishing: repeatable, in one transaction, retiring instead of deleting."""

import pytest
from sqlalchemy import func, select

from tests.tracker.builders import (
    NOON,
    QUIZ,
    Cast,
    make_course,
    make_files,
    make_quiz,
    publish,
    uuids,
)
from tests.tracker.test_attempts import open_for, submit_right
from tracker.catalog import AnswerKey, Catalog
from tracker.db import published
from tracker.db.models import CourseRevision, PublishedCourse
from tracker.db.session import Database
from tracker.errors import TrackerError
from tracker.services.catalogs import ImportSummary, import_catalog


def take_in(database: Database, files: tuple[Catalog, AnswerKey]) -> ImportSummary:
    with database.write() as session:
        return import_catalog(session, *files, NOON)


def count_revisions(database: Database) -> int | None:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(CourseRevision))


def test_a_new_course_is_published(database: Database) -> None:
    summary = take_in(database, make_files())
    assert summary == ImportSummary(new=["electrical-safety"])
    with database.read() as session:
        (revision,) = published.list_published(session)
        assert revision.course.lessons[0].id == "current"
        assert published.load_key(session, revision.revision_id).quizzes[0].id == QUIZ
        site = published.find_site(session)
        assert site is not None
        assert site.issuer.id == "demo-issuer"


def test_the_same_files_again_change_nothing(database: Database) -> None:
    take_in(database, make_files())
    assert take_in(database, make_files()) == ImportSummary(unchanged=["electrical-safety"])
    assert count_revisions(database) == 1


def test_a_course_that_vanished_is_retired_and_may_come_back(database: Database) -> None:
    one, two = make_course("one"), make_course("two")
    take_in(database, make_files(one, two))
    assert take_in(database, make_files(two)).retired == ["one"]
    with database.read() as session:
        assert published.find_published(session, "one") is None
        assert session.get(PublishedCourse, "one") is not None
    assert take_in(database, make_files(two)).retired == []
    assert take_in(database, make_files(one, two)).changed == ["one"]
    with database.read() as session:
        assert [r.course_id for r in published.list_published(session)] == ["one", "two"]


def test_a_changed_key_names_the_attempts_it_touches_and_leaves_them(
    database: Database, cast: Cast
) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    submit_right(database, cast.ada, attempt)
    questions = make_quiz()["questions"]
    questions[0]["choices"][1]["correct"] = True
    changed = make_files(make_course(quiz=make_quiz(questions=questions)))
    summary = take_in(database, changed)
    assert summary.changed == ["electrical-safety"]
    assert summary.attempts_touched == {"electrical-safety": [attempt.id]}
    assert count_revisions(database) == 2


def test_a_changed_structure_touches_no_attempt(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    submit_right(database, cast.ada, attempt)
    with database.write() as session:
        publish(session, make_quiz(draw=4))
    summary = take_in(database, make_files())
    assert summary.changed == ["electrical-safety"]
    assert summary.attempts_touched == {}


def test_files_of_two_builds_are_refused_whole(database: Database) -> None:
    catalog, _ = make_files(make_course("one"), make_course("two"))
    _, key = make_files(make_course("one"), make_course("two", quiz=make_quiz(draw=4)))
    with pytest.raises(TrackerError, match='course "two"') as refusal:
        take_in(database, (catalog, key))
    assert refusal.value.reason == "revision_mismatch"
    assert count_revisions(database) == 0


def test_a_course_in_one_file_only_is_refused(database: Database) -> None:
    both, one = make_files(make_course("one"), make_course("two")), make_files(make_course("one"))
    with pytest.raises(TrackerError, match='"two": has no answer key'):
        take_in(database, (both[0], one[1]))
    with pytest.raises(TrackerError, match='"two" is only in the answer key'):
        take_in(database, (one[0], both[1]))


def test_a_key_for_other_questions_is_refused(database: Database) -> None:
    course, key = make_course()
    key["quizzes"][0] = make_quiz(questions=make_quiz()["questions"][1:])
    with pytest.raises(TrackerError, match="graded quizzes and keys differ"):
        take_in(database, make_files((course, key)))
