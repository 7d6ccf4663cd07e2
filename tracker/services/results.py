"""What a learner may see of an attempt: the questions while it is open, the result after.

Keys, explanations and feedback appear only when the quiz reveals them; hints and the truth of a
choice never do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from tracker.catalog import KeyQuestion, KeyQuiz, Localised, NumericKey, QuestionKind
    from tracker.db.attempts import AttemptRow, SubmissionRow
    from tracker.drawing import DrawnQuestion
    from tracker.standing import Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceView:
    """A choice under its position; the text is HTML by language."""

    id: str
    text: Localised


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionView:
    """A drawn question without its key."""

    id: str
    kind: QuestionKind
    points: int
    stem: Localised
    choices: tuple[ChoiceView, ...]
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionResult:
    """How one question went. The last three are None unless they may be seen."""

    id: str
    correct: bool
    points: int
    max_points: int
    response: str | list[str] | None
    key: str | list[str] | None
    """Positions of the right choices, or what should have been typed."""
    explanation: Localised | None
    feedback: dict[str, Localised] | None
    """By position, for the choices that were ticked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A submission's score and what it leaves the learner with."""

    raw: int
    max: int
    scaled: float
    passed: bool
    pass_mark: float
    attempts_left: int | None
    next_attempt_at: dt.datetime | None
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptView:
    """An attempt as its learner sees it."""

    id: str
    course_id: str
    quiz_id: str
    number: int
    opened_at: dt.datetime
    questions: tuple[QuestionView, ...]
    submission: Result | None


def show_attempt(attempt: AttemptRow, quiz: KeyQuiz, standing: Standing) -> AttemptView:
    """The attempt as its learner may see it now; `quiz` as it was when the attempt opened."""
    questions = {question.id: question for question in quiz.questions}
    return AttemptView(
        id=attempt.client_id,
        course_id=attempt.course_id,
        quiz_id=attempt.quiz_id,
        number=attempt.number,
        opened_at=attempt.opened_at,
        questions=tuple(_show_question(drawn, questions[drawn.id]) for drawn in attempt.drawn),
        submission=show_result(attempt, quiz, standing) if attempt.submission else None,
    )


def _show_question(drawn: DrawnQuestion, question: KeyQuestion) -> QuestionView:
    texts = {choice.id: choice.text for choice in question.choices}
    return QuestionView(
        id=question.id,
        kind=question.kind,
        points=question.points,
        stem=question.stem,
        choices=tuple(
            ChoiceView(id=position, text=texts[drawn.to_source(position)])
            for position in drawn.positions
        ),
        unit=question.numeric.unit if question.numeric else "",
    )


def show_result(attempt: AttemptRow, quiz: KeyQuiz, standing: Standing) -> Result:
    """The result of a submitted attempt."""
    submission = attempt.submission
    if submission is None:
        raise ValueError(f"attempt {attempt.client_id} is open and has no result")
    questions = {question.id: question for question in quiz.questions}
    return Result(
        raw=submission.score.raw,
        max=submission.score.max,
        scaled=submission.score.scaled,
        passed=submission.passed,
        pass_mark=quiz.pass_mark,
        attempts_left=standing.attempts_left,
        next_attempt_at=standing.next_attempt_at,
        questions=tuple(
            _show_question_result(
                drawn,
                questions[drawn.id],
                submission,
                result,
                may_see_key=standing.may_see_keys,
            )
            for drawn, result in zip(attempt.drawn, submission.results, strict=True)
        ),
    )


def _show_question_result(
    drawn: DrawnQuestion,
    question: KeyQuestion,
    submission: SubmissionRow,
    result: dict[str, Any],
    *,
    may_see_key: bool,
) -> QuestionResult:
    given = submission.responses.get(question.id)
    ticked = [] if not question.choices or given is None else _as_list(given)
    response = given
    if question.choices and given is not None:
        positions = [drawn.to_position(choice_id) for choice_id in ticked]
        response = positions if isinstance(given, list) else positions[0]
    feedback = {
        drawn.to_position(choice.id): choice.feedback
        for choice in question.choices
        if choice.id in ticked and choice.feedback
    }
    return QuestionResult(
        id=question.id,
        correct=result["correct"],
        points=result["points"],
        max_points=result["max_points"],
        response=response,
        key=_show_key(drawn, question) if may_see_key else None,
        explanation=question.explanation if may_see_key else None,
        feedback=feedback if may_see_key else None,
    )


def _as_list(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given


def _show_key(drawn: DrawnQuestion, question: KeyQuestion) -> str | list[str]:
    if question.choices:
        right = {choice.id for choice in question.choices if choice.correct}
        return [position for position in drawn.positions if drawn.to_source(position) in right]
    if question.numeric is not None:
        return _show_number(question.numeric)
    texts = [text for list_ in (question.accepted or {}).values() for text in list_]
    return " / ".join(dict.fromkeys(texts))


def _show_number(key: NumericKey) -> str:
    tolerance = f" ± {key.tolerance}" if key.tolerance.strip("0.") else ""
    return f"{key.value}{tolerance} {key.unit}".rstrip()
