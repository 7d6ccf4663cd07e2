"""Reading a project: every file that is wrong, missing, hidden or dangerous is named."""

from decimal import Decimal
from pathlib import Path

import pytest

from generator.load import load_site
from generator.problems import Problem, Severity
from tests.generator.builders import COURSE, SITE, check_project, lesson, write_project

SITE_FILE = "site_config.yml"
COURSE_FILE = "content/fire/course.yml"
EXIT = "content/fire/exit.md"
EXIT_EN = "content/fire/exit.en.md"


def find_problems(root: Path, changes: dict[str, str | bytes | None]) -> list[Problem]:
    return list(load_site(write_project(root, changes)).problems)


def test_a_right_project_is_loaded_without_a_problem(tmp_path: Path) -> None:
    loaded = load_site(write_project(tmp_path))
    assert loaded.ok
    assert loaded.problems == ()
    assert loaded.media == {"content/fire/images/map.svg"}
    assert set(loaded.sources) == {
        "site_config.yml",
        "content/fire/course.yml",
        "content/fire/exit.md",
        "content/fire/exit.en.md",
        "content/fire/alarm.md",
        "content/fire/alarm.en.md",
    }
    site = loaded.site
    assert site is not None
    assert (site.languages, site.tracker, site.issuer.id) == (("zh", "en"), "/", "school")
    (course,) = site.courses
    assert (course.id, course.path, course.class_hours) == ("fire", "content/fire", Decimal("0.04"))
    assert [(one.id, one.name, one.minutes) for one in course.lessons] == [
        ("exit", "exit", 1),
        ("alarm", "alarm", 1),
    ]
    pages = course.lessons[0].pages
    assert {name: page.path for name, page in pages.items()} == {
        "zh": "content/fire/exit.md",
        "en": "content/fire/exit.en.md",
    }
    assert pages["en"].title == "The way out"
    assert pages["zh"].quizzes[0].questions[0].line == 15


def test_a_right_project_passes_every_rule(tmp_path: Path) -> None:
    assert check_project(tmp_path) == ()


def test_an_achievement_is_loaded(tmp_path: Path) -> None:
    text = (
        COURSE
        + "achievement: {id: fire-done, valid_months: 36, "
        + "title: {zh: 消防, en: Fire}, description: {zh: 完成。, en: Done.}}\n"
    )
    loaded = load_site(write_project(tmp_path, {"content/fire/course.yml": text}))
    assert loaded.problems == ()
    assert loaded.site is not None
    achievement = loaded.site.courses[0].achievement
    assert achievement is not None
    assert (achievement.id, achievement.valid_months) == ("fire-done", 36)
    assert achievement.title["en"] == "Fire"


def test_a_course_may_have_fewer_languages_than_the_site(tmp_path: Path) -> None:
    text = (
        COURSE.replace("[zh, en]", "[zh]")
        .replace(", en: Fire safety", "")
        .replace(", en: Getting out.", "")
        .replace(", en: Basics", "")
    )
    loaded = load_site(
        write_project(
            tmp_path,
            {
                "content/fire/course.yml": text,
                "content/fire/exit.en.md": None,
                "content/fire/alarm.en.md": None,
            },
        )
    )
    assert loaded.problems == ()


def test_a_lesson_that_is_not_listed_is_shown_with_the_line_to_write(tmp_path: Path) -> None:
    (problem,) = find_problems(tmp_path, {"content/fire/smoke.md": lesson("smoke")})
    assert (problem.path, problem.severity) == ("content/fire/smoke.md", Severity.WARNING)
    assert problem.hint == "write in course.yml: lessons: [exit, alarm, smoke]"


def test_a_course_that_is_not_listed_is_shown_with_the_line_to_write(tmp_path: Path) -> None:
    (problem,) = find_problems(tmp_path, {"content/aid/course.yml": COURSE})
    assert (problem.path, problem.severity) == ("content/aid/course.yml", Severity.WARNING)
    assert problem.hint == "write in site_config.yml: courses: [fire, aid]"


def test_notes_and_hidden_files_are_nobodys_business(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        "content/fire/README.md": "notes",
        "content/fire/.draft.md": "draft",
        "content/.git/x.md": "draft",
    }
    assert find_problems(tmp_path, changes) == []


@pytest.mark.parametrize("place", ["content/fire/smoke.md", "content/fire/images/smoke.svg"])
def test_a_link_that_leads_out_of_content_is_refused_and_not_read(
    tmp_path: Path, place: str
) -> None:
    root = write_project(tmp_path / "project")
    secret = tmp_path / "secret.txt"
    secret.write_text(lesson("smoke"), encoding="utf-8")
    (root / place).symlink_to(secret)
    (root / COURSE_FILE).write_text(
        COURSE.replace("[exit, alarm]", "[exit, alarm, smoke]"), encoding="utf-8"
    )
    loaded = load_site(root)
    assert any(
        problem.path == place and "leads out of content/" in problem.message
        for problem in loaded.problems
    )
    assert place not in loaded.sources
    assert place not in loaded.media


@pytest.mark.parametrize("target", ["gone.md", "smoke.md"], ids=["nowhere", "itself"])
def test_a_link_that_leads_nowhere_is_named_and_its_lesson_missing(
    tmp_path: Path, target: str
) -> None:
    root = write_project(
        tmp_path, {COURSE_FILE: COURSE.replace("[exit, alarm]", "[exit, alarm, smoke]")}
    )
    (root / "content/fire/smoke.md").symlink_to(target)
    messages = [problem.message for problem in load_site(root).problems]
    assert "this link leads nowhere" in messages
    assert 'lesson "smoke" is missing: content/fire/smoke.md' in messages


def test_a_folder_that_leads_out_of_content_is_refused(tmp_path: Path) -> None:
    root = write_project(tmp_path / "project")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "photo.png").write_bytes(b"")
    (root / "content/fire/photos").symlink_to(outside)
    loaded = load_site(root)
    assert [problem.path for problem in loaded.problems] == ["content/fire/photos"]
    assert loaded.media == {"content/fire/images/map.svg"}


def test_a_file_saved_with_a_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    text = "\ufeff" + lesson().replace("\n", "\r\n")
    site_text = "\ufeff" + SITE.replace("\n", "\r\n")
    assert find_problems(tmp_path, {EXIT: text, SITE_FILE: site_text}) == []


def test_a_mistake_in_the_front_matter_does_not_hide_those_of_the_text(tmp_path: Path) -> None:
    text = lesson(text="![图](images/gone.svg)").replace("minutes:", "minuets:")
    problems = check_project(tmp_path, {EXIT: text})
    assert [(one.path, one.line) for one in problems] == [(EXIT, 4), (EXIT, 7)], problems


def test_one_broken_file_does_not_hide_the_mistakes_of_others(tmp_path: Path) -> None:
    problems = find_problems(
        tmp_path,
        {
            EXIT: lesson().replace("[x]", "[√]"),
            EXIT_EN: lesson(english=True).replace("id: exit\n", ""),
            "content/fire/alarm.md": lesson("alarm").encode("gb18030"),
            "content/fire/alarm.en.md": lesson("alarm", english=True).replace("-->", "--", 1),
        },
    )
    assert {problem.path for problem in problems} == {
        EXIT,
        EXIT_EN,
        "content/fire/alarm.md",
        "content/fire/alarm.en.md",
    }
