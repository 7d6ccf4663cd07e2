"""The quiz grammar: what is written is what the learner gets."""

from decimal import Decimal
from fractions import Fraction

import pytest

from generator.course import NumericAnswer, Question, QuestionKind, Quiz, QuizKind, Reveal
from generator.quiz import parse_quiz

FULL = """\
<!-- quiz id=fire-final kind=graded pass=80% attempts=3 cool-down=2h draw=1 shuffle=no \
reveal=passed -->

### 电气火灾应使用哪种灭火器?
<!-- q id=fire-01 points=2 objective=extinguisher level=1 -->

看图:

![插座起火](images/fire.svg)

- [ ] 水
  > 水导电。

  > 有触电危险。
- [x] 干粉
  第二行
- [ ] 泡沫

<!-- hint -->
> 想一想哪种物质导电。

<!-- hint -->
> 不是水。

<!-- explain -->
> 干粉不导电。
>
> 所以用它。

<!-- /quiz -->
"""


def parse(text: str) -> Quiz:
    quiz, problems = parse_quiz(text, path="content/fire/final.md", first_line=1)
    assert problems == []
    assert quiz is not None
    return quiz


def parse_one(answers: str, settings: str = "id=q-1") -> Question:
    quiz = parse(
        f"<!-- quiz id=a -->\n### Why?\n<!-- q {settings} -->\n\n{answers}\n<!-- /quiz -->\n"
    )
    (question,) = quiz.questions
    return question


def test_all_settings_of_a_quiz_are_read() -> None:
    quiz = parse(FULL)
    assert (quiz.id, quiz.kind, quiz.pass_mark) == ("fire-final", QuizKind.GRADED, Fraction(4, 5))
    assert (quiz.attempts_allowed, quiz.cool_down_minutes, quiz.draw) == (3, 120, 1)
    assert (quiz.shuffle, quiz.reveal, quiz.line) == (False, Reveal.PASSED, 1)


def test_a_quiz_with_an_id_only_is_for_practice() -> None:
    quiz = parse("<!-- quiz id=a -->\n### Why?\n<!-- q id=b -->\n\n= so\n<!-- /quiz -->")
    assert quiz == Quiz(id="a", questions=quiz.questions, line=1)
    assert quiz.kind is QuizKind.PRACTICE


def test_all_parts_of_a_question_are_read() -> None:
    (question,) = parse(FULL).questions
    assert (question.id, question.points, question.objective, question.level) == (
        "fire-01",
        2,
        "extinguisher",
        1,
    )
    assert question.stem == "电气火灾应使用哪种灭火器?"
    assert question.body == "看图:\n\n![插座起火](images/fire.svg)"
    assert [(one.id, one.text, one.correct, one.feedback) for one in question.choices] == [
        ("a", "水", False, "水导电。\n有触电危险。"),
        ("b", "干粉\n第二行", True, ""),
        ("c", "泡沫", False, ""),
    ]
    assert question.hints == ("想一想哪种物质导电。", "不是水。")
    assert question.explanation == "干粉不导电。\n\n所以用它。"
    assert (question.line, question.choices[0].line) == (3, 10)


@pytest.mark.parametrize(
    ("answers", "settings", "kind"),
    [
        ("- [x] 1\n- [ ] 2", "id=q", QuestionKind.SINGLE),
        ("- [x] 1\n- [X] 2\n- [ ] 3", "id=q", QuestionKind.MULTIPLE),
        ("- [x] 1\n- [ ] 2", "id=q type=multiple", QuestionKind.MULTIPLE),
        ("- [x] 正确\n- [ ] 错误", "id=q", QuestionKind.TRUE_FALSE),
        ("- [ ] 错。\n- [x] 对。", "id=q", QuestionKind.TRUE_FALSE),
        ("- [ ] No\n- [x] Yes", "id=q", QuestionKind.TRUE_FALSE),
        ("- [x] 正确\n- [ ] 错误\n- [ ] 不知道", "id=q", QuestionKind.SINGLE),
        ("- [x] 正确\n- [ ] No", "id=q", QuestionKind.SINGLE),
        ("= 3.5 mm", "id=q", QuestionKind.NUMERIC),
        ("= 接地 | 接地线", "id=q", QuestionKind.SHORT_TEXT),
    ],
)
def test_the_answers_decide_the_kind(answers: str, settings: str, kind: QuestionKind) -> None:
    assert parse_one(answers, settings).kind is kind


@pytest.mark.parametrize(
    ("written", "value", "tolerance", "unit"),
    [
        ("= 3.5 ± 0.1 mm", "3.5", "0.1", "mm"),
        ("= 3.5 +- 0.1 mm", "3.5", "0.1", "mm"),
        ("= 3.5+/-0.1mm", "3.5", "0.1", "mm"),
        ("= 30 mA", "30", "0", "mA"),
        ("= -5 ℃", "-5", "0", "℃"),
        ("= 220", "220", "0", ""),
        ("= 1.20 kW·h", "1.20", "0", "kW·h"),
        ("= 50%", "50", "0", "%"),
    ],
)
def test_a_number_has_a_tolerance_and_a_unit(
    written: str, value: str, tolerance: str, unit: str
) -> None:
    answer = parse_one(written).numeric
    assert answer == NumericAnswer(value=Decimal(value), tolerance=Decimal(tolerance), unit=unit)
    assert answer is not None
    assert str(answer.value) == value


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        ("= 接地", ("接地",)),
        ("= PE | 保护 线 | Protective Earth", ("PE", "保护 线", "Protective Earth")),
        ("= 接地线 | 接地 线", ("接地线",)),
        ("= 5号 | 五号", ("5号", "五号")),
    ],
)
def test_short_texts_are_separated_by_a_bar(written: str, accepted: tuple[str, ...]) -> None:
    assert parse_one(written).accepted == accepted


def test_what_stands_in_fenced_code_is_no_part_of_the_grammar() -> None:
    body = "```markdown\n### no heading\n- [x] no choice\n= no\n<!-- hint -->\n<!-- /quiz -->\n```"
    question = parse_one(f"{body}\n\n- [x] 1\n- [ ] 2")
    assert question.body == body
    assert len(question.choices) == 2


def test_a_body_may_hold_tables_lists_and_small_headings() -> None:
    body = "#### 数据\n\n| U | I |\n|---|---|\n| 1 | 2 |\n\n- a -> b\n- c"
    assert parse_one(f"{body}\n\n- [x] 1\n- [ ] 2").body == body


@pytest.mark.parametrize("body", ["`[[ -f a ]]`", "```sh\n[[ -f a ]]\n```", "见[[1]](a.md)。"])
def test_double_brackets_in_code_and_links_are_no_gaps(body: str) -> None:
    assert parse_one(f"{body}\n\n- [x] 1\n- [ ] 2").body == body


def test_a_line_that_begins_with_a_note_mark_is_no_choice() -> None:
    body = "[*] 额定电压"
    assert parse_one(f"{body}\n\n- [x] 1\n- [ ] 2").body == body


def test_as_many_choices_as_letters_and_texts_of_a_hundred_characters_are_right() -> None:
    choices = "- [x] 0\n" + "\n".join(f"- [ ] {number}" for number in range(1, 26))
    assert parse_one(choices).choices[-1].id == "z"
    assert parse_one(f"= {'接' * 100}").accepted == ("接" * 100,)


def test_choices_may_be_parted_by_empty_lines_and_hold_code() -> None:
    answers = "- [ ] 1\n\n- [x] 看:\n\n  ```text\n  - [x] S1\n  ```\n  > 对。\n\n- [ ] 3"
    choices = parse_one(answers).choices
    assert [choice.correct for choice in choices] == [False, True, False]
    assert choices[1].text == "看:\n```text\n- [x] S1\n```"
    assert choices[1].feedback == "对。"


def test_an_authors_own_comment_is_left_alone() -> None:
    question = parse_one("<!-- 来源:GB 13955 -->\n\n- [x] 1\n- [ ] 2\n\n<!-- ask Mr Li -->")
    assert question.kind is QuestionKind.SINGLE


def test_line_numbers_count_from_the_file() -> None:
    text = "<!-- quiz id=a -->\n### Why?\n<!-- q id=b -->\n\n- [×] 1\n- [ ] 2\n<!-- /quiz -->"
    _, problems = parse_quiz(text, path="x.md", first_line=41)
    assert [problem.line for problem in problems] == [45]


def test_windows_line_ends_make_no_difference() -> None:
    assert parse(FULL.replace("\n", "\r\n")) == parse(FULL)
