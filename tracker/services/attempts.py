"""Attempts at graded quizzes: opening, handing in, looking again.

The client names an attempt (a UUID), so a request that is sent again finds what it made. Each
function runs in one transaction; opening and handing in need one that writes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker import drawing, scoring, standing
from tracker.db import attempts as rows
from tracker.db import published
from tracker.errors import ErrorCode, TrackerError
from tracker.scoring import Score
from tracker.services import enrolments, results
from tracker.standing import PastAttempt
from tracker.times import format_utc

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from tracker.catalog import KeyQuiz
    from tracker.db.attempts import AttemptRow
    from tracker.services.results import AttemptView, Result
    from tracker.standing import Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class QuizState:
    """A graded quiz as the learner finds it before an attempt."""

    passed: bool
    best: Score | None
    attempts_used: int
    attempts_allowed: int
    next_attempt_at: dt.datetime | None
    open_attempt: str | None
    pass_mark: float
    draw: int


def show_quiz(
    session: Session, *, learner_id: int, course_id: str, quiz_id: str, now: dt.datetime
) -> QuizState:
    """The learner's standing; raises not_found "quiz_unknown"."""
    _, quiz = _get_quiz(session, course_id, quiz_id)
    state = _judge(quiz, rows.list_attempts(session, learner_id, course_id, quiz_id), now)
    return QuizState(
        passed=state.passed,
        best=state.best,
        attempts_used=state.attempts_used,
        next_attempt_at=state.next_attempt_at,
        open_attempt=state.open_attempt,
        pass_mark=quiz.pass_mark,
        attempts_allowed=quiz.attempts_allowed,
        draw=quiz.drawn_count,
    )


def open_attempt(
    session: Session,
    *,
    learner_id: int,
    attempt_id: str,
    course_id: str,
    quiz_id: str,
    now: dt.datetime,
    rng: random.Random,
) -> AttemptView:
    """Open an attempt, or answer with the one that is open already, under its own id.

    Opening the first one enrols. Raises not_found "quiz_unknown"; conflict "attempts_used_up",
    "cool_down" with details.until, "attempt_conflict" if the id is another attempt's.
    """
    rows.lock_learner(session, learner_id)
    same = rows.find_attempt(session, learner_id, attempt_id)
    if same is not None:
        if (same.course_id, same.quiz_id) != (course_id, quiz_id):
            raise _refuse_id(attempt_id)
        return _show(session, learner_id, same, now)
    revision_id, quiz = _get_quiz(session, course_id, quiz_id)
    past = rows.list_attempts(session, learner_id, course_id, quiz_id)
    still_open = next((attempt for attempt in past if attempt.submission is None), None)
    if still_open is not None:
        return _show(session, learner_id, still_open, now)
    _check_may_open(_judge(quiz, past, now))
    used = {drawn.id for attempt in past for drawn in attempt.drawn}
    drawn = drawing.draw(quiz, used, rng)
    is_new = rows.INSERT_ATTEMPT.run(
        session,
        client_id=attempt_id,
        learner_id=learner_id,
        course_id=course_id,
        quiz_id=quiz_id,
        course_revision_id=revision_id,
        number=len(past) + 1,
        drawn=[question.to_json() for question in drawn],
        opened_at=now,
    )
    if not is_new:  # someone else's attempt has this id
        raise _refuse_id(attempt_id)
    enrolments.enrol(session, learner_id, course_id, now)
    return _show(session, learner_id, _get_attempt(session, learner_id, attempt_id), now)


def show_attempt(
    session: Session, *, learner_id: int, attempt_id: str, now: dt.datetime
) -> AttemptView:
    """The learner's own attempt; raises not_found "attempt_unknown"."""
    return _show(session, learner_id, _get_attempt(session, learner_id, attempt_id), now)


def submit_attempt(
    session: Session,
    *,
    learner_id: int,
    attempt_id: str,
    responses: Mapping[str, object],
    now: dt.datetime,
) -> Result:
    """Hand in responses by question id, choices by position, and score them.

    The same responses again get the same score back. Raises not_found "attempt_unknown"; invalid
    "responses_invalid" with details.problems; conflict "attempt_conflict" if something else was
    handed in before.
    """
    attempt = _get_attempt(session, learner_id, attempt_id)
    quiz = _get_own_quiz(session, attempt)
    _check_responses(attempt, quiz, responses)
    digest = digest_responses(responses)
    if attempt.submission is None:
        _insert_submission(session, attempt, quiz, responses, digest, now)
        # Whether this request inserted it or another one did at the same time: what is kept counts.
        attempt = _get_attempt(session, learner_id, attempt_id)
    if attempt.submission is None or attempt.submission.body_digest != digest:
        raise TrackerError(
            ErrorCode.CONFLICT,
            "attempt_conflict",
            "other responses were handed in for this attempt",
            id=attempt_id,
        )
    return results.show_result(attempt, quiz, _judge_current(session, learner_id, attempt, now))


def digest_responses(responses: Mapping[str, object]) -> str:
    """SHA-256 of what was given: no matter the order of questions or ticks, or a null."""
    given = {
        question_id: sorted(response) if isinstance(response, list) else response
        for question_id, response in responses.items()
        if response is not None
    }
    text = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _insert_submission(
    session: Session,
    attempt: AttemptRow,
    quiz: KeyQuiz,
    responses: Mapping[str, object],
    digest: str,
    now: dt.datetime,
) -> None:
    given = _to_source(attempt, responses)
    questions = {question.id: question for question in quiz.questions}
    outcomes: list[dict[str, Any]] = []
    for drawn in attempt.drawn:
        question = questions[drawn.id]
        correct = scoring.is_correct(question, given.get(drawn.id))
        outcomes.append(
            {
                "id": drawn.id,
                "points": question.points if correct else 0,
                "max_points": question.points,
                "correct": correct,
            }
        )
    score = Score(
        raw=sum(outcome["points"] for outcome in outcomes),
        max=sum(outcome["max_points"] for outcome in outcomes),
    )
    rows.INSERT_SUBMISSION.run(
        session,
        attempt_id=attempt.id,
        body_digest=digest,
        responses=given,
        results=outcomes,
        raw_points=score.raw,
        max_points=score.max,
        passed=score.is_pass(quiz.exact_pass_mark),
        submitted_at=now,
    )


def _check_responses(attempt: AttemptRow, quiz: KeyQuiz, responses: Mapping[str, object]) -> None:
    questions = {question.id: question for question in quiz.questions}
    drawn_by_id = {drawn.id: drawn for drawn in attempt.drawn}
    problems = []
    for question_id, response in responses.items():
        drawn = drawn_by_id.get(question_id)
        if drawn is None:
            problems.append(f'"{question_id[:40]}" is no question of this attempt')
            continue
        problem = scoring.find_response_problem(questions[question_id], response, drawn.positions)
        if problem is not None:
            problems.append(f'response to "{question_id}" {problem}')
    if problems:
        raise TrackerError(
            ErrorCode.INVALID,
            "responses_invalid",
            "; ".join(problems),
            problems=problems,
        )


def _to_source(attempt: AttemptRow, responses: Mapping[str, object]) -> dict[str, scoring.Response]:
    """Checked responses with positions turned into the choices' ids."""
    given: dict[str, scoring.Response] = {}
    for drawn in attempt.drawn:
        response = responses.get(drawn.id)
        if isinstance(response, list):
            given[drawn.id] = [drawn.to_source(position) for position in response]
        elif isinstance(response, str):
            given[drawn.id] = drawn.to_source(response) if drawn.choices else response
    return given


def _check_may_open(state: Standing) -> None:
    if state.attempts_left == 0:
        raise TrackerError(
            ErrorCode.CONFLICT,
            "attempts_used_up",
            f"all {state.attempts_used} attempts are used",
            attempts_used=state.attempts_used,
        )
    if state.next_attempt_at is not None:
        until = format_utc(state.next_attempt_at)
        raise TrackerError(
            ErrorCode.CONFLICT, "cool_down", f"the next attempt opens at {until}", until=until
        )


def _refuse_id(attempt_id: str) -> TrackerError:
    return TrackerError(
        ErrorCode.CONFLICT,
        "attempt_conflict",
        "this id belongs to another attempt; make a new one",
        id=attempt_id,
    )


def _find_quiz(session: Session, course_id: str, quiz_id: str) -> tuple[int, KeyQuiz] | None:
    """The graded quiz as published now, with its course's revision id."""
    revision = published.find_published(session, course_id)
    if revision is None:
        return None
    quiz = published.load_key(session, revision.revision_id).find_quiz(quiz_id)
    return None if quiz is None else (revision.revision_id, quiz)


def _get_quiz(session: Session, course_id: str, quiz_id: str) -> tuple[int, KeyQuiz]:
    found = _find_quiz(session, course_id, quiz_id)
    if found is None:
        raise TrackerError(
            ErrorCode.NOT_FOUND,
            "quiz_unknown",
            f'course "{course_id}" has no graded quiz "{quiz_id}"',
        )
    return found


def _get_own_quiz(session: Session, attempt: AttemptRow) -> KeyQuiz:
    """The quiz as it was when the attempt opened."""
    quiz = published.load_key(session, attempt.revision_id).find_quiz(attempt.quiz_id)
    if quiz is None:
        raise LookupError(f"attempt {attempt.id} has no quiz in its own course revision")
    return quiz


def _get_attempt(session: Session, learner_id: int, attempt_id: str) -> AttemptRow:
    attempt = rows.find_attempt(session, learner_id, attempt_id)
    if attempt is None:
        raise TrackerError(
            ErrorCode.NOT_FOUND, "attempt_unknown", f'you have no attempt "{attempt_id}"'
        )
    return attempt


def _judge(quiz: KeyQuiz, past: list[AttemptRow], now: dt.datetime) -> Standing:
    return standing.judge(quiz, [_summarise(attempt) for attempt in past], now)


def _summarise(attempt: AttemptRow) -> PastAttempt:
    submission = attempt.submission
    return PastAttempt(
        client_id=attempt.client_id,
        score=submission.score if submission else None,
        passed=submission.passed if submission else None,
        submitted_at=submission.submitted_at if submission else None,
    )


def _judge_current(
    session: Session, learner_id: int, attempt: AttemptRow, now: dt.datetime
) -> Standing:
    """By the rules published now, so that a key is not shown while attempts remain."""
    found = _find_quiz(session, attempt.course_id, attempt.quiz_id)
    quiz = found[1] if found else _get_own_quiz(session, attempt)
    past = rows.list_attempts(session, learner_id, attempt.course_id, attempt.quiz_id)
    return _judge(quiz, past, now)


def _show(session: Session, learner_id: int, attempt: AttemptRow, now: dt.datetime) -> AttemptView:
    state = _judge_current(session, learner_id, attempt, now)
    return results.show_attempt(attempt, _get_own_quiz(session, attempt), state)
