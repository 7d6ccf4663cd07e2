"""Limits, waits and when keys may be seen, to the second."""

import datetime as dt

import pytest

from tests.tracker.builders import NOON, make_quiz
from tracker.catalog import KeyQuiz
from tracker.scoring import Score
from tracker.standing import PastAttempt, Standing, judge


def past(name: str, raw: int | None, minutes: int = 0) -> PastAttempt:
    """An attempt with `raw` of 5 points, handed in minutes after noon; None while open."""
    return PastAttempt(
        client_id=name,
        score=None if raw is None else Score(raw=raw, max=5),
        passed=None if raw is None else raw >= 4,
        submitted_at=None if raw is None else NOON + dt.timedelta(minutes=minutes),
    )


def stand(*attempts: PastAttempt, after: float = 0, **changes: object) -> Standing:
    quiz = KeyQuiz.model_validate(make_quiz(**changes))
    return judge(quiz, attempts, NOON + dt.timedelta(minutes=after))


def test_a_new_learner_has_everything_before_them() -> None:
    assert stand() == Standing(
        passed=False,
        best=None,
        attempts_used=0,
        attempts_left=3,
        next_attempt_at=None,
        open_attempt=None,
        may_see_keys=False,
    )


def test_the_wait_ends_on_the_second() -> None:
    until = NOON + dt.timedelta(minutes=30)
    assert stand(past("1", 2), after=29.999).next_attempt_at == until
    assert stand(past("1", 2), after=30).next_attempt_at is None


def test_an_open_attempt_is_used_and_named() -> None:
    standing = stand(past("1", 2), past("2", None), after=60)
    assert (standing.attempts_used, standing.attempts_left) == (2, 1)
    assert standing.open_attempt == "2"


def test_zero_attempts_allowed_means_without_limit() -> None:
    attempts = [past(str(n), 0, n) for n in range(9)]
    assert stand(*attempts, attempts_allowed=0).attempts_left is None


def test_after_the_last_attempt_there_is_nothing_to_wait_for() -> None:
    standing = stand(past("1", 0), past("2", 0), past("3", 0))
    assert standing.attempts_left == 0
    assert standing.next_attempt_at is None


def test_the_best_score_stays_the_best() -> None:
    standing = stand(past("1", 2), past("2", 5), past("3", 3))
    assert standing.passed
    assert standing.best == Score(raw=5, max=5)


@pytest.mark.parametrize(
    ("reveal", "raws", "may_see"),
    [
        ("never", [5], False),
        ("never", [0, 0, 0], False),
        ("passed", [0], False),
        ("passed", [0, 4], True),
        ("passed", [0, 0, 0], False),
        ("finished", [], False),
        ("finished", [0, 0], False),
        ("finished", [0, 0, None], False),
        ("finished", [0, 0, 0], True),
        ("finished", [4], True),
    ],
)
def test_keys_are_seen_only_as_the_author_set(
    reveal: str, raws: list[int | None], *, may_see: bool
) -> None:
    attempts = [past(str(number), raw) for number, raw in enumerate(raws)]
    assert stand(*attempts, reveal=reveal).may_see_keys is may_see


def test_without_a_limit_keys_are_seen_only_after_a_pass() -> None:
    attempts = [past(str(number), 0) for number in range(9)]
    assert not stand(*attempts, attempts_allowed=0, reveal="finished").may_see_keys
