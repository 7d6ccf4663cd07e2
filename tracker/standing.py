"""Where a learner stands with a graded quiz, from the attempts so far. Values in, values out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.catalog import Reveal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.catalog import KeyQuiz
    from tracker.scoring import Score


@dataclass(frozen=True, kw_only=True, slots=True)
class PastAttempt:
    """What counts of an attempt; the last three are None while it is open."""

    client_id: str
    score: Score | None
    passed: bool | None
    submitted_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """`attempts_left` is None without a limit; `next_attempt_at` is None if no wait is due."""

    passed: bool
    best: Score | None
    attempts_used: int
    attempts_left: int | None
    next_attempt_at: dt.datetime | None
    open_attempt: str | None
    may_see_keys: bool


def judge(quiz: KeyQuiz, attempts: Sequence[PastAttempt], now: dt.datetime) -> Standing:
    """The standing at `now`. An opened attempt is used; at the end of the wait one may go on."""
    scores = [attempt.score for attempt in attempts if attempt.score is not None]
    opened = next((past.client_id for past in attempts if past.submitted_at is None), None)
    passed = any(attempt.passed for attempt in attempts)
    left = max(0, quiz.attempts_allowed - len(attempts)) if quiz.attempts_allowed else None
    is_finished = passed or (left == 0 and opened is None)
    return Standing(
        passed=passed,
        best=max(scores, key=lambda score: (score.scaled, score.max), default=None),
        attempts_used=len(attempts),
        attempts_left=left,
        next_attempt_at=None if left == 0 else _find_end_of_wait(quiz, attempts, now),
        open_attempt=opened,
        may_see_keys=quiz.reveal is not Reveal.NEVER
        and (passed or (quiz.reveal is Reveal.FINISHED and is_finished)),
    )


def _find_end_of_wait(
    quiz: KeyQuiz, attempts: Sequence[PastAttempt], now: dt.datetime
) -> dt.datetime | None:
    times = [past.submitted_at for past in attempts if past.submitted_at is not None]
    if not times:
        return None
    end = max(times) + dt.timedelta(minutes=quiz.cool_down_minutes)
    return end if now < end else None
