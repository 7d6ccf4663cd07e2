"""The contract between the halves: one pair of files, made by the one and read by the other.

`golden/` is what the generator made of `project/` when the contract was last agreed. A change that
alters it changes the contract: look at the difference, then run `tests/contract/renew.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.catalog import build_answer_key, build_catalog, to_json
from generator.check import check_site
from generator.load import load_site
from tracker.catalog import parse_answer_key, parse_catalog
from tracker.db import migrate
from tracker.db.session import Database, make_engine
from tracker.services.catalogs import import_catalog

HERE = Path(__file__).parent
PROJECT = HERE / "project"
GOLDEN = HERE / "golden"
NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    engine = make_engine(f"sqlite:///{tmp_path}/tracker.sqlite3")
    migrate.upgrade(engine)
    database = Database(engine)
    yield database
    database.close()


def read_media(path: str) -> bytes | None:
    file = PROJECT / path
    return file.read_bytes() if file.is_file() else None


def test_the_fixture_course_has_no_errors() -> None:
    assert [one.message for one in check_site(load_site(PROJECT)) if one.severity == "error"] == []


def test_the_generator_makes_the_golden_files_byte_for_byte() -> None:
    site = load_site(PROJECT).site
    assert site is not None
    assert to_json(build_catalog(site)) == (GOLDEN / "catalog.json").read_text()
    made = to_json(build_answer_key(site, read_media))
    assert made == (GOLDEN / "answer_key.json").read_text()


@pytest.mark.parametrize("times", [1, 2])
def test_the_tracker_reads_the_golden_files(database: Database, times: int) -> None:
    catalog = parse_catalog((GOLDEN / "catalog.json").read_text())
    answer_key = parse_answer_key((GOLDEN / "answer_key.json").read_text())
    for _ in range(times):
        with database.write() as session:
            summary = import_catalog(session, catalog, answer_key, NOW)
    assert (summary.new, summary.unchanged) == ((["lathe"], []) if times == 1 else ([], ["lathe"]))
    kinds = [question.kind for question in answer_key.courses[0].quizzes[0].questions]
    assert kinds == ["single", "multiple", "true_false", "numeric", "short_text"]


def test_the_public_file_holds_no_stem_choice_or_key() -> None:
    public = (GOLDEN / "catalog.json").read_text()
    for secret in ("correct", "stem", "三爪卡盘", "tailstock", "tolerance", "accepted"):
        assert secret not in public
