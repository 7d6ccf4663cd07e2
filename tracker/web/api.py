"""The JSON API under /api/v1, and its OpenAPI document, generated from this code.

Everything but the session and the document needs a signed-in learner with a PIN of their own.
"""

from flask import Response, current_app, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # ships no types
from pydantic import BaseModel, ValidationError

from tracker.errors import ErrorCode, TrackerError
from tracker.services import activity, attempts, enrolments
from tracker.web import schemas
from tracker.web.auth import current_learner, get_learner
from tracker.web.context import get_database, get_now, get_rng

_REFUSALS: dict[str | int, type[BaseModel]] = dict.fromkeys(
    (400, 401, 403, 404, 409, 413, 429), schemas.ErrorAnswer
)
_OPEN_ENDPOINTS = {"api.show_session", "api.show_openapi"}

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_responses={**_REFUSALS})


def refuse_invalid(error: ValidationError) -> None:
    """Tell every problem of a request at once, without repeating what was sent."""
    problems = [
        f"{'.'.join(map(str, problem['loc'])) or 'body'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    raise TrackerError(ErrorCode.INVALID, "request_invalid", "; ".join(problems), problems=problems)


@blueprint.before_request
def _require_learner() -> None:
    if request.endpoint not in _OPEN_ENDPOINTS:
        get_learner()


def _answer(shape: type[BaseModel], value: object) -> Response:
    body = shape.model_validate(value).model_dump_json()
    return Response(body, mimetype="application/json")


@blueprint.get("/session", responses={200: schemas.SessionAnswer})
def show_session() -> Response:
    """Who is signed in here, and the token that unsafe requests need."""
    value = {"csrf_token": generate_csrf(), "learner": current_learner()}
    return _answer(schemas.SessionAnswer, value)


@blueprint.get("/progress", responses={200: schemas.ProgressAnswer})
def show_progress(query: schemas.ProgressQuery) -> Response:
    """How far the learner is, and where to go on."""
    with get_database().read() as session:
        progress = enrolments.show_progress(session, get_learner().id, query.course)
    return _answer(schemas.ProgressAnswer, progress)


@blueprint.post("/activities", responses={200: schemas.ActivityAnswer})
def record_activity(body: schemas.ActivityBody) -> Response:
    """Record evidence of study. The same id again changes nothing."""
    with get_database().write() as session:
        activity.record_activity(
            session,
            learner_id=get_learner().id,
            client_id=str(body.id),
            kind=body.kind,
            course_id=body.course_id,
            lesson_id=body.lesson_id,
            quiz_id=body.quiz_id or "",
            now=get_now(),
        )
    return _answer(schemas.ActivityAnswer, {"id": str(body.id)})


@blueprint.get("/quizzes/<course_id>/<quiz_id>", responses={200: schemas.QuizAnswer})
def show_quiz(path: schemas.QuizPath) -> Response:
    """The learner's standing with a graded quiz."""
    with get_database().read() as session:
        state = attempts.show_quiz(
            session,
            learner_id=get_learner().id,
            course_id=path.course_id,
            quiz_id=path.quiz_id,
            now=get_now(),
        )
    return _answer(schemas.QuizAnswer, state)


@blueprint.put("/attempts/<attempt_id>", responses={200: schemas.AttemptAnswer})
def open_attempt(path: schemas.AttemptPath, body: schemas.AttemptBody) -> Response:
    """Open an attempt. If one is open already, it is answered with its own id."""
    with get_database().write() as session:
        attempt = attempts.open_attempt(
            session,
            learner_id=get_learner().id,
            attempt_id=str(path.attempt_id),
            course_id=body.course_id,
            quiz_id=body.quiz_id,
            now=get_now(),
            rng=get_rng(),
        )
    return _answer(schemas.AttemptAnswer, attempt)


@blueprint.get("/attempts/<attempt_id>", responses={200: schemas.AttemptAnswer})
def show_attempt(path: schemas.AttemptPath) -> Response:
    """An attempt of the learner, with its result once it is submitted."""
    with get_database().read() as session:
        attempt = attempts.show_attempt(
            session,
            learner_id=get_learner().id,
            attempt_id=str(path.attempt_id),
            now=get_now(),
        )
    return _answer(schemas.AttemptAnswer, attempt)


@blueprint.post("/attempts/<attempt_id>/submission", responses={200: schemas.ResultAnswer})
def submit_attempt(path: schemas.AttemptPath, body: schemas.SubmissionBody) -> Response:
    """Hand in the responses and learn the score. The same responses again: the same score."""
    with get_database().write() as session:
        result = attempts.submit_attempt(
            session,
            learner_id=get_learner().id,
            attempt_id=str(path.attempt_id),
            responses=body.responses,
            now=get_now(),
        )
    return _answer(schemas.ResultAnswer, result)


@blueprint.get("/openapi.json", doc_ui=False)
def show_openapi() -> Response:
    """This document."""
    return jsonify(current_app.api_doc)  # type: ignore[attr-defined]  # our app is an OpenAPI
