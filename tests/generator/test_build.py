"""The whole recipe on a project's folder, with what it writes and what it must not write."""

import json
import os
import re
import shutil
import stat
from pathlib import Path

import pytest

from generator.build import build_site, write_private
from generator.course import QuizKind
from generator.load import load_site

PROJECT = Path(__file__).parent.parent / "contract" / "project"


def quiet(_: str) -> None:
    """A build's messages are not what these tests are about."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder that a test may spoil."""
    return shutil.copytree(PROJECT, tmp_path / "project")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sample project builds to."""
    folder = tmp_path_factory.mktemp("build") / "build"
    assert build_site(PROJECT, folder, report=quiet).ok
    return folder


def test_a_build_makes_a_site_a_catalog_and_a_private_key(output: Path) -> None:
    assert (output / "site/zh/lathe/before/index.html").is_file()
    catalog = json.loads((output / "site/catalog.json").read_text(encoding="utf-8"))
    key = json.loads((output / "private/answer_key.json").read_text(encoding="utf-8"))
    assert key["courses"][0]["revision"] == catalog["courses"][0]["revision"]
    assert len(key["courses"][0]["quizzes"][0]["questions"]) == 5


def test_the_result_counts_pages_and_seconds(tmp_path: Path) -> None:
    result = build_site(PROJECT, tmp_path / "build", report=quiet)
    assert result.pages == len(list((tmp_path / "build/stage/docs").rglob("*.md")))
    assert result.seconds > 0


def test_only_the_owner_may_read_the_private_file(output: Path) -> None:
    assert stat.S_IMODE((output / "private").stat().st_mode) == 0o700
    assert stat.S_IMODE((output / "private/answer_key.json").stat().st_mode) == 0o600


def test_the_private_folder_is_closed_again_if_someone_opened_it(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        write_private(folder, "answer_key.json", "{}\n")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "answer_key.json").stat().st_mode) == 0o600


def test_a_draft_left_by_a_crash_does_not_stop_the_next_build(tmp_path: Path) -> None:
    (tmp_path / ".answer_key.json.new").write_text("half", encoding="utf-8")
    write_private(tmp_path, "answer_key.json", "{}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["answer_key.json"]


def test_nothing_of_a_graded_quiz_is_outside_the_private_folder(output: Path) -> None:
    site = load_site(PROJECT).site
    secrets = set()
    for course in site.courses:
        for lesson in course.lessons:
            for page in lesson.pages.values():
                for quiz in page.quizzes:
                    if quiz.kind is not QuizKind.GRADED:
                        continue
                    for question in quiz.questions:
                        secrets |= {question.stem, question.explanation, *question.hints}
                        secrets |= {choice.text for choice in question.choices}
                        secrets |= {choice.feedback for choice in question.choices}
                        secrets |= set(question.accepted)
    # 卡盘 and chuck are what the course is about: its lessons may name them.
    secrets -= {"", "卡盘", "chuck", "正确", "错误", "True", "False"}
    arrow = (PROJECT / "content/lathe/images/arrow.svg").read_bytes()
    leaks = []
    for path in [*(output / "site").rglob("*"), *(output / "stage").rglob("*")]:
        if not path.is_file():
            continue
        content = path.read_bytes()
        text = content.decode(errors="ignore")
        if path.suffix == ".json":
            text = json.dumps(json.loads(text), ensure_ascii=False)
        text = text.replace("\u200b", "")
        leaks += [(path.name, secret) for secret in secrets if secret in text]
        leaks += [(path.name, "picture")] if arrow in content or path.stem == "arrow" else []
    assert len(secrets) > 20
    assert leaks == []


def test_the_same_sources_give_the_same_files(output: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    root = shutil.copytree(PROJECT, tmp_path / "copy of the project")
    build_site(root, other, report=quiet)
    for path in (output / "private/answer_key.json", output / "site/catalog.json"):
        assert path.read_bytes() == (other / path.relative_to(output)).read_bytes()
    staged = {path.relative_to(output) for path in (output / "stage").rglob("*")}
    assert staged == {path.relative_to(other) for path in (other / "stage").rglob("*")}


def test_an_error_stops_the_build_before_anything_is_written(project: Path) -> None:
    lesson = project / "content/lathe/before.md"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("- [x]", "- [×]", 1), "utf-8")
    result = build_site(project, project / "build", report=quiet)
    assert not result.ok
    assert [problem.path for problem in result.problems][:1] == ["content/lathe/before.md"]
    assert not (project / "build").exists()


def test_what_only_the_engine_sees_is_told_with_the_authors_file_and_line(project: Path) -> None:
    lesson = project / "content/lathe/before.en.md"
    text = lesson.read_text(encoding="utf-8")
    linked = text.replace(
        "<!-- quiz", "See [the exam](exams/final.md#no-such-heading).\n\n<!-- quiz", 1
    )
    lesson.write_text(linked, encoding="utf-8")
    result = build_site(project, project / "build", report=quiet)
    found = [problem for problem in result.problems if "no-such-heading" in problem.message]
    line = linked[: linked.index("no-such-heading")].count("\n") + 1
    assert [(problem.path, problem.line) for problem in found] == [
        ("content/lathe/before.en.md", line)
    ]


def test_the_last_good_site_and_key_stay_when_there_is_an_error(project: Path) -> None:
    output = project / "build"
    build_site(project, output, report=quiet)
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    (project / "content/lathe/course.yml").write_text("id: [", encoding="utf-8")
    assert not build_site(project, output, report=quiet).ok
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def test_a_folder_without_a_project_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    result = build_site(tmp_path, tmp_path / "build", report=quiet)
    assert (result.ok, result.pages) == (False, 0)
    assert result.problems[0].path == "site_config.yml"


def test_a_lesson_that_is_taken_out_leaves_the_site(project: Path) -> None:
    output = project / "build"
    build_site(project, output, report=quiet)
    course = project / "content/lathe/course.yml"
    text = course.read_text(encoding="utf-8")
    shorter = re.sub(r"before, ?", "", text).replace("class_hours: 0.5", "class_hours: 0.2")
    course.write_text(shorter, encoding="utf-8")
    for path in (project / "content/lathe").glob("before*"):
        path.unlink()
    result = build_site(project, output, report=quiet)
    assert result.ok, result.problems
    assert not (output / "site/zh/lathe/before").exists()
    assert not (output / "stage/docs/zh/lathe/before.md").exists()


def test_a_picture_that_is_a_link_out_of_the_project_is_not_copied(
    project: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg>private-bytes</svg>", encoding="utf-8")
    picture = project / "content/lathe/images/chuck.svg"
    picture.unlink()
    picture.symlink_to(secret)
    build_site(project, project / "build", report=quiet)
    built = [path for path in (project / "build").rglob("*") if path.is_file()]
    assert [path for path in built if b"private-bytes" in path.read_bytes()] == []
