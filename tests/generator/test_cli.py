"""The command `coursesite`: what it prints, its exit codes, and never a traceback."""

import socket
from pathlib import Path

import pytest

from generator.cli import main
from tests.generator.builders import COURSE, FILES, SITE, lesson, write_project

ZH = FILES["content/fire/exit.md"]
EN = FILES["content/fire/exit.en.md"]

MANY_FAULTS: dict[str, str | bytes | None] = {
    "site_config.yml": SITE.replace("languages:", "langauges: [zh]\nlanguages:"),
    "content/fire/course.yml": COURSE.replace("[exit, alarm]", "[exit, alarm, smoke]"),
    "content/fire/exit.md": ZH.replace("- [x] 两条", "- [×] 两条")
    .replace("id=exit-quiz", "id=exit-quiz\uff0cpass=8O%")
    .replace("(images/map.svg)", "(images/mpa.svg)"),
    "content/fire/exit.en.md": EN.replace("<!-- q id=exit-01 -->\n", ""),
    "content/fire/alarm.md": lesson("alarm").encode("gb18030"),
}

MANY_FAULTS_IN_CONTENT = MANY_FAULTS | {"site_config.yml": SITE}

EXPECTED = """\
content/fire/alarm.md:3: this file is not saved as UTF-8 (it looks like GBK)
  open it in your editor and save it again with the encoding UTF-8
content/fire/course.yml:9: lesson "smoke" is missing: content/fire/smoke.md
        lessons: [exit, alarm, smoke]
                               ~~~~^
  make it: coursesite new lesson fire/smoke
content/fire/course.yml:9: translation "en" of lesson "smoke" is missing: content/fire/smoke.en.md
        lessons: [exit, alarm, smoke]
                               ~~~~^
  make it: coursesite new lesson fire/smoke
content/fire/exit.en.md:10: this question has no id
    ### How many ways out?
  write below the heading: <!-- q id=exit-01 -->
content/fire/exit.md:9: picture "images/mpa.svg": there is no such file
    ![两条路线](images/mpa.svg)
                ~~~~~~~~~~~~~^
  write images/map.svg
content/fire/exit.md:13: "\uff0c" is full-width; settings need the half-width character
    <!-- quiz id=exit-quiz\uff0cpass=8O% -->
                          ~^
  write: <!-- quiz id=exit-quiz pass=8O% -->
content/fire/exit.md:13: pass mark is "8O%"; write a number such as 80%
    <!-- quiz id=exit-quiz\uff0cpass=8O% -->
                            ~~~~~~~^
  write: <!-- quiz id=exit-quiz pass=80% -->
content/fire/exit.md:19: "[×]" is not a tick box, and "×" may mean right or wrong
    - [×] 两条
      ~~^
  write: - [x] 两条   (right)   or: - [ ] 两条   (wrong)
8 errors, 0 warnings in 5 files
"""


def test_all_problems_of_all_files_come_in_one_run_sorted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, MANY_FAULTS_IN_CONTENT)
    assert main(["check", "--root", str(root)]) == 1
    printed = capsys.readouterr()
    assert printed.err == EXPECTED
    assert printed.out == ""


def test_a_wrong_site_file_stops_the_reading_of_courses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, MANY_FAULTS)
    assert main(["check", "--root", str(root)]) == 1
    assert capsys.readouterr().err == (
        'site_config.yml:2: unknown key "langauges"\n'
        "    langauges: [zh]\n"
        "    ~~~~~~~~^\n"
        '  write "languages"\n'
        "1 error, 0 warnings in 1 file\n"
    )


def test_a_right_project_exits_with_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--root", str(write_project(tmp_path))]) == 0
    assert capsys.readouterr().err == "0 errors, 0 warnings in 6 files\n"


def test_warnings_alone_exit_with_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_project(tmp_path, {"content/fire/smoke.md": lesson("smoke")})
    assert main(["check", "--root", str(root)]) == 0
    printed = capsys.readouterr().err
    assert "content/fire/smoke.md: warning: this lesson is not listed" in printed
    assert printed.endswith("0 errors, 1 warning in 6 files\n")


def test_the_project_is_the_nearest_folder_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project(tmp_path)
    monkeypatch.chdir(root / "content" / "fire")
    assert main(["check"]) == 0


def test_outside_of_a_project_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert capsys.readouterr().err == (
        "coursesite: there is no site_config.yml here or above; use --root DIR\n"
    )
    assert main(["check", "--root", str(tmp_path / "gone")]) == 2
    assert "there is no site_config.yml in" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["chekc"], ["check", "more"], ["new"], ["new", "quiz", "x"], ["serve", "--port", "x"]],
)
def test_misuse_exits_with_two(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_project(tmp_path))
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_cannot_be_is_misuse(
    port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--port", port, "--root", str(write_project(tmp_path))])
    assert stopped.value.code == 2
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err


def test_a_port_in_use_is_told_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--root", str(root)]) == 2
    assert str(port) in capsys.readouterr().err


def test_a_build_with_errors_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, MANY_FAULTS_IN_CONTENT)
    assert main(["build", "--root", str(root)]) == 1
    assert EXPECTED.rpartition("8 errors")[0] in capsys.readouterr().err
    assert not (root / "build").exists()


def test_a_build_tells_how_many_pages_it_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path)
    assert main(["build", "--root", str(root), "--output", str(tmp_path / "out")]) == 0
    assert " pages in " in capsys.readouterr().out
    assert (tmp_path / "out" / "site" / "zh" / "fire" / "exit" / "index.html").is_file()
    assert not (root / "build").exists()
