"""Drawing: no question again while unused ones remain, choices shuffled but for true/false."""

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.builders import make_quiz
from tracker.catalog import KeyQuiz
from tracker.drawing import DrawnQuestion, draw

seeds = st.integers(0, 10**6)


def read_quiz(**changes: object) -> KeyQuiz:
    return KeyQuiz.model_validate(make_quiz(**changes))


@given(seeds, st.integers(1, 12), st.integers(1, 6))
def test_a_question_comes_again_only_when_all_were_used(
    seed: int, count: int, attempts: int
) -> None:
    quiz, rng = read_quiz(draw=count), random.Random(seed)
    used: set[str] = set()
    for _ in range(attempts):
        ids = [question.id for question in draw(quiz, used, rng)]
        assert len(ids) == len(set(ids)) == count
        unused = {question.id for question in quiz.questions} - used
        again = [id_ for id_ in ids if id_ in used]
        assert len(again) == max(0, count - len(unused))
        used |= set(ids)


@given(seeds)
def test_every_question_keeps_its_own_choices(seed: int) -> None:
    quiz = read_quiz(draw=0)
    choices = {question.id: {c.id for c in question.choices} for question in quiz.questions}
    drawn = draw(quiz, set(), random.Random(seed))
    assert {question.id: set(question.choices) for question in drawn} == choices


@given(seeds)
def test_true_and_false_stay_where_they_were_written(seed: int) -> None:
    drawn = draw(read_quiz(draw=0), set(), random.Random(seed))
    assert all(question.choices == ("a", "b") for question in drawn if question.id[0] == "t")


@given(seeds, st.integers(1, 12))
def test_without_shuffling_the_authors_order_stays(seed: int, count: int) -> None:
    quiz = read_quiz(draw=count, shuffle=False)
    drawn = draw(quiz, set(), random.Random(seed))
    written = [question.id for question in quiz.questions]
    positions = [written.index(question.id) for question in drawn]
    assert positions == sorted(positions)
    assert all(question.choices == tuple(sorted(question.choices)) for question in drawn)


def test_shuffling_moves_questions_and_choices() -> None:
    quiz = read_quiz(draw=0)
    orders = {
        tuple((question.id, question.choices) for question in draw(quiz, set(), random.Random(n)))
        for n in range(20)
    }
    assert len(orders) == 20


def test_drawing_more_than_there_are_draws_all() -> None:
    assert len(draw(read_quiz(draw=99), set(), random.Random(1))) == 12


def test_positions_and_source_ids_lead_to_each_other() -> None:
    drawn = DrawnQuestion(id="q", choices=("c", "a", "b"))
    assert [drawn.to_source(position) for position in drawn.positions] == ["c", "a", "b"]
    assert drawn.to_position("a") == "2"
    assert DrawnQuestion.from_json(drawn.to_json()) == drawn
