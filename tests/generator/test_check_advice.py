"""Advice: warnings that make questions and lessons better and never stop a build."""

from pathlib import Path

import pytest

from generator.load import load_site
from generator.problems import Problem, Severity
from tests.generator.builders import COURSE, FILES, check_project, lesson, write_project

EXIT = "content/fire/exit.md"
EXIT_EN = "content/fire/exit.en.md"
TOP = "---\nid: exit\ntitle: 逃生\nminutes: {minutes}\n---\n\n{text}\n\n"


def find_advice(root: Path, text: str, *, only: str = "") -> list[Problem]:
    """What is said about the first language's file; the translation has the same text."""
    english = text.replace("\nminutes: ", "\n#").replace("#", "# ", 1)
    problems = check_project(root, {EXIT: text, EXIT_EN: english})
    assert all(one.severity is Severity.WARNING for one in problems), problems
    return [one for one in problems if one.path == EXIT and only in one.message]


def quiz(*questions: str, settings: str = "", minutes: int = 2) -> str:
    inner = "\n".join(
        f"### 第 {number} 题\n<!-- q id=e-{number} -->\n\n{answers}\n\n<!-- explain -->\n> 因为。\n"
        for number, answers in enumerate(questions, 1)
    )
    head = TOP.format(minutes=minutes, text="看图。")
    return f"{head}<!-- quiz id=exit-quiz {settings} -->\n\n{inner}\n<!-- /quiz -->\n"


SHORT = "- [x] 甲\n- [ ] 乙丙"
LONG = "- [x] 甲乙丙丁\n- [ ] 戊"
SECOND = "- [ ] 戊己\n- [x] 甲"


def test_a_question_without_explanation_is_named(tmp_path: Path) -> None:
    text = lesson().replace("<!-- explain -->\n> 一条可能走不通。\n", "")
    (problem,) = find_advice(tmp_path, text)
    assert problem.line == 11
    assert "question 'exit-01' has no explanation" in problem.message
    assert "<!-- explain -->" in problem.hint


def test_feedback_on_every_choice_explains_enough(tmp_path: Path) -> None:
    text = lesson().replace("<!-- explain -->\n> 一条可能走不通。\n", "")
    text = text.replace("- [ ] 一条", "- [ ] 一条\n  > 不够。")
    text = text.replace("- [x] 两条", "- [x] 两条\n  > 对。")
    assert find_advice(tmp_path, text) == []


def test_the_longest_choice_being_always_right_is_named(tmp_path: Path) -> None:
    (problem,) = find_advice(tmp_path, quiz(LONG, LONG, LONG, SECOND, LONG), only="longest")
    assert problem.line == 9
    assert "in 4 of 5 questions the longest choice is the right one" in problem.message


@pytest.mark.parametrize("questions", [(LONG, LONG, LONG), (LONG, LONG, LONG, SHORT), (SHORT,) * 5])
def test_a_few_long_right_choices_are_nothing_unusual(
    questions: tuple[str, ...], tmp_path: Path
) -> None:
    assert find_advice(tmp_path, quiz(*questions), only="longest") == []


def test_a_key_that_sits_at_one_place_is_named(tmp_path: Path) -> None:
    (problem,) = find_advice(tmp_path, quiz(SHORT, SHORT, SHORT, SHORT, SECOND), only="choice a")
    assert "in 4 of 5 questions choice a is the right one" in problem.message


@pytest.mark.parametrize(
    ("settings", "expected"),
    [("kind=graded", 0), ("kind=graded shuffle=no", 1), ("", 1)],
)
def test_shuffling_by_the_tracker_hides_where_the_key_sits(
    settings: str, expected: int, tmp_path: Path
) -> None:
    text = quiz(*[SHORT] * 5, settings=settings, minutes=4)
    assert len(find_advice(tmp_path, text, only="choice a")) == expected


@pytest.mark.parametrize(
    "choice",
    ["以上都对", "以上都是", "以上全部正确", "以上选项均正确。", "都对", "All of the above"],
)
@pytest.mark.parametrize(("settings", "expected"), [("", 1), ("shuffle=no", 0)])
def test_all_of_the_above_makes_no_sense_once_shuffled(
    choice: str, settings: str, expected: int, tmp_path: Path
) -> None:
    text = quiz(f"- [ ] 甲\n- [ ] 乙\n- [x] {choice}", settings=settings)
    found = find_advice(tmp_path, text, only="choices are shuffled")
    assert [problem.line for problem in found] == [16] * expected


def test_a_pool_smaller_than_three_draws_is_named(tmp_path: Path) -> None:
    text = quiz(SHORT, SECOND, SECOND, settings="kind=graded draw=2")
    (problem,) = find_advice(tmp_path, text, only="draws")
    assert "draws 2 of 3 questions; with 6 or more" in problem.message
    enough = quiz(SHORT, SECOND, SECOND, settings="kind=graded draw=1", minutes=1)
    assert find_advice(tmp_path, enough) == []


def test_a_lesson_over_ten_minutes_is_named(tmp_path: Path) -> None:
    text = TOP.format(minutes=11, text="火" * 250 * 11)
    assert [one.line for one in find_advice(tmp_path, text, only="takes 11 minutes")] == [4]
    assert find_advice(tmp_path, TOP.format(minutes=10, text="火" * 2500), only="takes") == []


def test_an_exam_may_take_longer(tmp_path: Path) -> None:
    text = quiz(*[SHORT, SECOND] * 10, settings="kind=graded", minutes=20)
    assert find_advice(tmp_path, text) == []


@pytest.mark.parametrize(
    ("minutes", "text", "expected"),
    [
        (2, "火" * 1000, []),  # half of what it takes
        (1, "火" * 1000, ["minutes is 1, but reading and answering take about 4"]),
        (8, "火" * 1000, []),  # twice
        (9, "火" * 1000, ["minutes is 9, but reading and answering take about 4"]),
        (4, "fire " * 720, []),
        (9, "fire " * 720, ["minutes is 9, but reading and answering take about 4"]),
    ],
)
def test_declared_minutes_fit_the_text_within_a_factor_of_two(
    minutes: int, text: str, expected: list[str], tmp_path: Path
) -> None:
    found = find_advice(tmp_path, TOP.format(minutes=minutes, text=text))
    assert [problem.message for problem in found] == expected


@pytest.mark.parametrize(
    ("hours", "severities"),
    [
        ("0.04", []),
        ("0.05", [Severity.WARNING]),
        ("0.08", [Severity.WARNING]),
        ("0.09", [Severity.ERROR]),
    ],
)
def test_class_hours_are_backed_by_minutes(
    hours: str, severities: list[Severity], tmp_path: Path
) -> None:
    problems = check_project(tmp_path, {"content/fire/course.yml": COURSE.replace("0.04", hours)})
    assert [one.severity for one in problems] == severities
    assert all(one.line == 5 for one in problems)


def test_advice_does_not_stop_a_build(tmp_path: Path) -> None:
    text = FILES[EXIT].replace("<!-- explain -->\n> 一条可能走不通。\n", "")
    assert load_site(write_project(tmp_path, {EXIT: text})).ok
