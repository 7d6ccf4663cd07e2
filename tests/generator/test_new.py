"""`coursesite new`: what it writes passes check, and nothing is ever overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check import check_site
from generator.cli import main
from generator.load import load_site
from generator.newcomer import create_course, create_lesson, parse_titles
from generator.scaffold import ScaffoldError, add_to_list

SITE = """\
title: {zh: 课程, en: Courses}   # shown in the header
languages: [zh, en]
issuer: {id: school, name: {zh: 学校, en: School}}
courses: []
"""
TITLES = {"zh": "防火: 第一课", "en": "Fire: the first lesson"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "site_config.yml").write_text(SITE, encoding="utf-8")
    (tmp_path / "content").mkdir()
    return tmp_path


def test_a_new_course_with_lesson_and_exam_has_no_problem_at_all(root: Path) -> None:
    create_course(root, "fire", TITLES, None)
    create_lesson(root, "fire/start", TITLES, None)
    create_lesson(root, "fire/second", TITLES, None)
    create_lesson(root, "fire/exams/final", TITLES, None)
    loaded = load_site(root)
    assert check_site(loaded) == ()
    assert loaded.site is not None
    assert [one.name for one in loaded.site.courses[0].lessons] == [
        "start",
        "second",
        "exams/final",
    ]


def test_the_authors_comments_stay_in_the_settings(root: Path) -> None:
    create_course(root, "fire", TITLES, None)
    assert "# shown in the header" in (root / "site_config.yml").read_text(encoding="utf-8")


def test_a_file_that_exists_is_never_overwritten(root: Path) -> None:
    create_course(root, "fire", TITLES, None)
    lesson = root / "content/fire/start.en.md"
    lesson.write_text("mine", encoding="utf-8")
    before = (root / "content/fire/course.yml").read_text(encoding="utf-8")
    with pytest.raises(ScaffoldError, match=r"start\.en\.md exists already"):
        create_lesson(root, "fire/start", TITLES, None)
    assert lesson.read_text(encoding="utf-8") == "mine"
    assert not (root / "content/fire/start.md").exists()
    assert (root / "content/fire/course.yml").read_text(encoding="utf-8") == before


def test_missing_translations_are_made_from_the_lesson_itself(root: Path) -> None:
    create_course(root, "fire", TITLES, None)
    create_lesson(root, "fire/start", TITLES, None)
    lesson = root / "content/fire/start.md"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("start-", "renamed-"), encoding="utf-8")
    translation = root / "content/fire/start.en.md"
    translation.unlink()
    listed = (root / "content/fire/course.yml").read_text(encoding="utf-8")
    draft = create_lesson(root, "fire/start", {"en": "Start: again"}, None)
    assert list(draft.new) == ["content/fire/start.en.md"]
    assert "renamed-" in translation.read_text(encoding="utf-8")
    assert check_site(load_site(root)) == ()
    assert (root / "content/fire/course.yml").read_text(encoding="utf-8") == listed


def test_a_lesson_that_is_listed_without_files_gets_them_and_no_second_line(root: Path) -> None:
    create_course(root, "fire", TITLES, None)
    create_lesson(root, "fire/start", TITLES, None)
    for name in ("start.md", "start.en.md"):
        (root / "content/fire" / name).unlink()
    create_lesson(root, "fire/start", TITLES, None)
    assert check_site(load_site(root)) == ()


def test_a_lesson_that_is_complete_is_refused(root: Path) -> None:
    create_course(root, "fire", TITLES, None)
    create_lesson(root, "fire/start", TITLES, None)
    with pytest.raises(ScaffoldError, match="exists already, in every language"):
        create_lesson(root, "fire/start", TITLES, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "course", "Fire Safety", "--title", "zh=防火", "--title", "en=Fire"], "such as"),
        (["new", "course", "fire"], "--title zh=… --title en=…"),
        (["new", "course", "fire", "--title", "防火"], "write a language and a text"),
        (["new", "course", "fire", "--title", "de=Feuer"], 'language "de"'),
        (["new", "lesson", "fire/start"], 'no course "fire"'),
    ],
)
def test_a_wrong_command_says_what_to_write(
    arguments: list[str],
    said: str,
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert main([*arguments, "--root", str(root)]) == 2
    assert said in capsys.readouterr().err
    assert list((root / "content").iterdir()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("courses: []\n", "courses: [new]\n"),
        ("courses: [a, b]  # order\n", "courses: [a, b, new]  # order\n"),
        ("courses:\n  - a\n  - b # last\nx: 1\n", "courses:\n  - a\n  - b # last\n  - new\nx: 1\n"),
        ("courses:\n- a", "courses:\n- a\n- new"),
    ],
)
def test_an_item_is_added_to_a_list_as_its_author_writes_lists(text: str, expected: str) -> None:
    assert add_to_list(text, ("courses",), "new") == expected


def test_titles_are_read_by_language() -> None:
    assert parse_titles(["zh=止血", "en=Stop = the bleeding"]) == {
        "zh": "止血",
        "en": "Stop = the bleeding",
    }
