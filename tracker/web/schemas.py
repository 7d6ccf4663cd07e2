"""The shapes of the JSON API: what is read from requests, and what is answered.

No `from __future__ import annotations` here and in `api`: the OpenAPI document is made from the
annotations while the program runs.
"""

import datetime as dt
from typing import Annotated, Any

from pydantic import (
    UUID4,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
)

from tracker.catalog import Localised, QuestionKind
from tracker.db.models import ActivityKind

Id = Annotated[str, Field(min_length=1, max_length=100)]
Responses = Annotated[
    dict[str, object],
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"type": "string"}},
                    {"type": "null"},
                ]
            },
        }
    ),
]


class Asked(BaseModel):
    """A part of a request; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answered(BaseModel):
    """A part of an answer, filled from what a service returned."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class ProgressQuery(Asked):
    """Which course; all enrolled ones if left out."""

    course: Id | None = None


class QuizPath(Asked):
    """A quiz in the address."""

    course_id: Id
    quiz_id: Id


class AttemptPath(Asked):
    """An attempt in the address: a random UUID (version 4) made by the client."""

    attempt_id: UUID4


class ActivityBody(Asked):
    """Something a learner did. `quiz_id` only with practice_passed."""

    id: UUID4
    kind: ActivityKind
    course_id: Id
    lesson_id: Id
    quiz_id: Annotated[str, Field(max_length=100)] | None = None


class AttemptBody(Asked):
    """The quiz to open an attempt at."""

    course_id: Id
    quiz_id: Id


class SubmissionBody(Asked):
    """Responses by question id: a choice's id, a list of them, or the typed text."""

    responses: Responses


class Problem(Answered):
    """Why a request was refused."""

    code: str
    reason: str
    message: str
    details: dict[str, Any]


class ErrorAnswer(Answered):
    """Every refusal has this shape."""

    error: Problem


class SessionLearner(Answered):
    """The learner who is signed in."""

    name: str
    must_change_pin: bool


class SessionAnswer(Answered):
    """Who is signed in, and what to send as X-CSRFToken."""

    csrf_token: str
    learner: SessionLearner | None


class CertificateAnswer(Answered):
    """A certificate that holds."""

    code: str
    number: str


class CourseProgressAnswer(Answered):
    """Progress in one course."""

    id: str
    completed: int
    total: int
    lessons_read: list[str]
    quizzes_passed: list[str]
    eligible: bool
    certificate: CertificateAnswer | None


class ResumeAnswer(Answered):
    """Where to go on; title and `url` by language, `url` relative to the site's root."""

    course_id: str
    lesson_id: str
    title: Localised
    url: Localised


class ProgressAnswer(Answered):
    """Progress in all courses asked for."""

    courses: list[CourseProgressAnswer]
    resume: ResumeAnswer | None


class ActivityAnswer(Answered):
    """The activity is recorded."""

    id: str


class ScoreAnswer(Answered):
    """Points reached of points possible; `scaled` is 0 to 1."""

    raw: int
    max: int
    scaled: float


class QuizAnswer(Answered):
    """A learner's standing with a graded quiz. `attempts_allowed` 0 means without limit."""

    passed: bool
    best: ScoreAnswer | None
    attempts_used: int
    attempts_allowed: int
    next_attempt_at: dt.datetime | None
    open_attempt: str | None
    pass_mark: float
    draw: int


class ChoiceAnswer(Answered):
    """A choice; its id is its position in this attempt."""

    id: str
    text: Localised


class QuestionAnswer(Answered):
    """A drawn question; texts are HTML by language."""

    id: str
    kind: QuestionKind
    points: int
    stem: Localised
    choices: list[ChoiceAnswer]
    unit: str


class QuestionResultAnswer(Answered):
    """How a question went. key, explanation and feedback are there only once they may be seen."""

    id: str
    correct: bool
    points: int
    max_points: int
    response: str | list[str] | None
    key: str | list[str] | None = None
    explanation: Localised | None = None
    feedback: dict[str, Localised] | None = None

    @model_serializer(mode="wrap")
    def _leave_out_secrets(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = serialise(self)
        return {
            name: value
            for name, value in fields.items()
            if value is not None or name not in {"key", "explanation", "feedback"}
        }


class ResultAnswer(Answered):
    """The result of a submission. `attempts_left` null means without limit."""

    raw: int
    max: int
    scaled: float
    passed: bool
    pass_mark: float
    attempts_left: int | None
    next_attempt_at: dt.datetime | None
    questions: list[QuestionResultAnswer]


class AttemptAnswer(Answered):
    """An attempt; `submission` is null while it is open."""

    id: str
    course_id: str
    quiz_id: str
    number: int
    opened_at: dt.datetime
    questions: list[QuestionAnswer]
    submission: ResultAnswer | None
