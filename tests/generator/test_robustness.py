"""Whatever an author types: no exception, no endless wait, and no exam that slips through."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.check import check_site
from generator.course import QuizKind, Text
from generator.lesson import parse_page
from generator.load import load_site
from generator.quiz import parse_quiz
from tests.generator.builders import COURSE, SITE, lesson, write_project

ROOT = Path(__file__).parent.parent.parent
SAMPLES = tuple(
    path.read_text(encoding="utf-8")
    for folder in (ROOT / "tests" / "contract" / "project", ROOT / "content")
    for path in sorted(folder.rglob("*.md"))
)
SHARDS = (
    "<!-- quiz id=a -->",
    "<!-- /quiz -->",
    "<!-- q id=b -->",
    "<!-- hint -->",
    "<!--",
    "-->",
    "### 题",
    "- [x] 甲",
    "- [ ] 乙",
    "= 3.5 ± 0.1 mm",
    "= 接地 |",
    "  > 对",
    "> 因为",
    "```",
    "~~~",
    "---",
    "title: {",
    "![",
    "](",
    "<img src=",
    "[[",
    "{",
    "\t",
    "\x00",
    "\u3000",
    "\u2028",
    "\ufeff",
    "𠀀",
)
LINES = st.lists(st.one_of(st.sampled_from(SHARDS), st.text(max_size=30)), max_size=40)
EXAMPLES = settings(max_examples=150, derandomize=True, database=None, deadline=None)


@st.composite
def spoilt_lessons(draw: st.DrawFn) -> str:
    """A real lesson with some of its text removed, repeated or replaced."""
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        middle = draw(st.one_of(st.just(""), st.sampled_from(SHARDS), st.text(max_size=5)))
        text = text[:start] + middle + text[end - draw(st.integers(0, min(end, 20))) :]
    return text


@EXAMPLES
@given(lines=LINES)
def test_any_quiz_text_is_read_without_an_exception(lines: list[str]) -> None:
    text = "\n".join(lines)
    _, problems = parse_quiz(text, path="content/a/b.md", first_line=7)
    last = 7 + max(text.count("\n") + text.count("\r"), 0)
    assert all(7 <= problem.line <= last and problem.message for problem in problems)


@EXAMPLES
@given(text=st.one_of(spoilt_lessons(), LINES.map("\n".join)))
def test_any_lesson_is_read_without_an_exception(text: str) -> None:
    parsed = parse_page(text, path="content/a/b.md", language="zh")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    for problem in parsed.problems:
        assert 1 <= problem.line <= len(lines)
        assert problem.quote == lines[problem.line - 1]
        assert 0 <= problem.column <= len(problem.quote) - problem.width


@EXAMPLES
@given(lines=LINES)
def test_any_yaml_is_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    root = write_project(
        tmp_path_factory.mktemp("project"),
        {
            "site_config.yml": SITE + "\n".join(lines),
            "content/fire/course.yml": "\n".join(lines) + COURSE,
        },
    )
    check_site(load_site(root))


@settings(EXAMPLES, max_examples=300)
@given(data=st.data())
def test_an_exam_never_becomes_text_without_a_word(data: st.DataObject) -> None:
    """One slip in the comments of an exam: it stays a graded quiz, or there is an error."""
    text = lesson("final").replace("id=final-quiz", "id=final-quiz kind=graded")
    start = data.draw(st.integers(text.index("<!-- quiz"), text.index("### ")))
    end = start + data.draw(st.integers(0, 3))
    middle = data.draw(st.sampled_from(("", " ", "—", "《", "!", "\uff1d", "x", "\n", "-", "测")))
    spoilt = text[:start] + middle + text[end:]
    parsed = parse_page(spoilt, path="content/fire/exams/final.md", language="zh")
    published = "\n".join(part.markdown for part in parsed.page.parts if isinstance(part, Text))
    graded = [quiz for quiz in parsed.page.quizzes if quiz.kind is QuizKind.GRADED]
    assert parsed.problems or (graded and "几条" not in published)


LONG = 30_000
SLOW = {
    "brackets": "[" * LONG,
    "picture marks": "![" * LONG,
    "tags": "<a" * LONG,
    "comments": "<!--" * LONG,
    "backquotes": "`" * LONG,
    "braces": "{ " * LONG,
    "spaces": "- [x]" + " " * LONG,
    "equals": "= " + "1" * LONG,
    "bars": "= " + "a|" * LONG,
    "arrows": "- a " + "-> " * LONG,
    "gaps": "[[a" * LONG,
    "dashes": "-" * LONG,
    "settings": "<!-- q " + "id=a " * LONG + "-->",
    "commas": "<!-- q " + "a,b " * LONG + "-->",
    "long settings": "<!-- q id=a " + "x" * LONG + " -->",
    "quotes": '<!-- q id="' * LONG,
    "hashes": "### " + "# " * LONG,
    "attributes": "<img " + "alt=' " * LONG + ">",
    "many headings": "### 题\n" * 3000,
    "many choices": "- [√] 甲\n" * 3000,
    "many settings": "<!-- q id=a -->\n" * 1000,
    "many pictures": "![a](b.svg) " * 1000,
    "many quizzes": "<!-- quiz id=a -->\n" * 1000,
    "many comments": "<!-- a\n" * 3000,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("place", ["in a quiz", "in the text"])
def test_no_text_makes_the_check_slow(text: str, place: str, tmp_path: Path) -> None:
    page = lesson()
    page = (
        page.replace("- [ ] 一条", f"{text}\n- [ ] 一条")
        if place == "in a quiz"
        else page.replace("记住两条路线。", text)
    )
    root = write_project(tmp_path, {"content/fire/exit.md": page})
    started = time.process_time()
    check_site(load_site(root))
    assert time.process_time() - started < 3


@pytest.mark.parametrize("text", ["[" * 200_000 + "]" * 200_000, "- " * 200_000, "{a: " * 200_000])
def test_deep_yaml_is_refused_before_it_overruns_the_stack(text: str, tmp_path: Path) -> None:
    root = write_project(tmp_path, {"site_config.yml": f"{SITE}x:\n  {text}\n"})
    (problem,) = load_site(root).problems
    assert (problem.path, problem.line) == ("site_config.yml", 6)
    assert problem.message == "this YAML is nested too deeply"


def test_a_thousand_lessons_are_checked_in_seconds(tmp_path: Path) -> None:
    names = [f"lesson-{number}" for number in range(500)]
    files = {
        f"content/fire/{name}{suffix}.md": lesson(name, english=bool(suffix))
        for name in names
        for suffix in ("", ".en")
    }
    course = COURSE.replace("[exit, alarm]", f"[{', '.join(names)}]")
    root = write_project(
        tmp_path,
        {
            **files,
            "content/fire/course.yml": course,
            "content/fire/exit.md": None,
            "content/fire/exit.en.md": None,
            "content/fire/alarm.md": None,
            "content/fire/alarm.en.md": None,
        },
    )
    started = time.process_time()
    assert check_site(load_site(root)) == ()
    assert time.process_time() - started < 5
