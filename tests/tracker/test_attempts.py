"""Opening and handing in: limits, waits, repetition, and twenty requests at once."""

import contextlib
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.tracker.builders import (
    COURSE,
    NOON,
    QUIZ,
    Cast,
    Clock,
    add_learner,
    add_organisation,
    make_quiz,
    publish,
    respond,
    uuids,
)
from tracker.db.models import Attempt, Enrolment, Submission
from tracker.db.session import Database
from tracker.errors import TrackerError
from tracker.ids import new_public_id
from tracker.services import attempts
from tracker.services.results import AttemptView, Result

T = TypeVar("T")
TOGETHER = 20


def open_for(
    database: Database, learner_id: int, attempt_id: str, clock: Clock | None = None
) -> AttemptView:
    with database.write() as session:
        return attempts.open_attempt(
            session,
            learner_id=learner_id,
            attempt_id=attempt_id,
            course_id=COURSE,
            quiz_id=QUIZ,
            now=clock() if clock else NOON,
            rng=random.Random(attempt_id),
        )


def submit(
    database: Database,
    learner_id: int,
    attempt_id: str,
    responses: dict[str, Any],
    clock: Clock | None = None,
) -> Result:
    with database.write() as session:
        return attempts.submit_attempt(
            session,
            learner_id=learner_id,
            attempt_id=attempt_id,
            responses=responses,
            now=clock() if clock else NOON,
        )


def submit_right(
    database: Database,
    learner_id: int,
    attempt: AttemptView,
    *,
    wrong: int = 0,
    clock: Clock | None = None,
) -> Result:
    responses = respond(asdict(attempt), wrong=wrong)
    return submit(database, learner_id, attempt.id, responses, clock)


def count(database: Database, model: type) -> int | None:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_four_of_five_is_eighty_per_cent_and_passes(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    result = submit_right(database, cast.ada, attempt, wrong=1)
    assert (result.raw, result.max, result.scaled, result.passed) == (4, 5, 0.8, True)


def test_three_of_five_fails(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    result = submit_right(database, cast.ada, attempt, wrong=2)
    assert (result.raw, result.passed) == (3, False)
    assert [question.correct for question in result.questions] == [False] * 2 + [True] * 3


def test_missing_responses_are_wrong(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    result = submit(database, cast.ada, attempt.id, {})
    assert (result.raw, result.max, result.passed) == (0, 5, False)


def test_opening_again_opens_the_same(database: Database, cast: Cast) -> None:
    first, second = next(ids := uuids()), next(ids)
    opened = open_for(database, cast.ada, first)
    assert open_for(database, cast.ada, first) == opened
    assert open_for(database, cast.ada, second) == opened
    assert count(database, Attempt) == 1


def test_opening_enrols(database: Database, cast: Cast) -> None:
    open_for(database, cast.ada, next(uuids()))
    assert count(database, Enrolment) == 1


def test_retries_draw_questions_that_were_not_seen(database: Database, cast: Cast) -> None:
    clock, ids = Clock(), uuids()
    drawn = []
    for _ in range(3):
        attempt = open_for(database, cast.ada, next(ids), clock)
        drawn.append({question.id for question in attempt.questions})
        submit(database, cast.ada, attempt.id, {}, clock)
        clock.forward(minutes=30)
    assert drawn[0].isdisjoint(drawn[1])
    assert len(drawn[0] | drawn[1] | drawn[2]) == 12


def test_the_wait_between_attempts_ends_on_the_second(database: Database, cast: Cast) -> None:
    clock, ids = Clock(), uuids()
    attempt = open_for(database, cast.ada, next(ids), clock)
    submit(database, cast.ada, attempt.id, {}, clock)
    clock.forward(minutes=30, seconds=-1)
    with pytest.raises(TrackerError) as refusal:
        open_for(database, cast.ada, next(ids), clock)
    assert refusal.value.reason == "cool_down"
    assert refusal.value.details == {"until": "2026-11-23T12:30:00Z"}
    clock.forward(seconds=1)
    assert open_for(database, cast.ada, next(ids), clock).number == 2


def test_after_three_attempts_there_is_no_fourth(database: Database, cast: Cast) -> None:
    clock, ids = Clock(), uuids()
    for _ in range(3):
        attempt = open_for(database, cast.ada, next(ids), clock)
        submit(database, cast.ada, attempt.id, {}, clock)
        clock.forward(hours=1)
    with pytest.raises(TrackerError) as refusal:
        open_for(database, cast.ada, next(ids), clock)
    assert refusal.value.reason == "attempts_used_up"


def test_the_same_responses_again_get_the_same_answer(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    first = submit_right(database, cast.ada, attempt, wrong=3)
    assert submit_right(database, cast.ada, attempt, wrong=3) == first
    assert count(database, Submission) == 1


def test_other_responses_are_refused_and_change_nothing(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    submit_right(database, cast.ada, attempt, wrong=3)
    with pytest.raises(TrackerError) as refusal:
        submit_right(database, cast.ada, attempt)
    assert refusal.value.reason == "attempt_conflict"
    assert submit_right(database, cast.ada, attempt, wrong=3).raw == 2


def test_malformed_responses_are_all_named_and_use_nothing_up(
    database: Database, cast: Cast
) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    malformed: dict[str, Any] = {question.id: 3 for question in attempt.questions}
    with pytest.raises(TrackerError) as refusal:
        submit(database, cast.ada, attempt.id, malformed | {"other": "1"})
    assert refusal.value.reason == "responses_invalid"
    problems = refusal.value.details["problems"]
    assert isinstance(problems, list)
    assert len(problems) == 6
    assert count(database, Submission) == 0


def test_letters_of_the_source_are_no_choices(database: Database, cast: Cast) -> None:
    with database.write() as session:
        publish(session, make_quiz(questions=make_quiz()["questions"][:5]))
    attempt = open_for(database, cast.ada, next(uuids()))
    with pytest.raises(TrackerError) as refusal:
        submit(database, cast.ada, attempt.id, {attempt.questions[0].id: "a"})
    assert refusal.value.reason == "responses_invalid"


def test_an_attempt_is_scored_by_the_key_it_was_opened_with(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    changed = make_quiz()["questions"]
    for question in changed:
        for choice in question["choices"]:
            choice["correct"] = not choice["correct"]
    with database.write() as session:
        publish(session, make_quiz(questions=changed))
    assert submit_right(database, cast.ada, attempt).raw == 5


def test_keys_stay_hidden_while_newer_rules_leave_attempts(database: Database, cast: Cast) -> None:
    with database.write() as session:
        publish(session, make_quiz(attempts_allowed=1))
    attempt = open_for(database, cast.ada, next(uuids()))
    with database.write() as session:
        publish(session, make_quiz(attempts_allowed=2))
    result = submit(database, cast.ada, attempt.id, {})
    assert result.attempts_left == 1
    assert all(question.key is None for question in result.questions)


def test_alan_reaches_no_attempt_of_adas(database: Database, cast: Cast) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))

    def show() -> AttemptView:
        with database.read() as session:
            return attempts.show_attempt(
                session, learner_id=cast.alan, attempt_id=attempt.id, now=NOON
            )

    with pytest.raises(TrackerError, match="belongs to another attempt"):
        open_for(database, cast.alan, attempt.id)
    with pytest.raises(TrackerError, match="you have no attempt"):
        show()
    with pytest.raises(TrackerError, match="you have no attempt"):
        submit(database, cast.alan, attempt.id, {})
    assert count(database, Submission) == 0


def at_once(tasks: list[Callable[[], T]]) -> list[T | TrackerError]:
    """Run all tasks in threads that start together; a refusal is a result too."""
    barrier = threading.Barrier(len(tasks))

    def run(task: Callable[[], T]) -> T | TrackerError:
        barrier.wait()
        try:
            return task()
        except TrackerError as refusal:
            return refusal

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def add_somebody(database: Database) -> int:
    with database.write() as session:
        organisation = add_organisation(session, new_public_id())
        return add_learner(session, organisation, "1", "张伟").id


choices = st.one_of(
    st.none(),
    st.sampled_from(["1", "2", "3"]),
    st.lists(st.sampled_from(["1", "2", "3"]), unique=True),
    st.text(alphabet="接地线 0123456789.,mm", max_size=8),
)


@given(given_=st.lists(choices, min_size=5, max_size=5), seed=st.integers(0, 10**9))
@settings(
    max_examples=12,
    deadline=None,
    # Every example takes a learner of its own in the test's one database.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_twenty_submissions_at_once_make_one(
    database: Database, cast: Cast, given_: list[Any], seed: int
) -> None:
    assert cast.ada
    learner_id = add_somebody(database)
    attempt = open_for(database, learner_id, f"attempt-{learner_id}-{seed}"[:36])
    responses = {
        question.id: response
        for question, response in zip(attempt.questions, given_, strict=True)
        if fits(question.kind, response)
    }
    before = count(database, Submission) or 0
    answers = at_once(
        [lambda: submit(database, learner_id, attempt.id, responses) for _ in range(TOGETHER)]
    )
    assert all(answer == answers[0] for answer in answers)
    assert isinstance(answers[0], Result)
    assert count(database, Submission) == before + 1


def fits(kind: str, response: Any) -> bool:
    if kind == "multiple":
        return isinstance(response, list)
    if kind in {"numeric", "short_text"}:
        return isinstance(response, str)
    return response in {"1", "2"} if isinstance(response, str) else response is None


def test_of_twenty_different_submissions_at_once_one_counts(database: Database, cast: Cast) -> None:
    with database.write() as session:
        publish(session, make_quiz(questions=make_quiz()["questions"][-2:], draw=0))
    attempt = open_for(database, cast.ada, next(uuids()))
    number = next(question.id for question in attempt.questions if question.kind == "numeric")
    answers = at_once(
        [
            lambda typed=typed: submit(database, cast.ada, attempt.id, {number: str(typed)})
            for typed in range(TOGETHER)
        ]
    )
    kept = [answer for answer in answers if isinstance(answer, Result)]
    refused = [answer.reason for answer in answers if isinstance(answer, TrackerError)]
    assert len(kept) == 1
    assert refused == ["attempt_conflict"] * (TOGETHER - 1)
    assert count(database, Submission) == 1


def test_twenty_openings_at_once_open_one(database: Database, cast: Cast) -> None:
    ids = uuids()
    names = [next(ids) for _ in range(TOGETHER)]
    answers = at_once([lambda name=name: open_for(database, cast.ada, name) for name in names])
    assert all(answer == answers[0] for answer in answers)
    assert count(database, Attempt) == 1


def test_two_learners_cannot_take_the_same_id(database: Database, cast: Cast) -> None:
    name = next(uuids())
    answers = at_once(
        [
            lambda learner=learner: open_for(database, learner, name)
            for learner in (cast.ada, cast.alan)
        ]
    )
    refused = [answer.reason for answer in answers if isinstance(answer, TrackerError)]
    assert refused == ["attempt_conflict"]
    assert count(database, Attempt) == 1


def test_a_crash_between_submission_and_answer_loses_nothing(
    database: Database, cast: Cast
) -> None:
    attempt = open_for(database, cast.ada, next(uuids()))
    with contextlib.suppress(ConnectionError):
        submit_right(database, cast.ada, attempt, wrong=1)
        raise ConnectionError  # the answer never arrived: the client asks again
    assert submit_right(database, cast.ada, attempt, wrong=1).raw == 4
