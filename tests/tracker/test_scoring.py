"""Scores and pass marks; the rules of single responses are in tests/contract."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.builders import make_question, make_quiz
from tracker.catalog import KeyQuestion, KeyQuiz
from tracker.scoring import MAX_TYPED_LENGTH, Score, find_response_problem, is_correct

MULTIPLE = KeyQuestion.model_validate(make_question("m", "multiple", right="ac"))
NUMERIC = KeyQuestion.model_validate(
    make_question("n", "numeric", numeric={"value": "0.1", "tolerance": "0.2", "unit": ""})
)


def test_exactly_the_pass_mark_passes() -> None:
    quiz = KeyQuiz.model_validate(make_quiz(pass_mark=0.8))
    assert Score(raw=4, max=5).is_pass(quiz.exact_pass_mark)
    assert not Score(raw=79, max=100).is_pass(quiz.exact_pass_mark)


@given(st.integers(1, 1000), st.integers(0, 100))
def test_any_pass_mark_in_per_cent_is_met_exactly(total: int, per_cent: int) -> None:
    quiz = KeyQuiz.model_validate(make_quiz(pass_mark=per_cent / 100))
    needed = -(-total * per_cent // 100)
    assert quiz.exact_pass_mark == Fraction(per_cent, 100)
    assert Score(raw=needed, max=total).is_pass(quiz.exact_pass_mark)
    if needed:
        assert not Score(raw=needed - 1, max=total).is_pass(quiz.exact_pass_mark)


def test_nothing_to_score_is_no_pass() -> None:
    assert not Score(raw=0, max=0).is_pass(Fraction(0))
    assert Score(raw=0, max=0).scaled == 0


@given(st.sets(st.sampled_from("abcd")))
def test_only_the_exact_set_of_ticks_is_correct(ticked: set[str]) -> None:
    assert is_correct(MULTIPLE, sorted(ticked)) is (ticked == {"a", "c"})


@given(st.text(max_size=MAX_TYPED_LENGTH))
def test_no_typed_text_breaks_the_reading_of_numbers(typed: str) -> None:
    assert is_correct(NUMERIC, typed) in {True, False}


@given(st.decimals(-10, 10, places=6))
def test_numbers_are_compared_exactly(number: object) -> None:
    inside = abs(Fraction(str(number)) - Fraction("0.1")) <= Fraction("0.2")
    assert is_correct(NUMERIC, format(number, "f")) is inside


def test_overlong_text_is_no_response() -> None:
    assert find_response_problem(NUMERIC, "1" * (MAX_TYPED_LENGTH + 1))


@pytest.mark.parametrize("response", [1, True, 1.5, {"a": 1}, [1], [["a"]]])
def test_what_is_no_text_is_no_response(response: object) -> None:
    assert find_response_problem(MULTIPLE, response)
    assert find_response_problem(NUMERIC, response)
