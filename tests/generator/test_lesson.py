"""A lesson file: front matter, text and quizzes in their order, and what hides a quiz."""

import pytest

from generator.course import Quiz, Text
from generator.lesson import ParsedPage, parse_page
from generator.problems import Problem, Severity

TOP = "---\nid: exit\ntitle: 逃生\nminutes: 5\n---\n"
QUIZ = """\
<!-- quiz id=exit-quiz -->

### 几条?
<!-- q id=exit-01 -->

- [x] 两条
- [ ] 一条

<!-- /quiz -->
"""


def parse(text: str) -> ParsedPage:
    return parse_page(text, path="content/fire/exit.md", language="zh")


def find_problems(text: str) -> list[Problem]:
    return sorted(set(parse(text).problems))


def test_text_and_quizzes_keep_their_order_and_lines() -> None:
    page = parse(f"{TOP}\n第一段\n\n{QUIZ}\n\n第二段\n{QUIZ}").page
    assert [(type(part), part.line) for part in page.parts] == [
        (Text, 7),
        (Quiz, 9),
        (Text, 20),
        (Quiz, 21),
    ]
    first = page.parts[0]
    assert isinstance(first, Text)
    assert first.markdown == "第一段"


def test_front_matter_has_values_and_lines() -> None:
    parsed = parse("---\nid: exit\ntitle: 逃生\nminutes: 5\nrequired: no\n---\n")
    assert parsed.problems == ()
    front_matter = parsed.front_matter
    assert front_matter is not None
    assert (front_matter.id, front_matter.title) == ("exit", "逃生")
    assert (front_matter.minutes, front_matter.required) == (5, False)
    assert front_matter.lines == {"id": 2, "title": 3, "minutes": 4, "required": 5}


def test_minutes_and_required_may_be_left_out_here() -> None:
    front_matter = parse("---\nid: exit\ntitle: Exit\n---\n").front_matter
    assert front_matter is not None
    assert (front_matter.minutes, front_matter.required) == (None, None)


@pytest.mark.parametrize("title", ["2026", "no", "12:30", "null and void", "1e3", "~x"])
def test_a_title_is_always_the_text_that_was_written(title: str) -> None:
    front_matter = parse(f"---\nid: no\ntitle: {title}\n---\n").front_matter
    assert front_matter is not None
    assert (front_matter.id, front_matter.title) == ("no", title)


def test_a_byte_order_mark_and_windows_line_ends_make_no_difference() -> None:
    text = f"{TOP}\n第一段\n\n{QUIZ}"
    assert parse("\ufeff" + text.replace("\n", "\r\n")) == parse(text)


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_quiz_in_fenced_code_is_text(fence: str) -> None:
    page = parse(f"{TOP}\n{fence}markdown\n{QUIZ}{fence}\n")
    assert page.problems == ()
    assert [type(part) for part in page.page.parts] == [Text]


MISTAKES = {
    "nothing": ("", 1, "the front matter is missing", "id: exit"),
    "no front matter": ("# 逃生\n", 1, "the front matter is missing", "---\nid: exit"),
    "front matter in long dashes": ("———\nid: exit\n———\n", 1, "three half-width dashes", "---"),
    "front matter never closed": (
        "---\nid: exit\ntitle: a\n\n正文\n",
        1,
        "front matter is never closed",
        "write ---",
    ),
    "front matter closed with long dashes": (
        "---\nid: exit\ntitle: a\n——\n正文\n",
        4,
        '"——" must be three half-width dashes',
        "write: ---",
    ),
    "no id": ("---\ntitle: a\n---\n", 2, '"id" is missing', "add a line: id: my-id"),
    "no title": ("---\nid: a\n---\n", 2, '"title" is missing', "add a line: title: …"),
    "empty title": ("---\nid: a\ntitle:\n---\n", 3, "title has no value", "title: …"),
    "wrong id": ("---\nid: Exit_1\ntitle: a\n---\n", 2, 'id is "Exit_1"', ""),
    "unknown key": (
        "---\nid: a\ntitle: a\nminuts: 5\n---\n",
        4,
        'unknown key "minuts"',
        'write "minutes"',
    ),
    "minutes in words": (
        "---\nid: a\ntitle: a\nminutes: 五\n---\n",
        4,
        'minutes is "五"; write a whole number',
        "",
    ),
    "no minutes at all": (
        "---\nid: a\ntitle: a\nminutes: 0\n---\n",
        4,
        "the smallest is 1",
        "",
    ),
    "required in Chinese": (
        "---\nid: a\ntitle: a\nrequired: 是\n---\n",
        4,
        'required is "是"; write true or false',
        "",
    ),
    "key twice": (
        "---\nid: a\ntitle: a\nid: b\n---\n",
        4,
        'key "id" stands in line 2 already',
        "keep one",
    ),
    "full-width colon": (
        "---\nid: a\ntitle\uff1a逃生\n---\n",
        3,
        'the colon "\uff1a" is full-width',
        "write: title: 逃生",
    ),
    "no space behind the colon": (
        "---\nid:exit\n---\n",
        2,
        'a space is missing after ":"',
        "write: id: exit",
    ),
    "a colon in the title": (
        "---\nid: a\ntitle: 逃生: 第一课\n---\n",
        3,
        'a text with ":" must stand in quotes',
        'write: title: "逃生: 第一课"',
    ),
    "a tab": ("---\nid: a\n\ttitle: a\n---\n", 3, "a tab", "write:"),
    "a list for a title": ("---\nid: a\ntitle: [a]\n---\n", 3, "title is a list", ""),
    "an alias": (
        "---\nid: &x a\ntitle: *x\n---\n",
        3,
        "an alias (*) cannot be used here",
        "write the value again",
    ),
    "a tag": (
        "---\nid: a\ntitle: !!python/name:os.system x\n---\n",
        3,
        "a tag such as",
        "remove it",
    ),
    "nested too deeply": (
        f"---\nid: a\ntitle: {'[' * 100}{']' * 100}\n---\n",
        3,
        "nested too deeply",
        "",
    ),
    "settings much too long": (
        f"{TOP}\n<!-- quiz id=a {'x' * 1500}\n",
        7,
        "this comment has more than",
        "is its end --> missing?",
    ),
    "quiz never closed": (
        f"{TOP}{QUIZ.replace('<!-- /quiz -->', '')}",
        6,
        "this quiz is never closed",
        "<!-- /quiz -->",
    ),
    "quiz opened in a quiz": (
        f"{TOP}{QUIZ.replace('<!-- /quiz -->', '')}{QUIZ.replace('exit-', 'b-')}",
        6,
        "this quiz is never closed",
        "<!-- /quiz -->",
    ),
    "quiz closed twice": (f"{TOP}{QUIZ}\n<!-- /quiz -->\n", 16, "none is open", "<!-- quiz id=…"),
    "question outside": (
        f"{TOP}### 几条?\n<!-- q id=a -->\n",
        7,
        "<!-- q --> stands outside of a quiz",
        "<!-- quiz id=… -->",
    ),
    "quiz with a long dash": (
        f"{TOP}{QUIZ.replace('<!-- quiz', '<!— quiz')}",
        6,
        "full-width",
        "write: <!-- quiz id=exit-quiz -->",
    ),
    "quiz in Chinese": (
        f"{TOP}{QUIZ.replace('<!-- quiz', '<!-- 测验')}",
        6,
        '"测验" is not a word of the quiz grammar',
        "write: <!-- quiz id=exit-quiz -->",
    ),
    "quiz in a comment": (
        f"{TOP}<!-- 以后再用\n{QUIZ}-->\n",
        7,
        "inside a comment that begins in line 6",
        "close the comment",
    ),
    "code never closed": (f"{TOP}\n```text\nS1\n\n{QUIZ}", 7, "never closed", "write ```"),
}


@pytest.mark.parametrize(("text", "line", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line_and_the_way_out(
    text: str, line: int, message: str, hint: str
) -> None:
    problem = find_problems(text)[0]
    assert problem.severity is Severity.ERROR
    assert problem.line == line
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    "name",
    ["nothing", "front matter closed with long dashes", "quiz never closed", "code never closed"],
)
def test_a_mistake_that_hides_others_gives_one_message(name: str) -> None:
    assert len(find_problems(MISTAKES[name][0])) == 1


def test_a_ticked_box_outside_of_a_quiz_is_doubtful() -> None:
    (problem,) = find_problems(f"{TOP}\n- [x] 干粉\n- [ ] 水\n")
    assert (problem.line, problem.severity) == (7, Severity.WARNING)
    assert "outside of a quiz" in problem.message


def test_problems_in_the_front_matter_do_not_hide_those_below() -> None:
    problems = find_problems(f"---\nid: A\ntitle: a\n---\n{QUIZ.replace('[x]', '[√]')}")
    assert [problem.line for problem in problems] == [2, 10]
