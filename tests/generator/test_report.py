"""Problems as text: the mark stands under the place, Chinese characters being twice as wide."""

from pathlib import Path

import pytest

from generator.problems import Problem, Severity
from generator.report import display_width, format_problem, format_problems, format_summary
from tests.generator.builders import COURSE, FILES, check_project, lesson

PLACE = Problem(
    path="content/fire/exit.md",
    line=12,
    column=2,
    message='"[×]" is not a tick box',
    hint="write: - [x] 干粉",
    quote="- [×] 干粉",
    width=3,
)


def test_a_problem_has_place_message_line_mark_and_way_out() -> None:
    assert format_problem(PLACE) == (
        'content/fire/exit.md:12: "[×]" is not a tick box\n'
        "    - [×] 干粉\n"
        "      ~~^\n"
        "  write: - [x] 干粉\n"
    )


def test_the_mark_allows_for_wide_characters() -> None:
    problem = Problem(path="a.md", line=1, column=4, message="m", quote="灭火器材是水", width=2)
    assert format_problem(problem) == "a.md:1: m\n    灭火器材是水\n            ~~~^\n"


def test_a_whole_line_is_quoted_without_a_mark() -> None:
    problem = Problem(path="a.md", line=1, message="m", quote="  ### 题", column=2, width=5)
    assert format_problem(problem) == "a.md:1: m\n      ### 题\n"


def test_a_problem_of_a_file_has_no_line() -> None:
    assert format_problem(Problem(path="a.md", message="gone")) == "a.md: gone\n"


def test_a_warning_says_so() -> None:
    problem = Problem(path="a.md", line=3, message="long", severity=Severity.WARNING)
    assert format_problem(problem) == "a.md:3: warning: long\n"


def test_a_long_line_is_cut_around_its_place() -> None:
    quote = "长" * 150 + "错" + "长" * 150
    text = format_problem(Problem(path="a", line=1, column=150, message="m", quote=quote, width=1))
    _, quoted, mark = text.rstrip("\n").split("\n")
    assert quoted.startswith("    …长")
    assert quoted.endswith("长…")
    before = quoted[: quoted.index("错")]
    assert display_width(before.replace("…", ".")) == len(mark) - 2


def test_characters_that_steer_a_terminal_are_not_printed() -> None:
    text = format_problem(Problem(path="a", line=1, message="\x1b[2J", quote="a\tb\x1b]0;x\u202e"))
    assert not set("\x1b\t\u202e") & set(text)


def test_problems_are_sorted_by_path_and_line_and_told_once() -> None:
    problems = [
        Problem(path="b.md", line=1, message="3"),
        Problem(path="a.md", line=10, message="2"),
        Problem(path="a.md", line=9, message="1"),
        Problem(path="a.md", line=9, message="1"),
    ]
    assert format_problems(problems) == "a.md:9: 1\na.md:10: 2\nb.md:1: 3\n"


@pytest.mark.parametrize(
    ("severities", "files", "expected"),
    [
        ("", 14, "0 errors, 0 warnings in 14 files"),
        ("e", 1, "1 error, 0 warnings in 1 file"),
        ("eeeww", 14, "3 errors, 2 warnings in 14 files"),
    ],
)
def test_a_summary_counts(severities: str, files: int, expected: str) -> None:
    problems = [
        Problem(
            path="a",
            line=number,
            message="m",
            severity=Severity.ERROR if one == "e" else Severity.WARNING,
        )
        for number, one in enumerate(severities)
    ]
    assert format_summary(problems, files=files) == expected


ZH = FILES["content/fire/exit.md"]
EN = FILES["content/fire/exit.en.md"]

SLIPS = """\
### 火从电起,先做什么?
<!-- q id=exit-02\uff0cpoints=2 piont=3 -->
看图选择:
- [×] 泼水
- 【x】 断电
- [х] 报警
-[ ] 拍照

### 报警电话是[[119]]?

= １１９

### 先后次序
<!-- q id=exit-03 type=multiple partial=yes -->

- 断电 -> 1
- 报警 -> 2

"""

MANY_FAULTS: dict[str, str | bytes | None] = {
    "content/fire/course.yml": COURSE.replace("[exit, alarm]", "[exit, alarm, smoek, exams/final]")
    .replace("class_hours: 0.04", "class_hours: 9")
    .replace("en: Basics", "fr: Bases"),
    "content/fire/exit.md": ZH.replace("<!-- /quiz -->", f"{SLIPS}<!-- /quiz -->")
    .replace("id=exit-quiz", "id=exit-quiz pass=8O%")
    .replace("(images/map.svg)", "(images/mpa.svg)")
    .replace("minutes: 1", "minutes: 1\nminuets: 2"),
    "content/fire/exit.en.md": EN.replace("<!-- /quiz -->", ""),
    "content/fire/alarm.md": lesson("alarm").encode("gb18030"),
    "content/fire/alarm.en.md": lesson("alarm", english=True).replace("title:", "title: x\ntitle:"),
    "content/fire/smoke.md": lesson("smoke").replace("- [ ] 一条", "- [ ] 以上都对"),
    "content/fire/exams/final.md": lesson("final").replace("minutes: 1", "minutes: 30"),
    "content/fire/exams/final.en.md": lesson("final", english=True).replace(
        "- [ ] One\n- [x] Two", "- [x] One\n- [ ] Two"
    ),
}


def test_a_project_with_many_faults_is_reported_word_for_word(tmp_path: Path) -> None:
    expected = Path(__file__).with_name("many_faults.txt").read_text(encoding="utf-8")
    assert format_problems(check_project(tmp_path, MANY_FAULTS)) == expected
