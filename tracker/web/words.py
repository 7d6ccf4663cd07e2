"""The words people read for what the code names: refusals, states, obstacles, roles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from tracker.credentials import Obstacle
from tracker.db.certificates import CertificateState
from tracker.db.models import StaffRole
from tracker.errors import ErrorCode
from tracker.services.learning import LearningState
from tracker.web.i18n import in_language, local_time
from tracker.web.i18n import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from tracker.catalog import Course
    from tracker.credentials import Reason

REFUSALS: Final[dict[str, Any]] = {
    "sign_in_failed": _l(
        "Organisation code, employee number or PIN is not right. Check all three and try again."
    ),
    "staff_sign_in_failed": _l("E-mail address or password is not right. Try again."),
    "locked": _l("Too many failed tries. This account is locked until %(until)s. Then try again."),
    "wrong_pin": _l("The present PIN is not right."),
    "pin_changed_meanwhile": _l(
        "The PIN was changed on another device in the meantime. Sign in again with the new PIN."
    ),
    "csrf": _l("This form was open too long, or you signed in again elsewhere. Load it again."),
    "issuer_only": _l(
        "Your account may look, but not issue or revoke certificates. Ask your programme office."
    ),
    "address_unknown": _l("There is no page at this address."),
    "method_not_allowed": _l("This page cannot be opened in this way."),
    "rate_limited": _l("Too many requests from here. Wait a minute, then try again."),
    "server_error": _l(
        "Something went wrong on our side. Nothing you sent was half saved. Try again later."
    ),
    "reason_length": _l("Give a reason of %(shortest)s to %(longest)s characters."),
    "already_revoked": _l("This certificate was revoked before. Nothing was changed."),
    "issued_meanwhile": _l(
        "Somebody else issued at the same moment. Look at the list and try again."
    ),
}
"""By `TrackerError.reason`; `%(...)s` is filled from its details."""

REFUSALS_BY_CODE: Final[dict[str, Any]] = {
    ErrorCode.INVALID: _l("What was sent could not be understood. Go back and try again."),
    ErrorCode.UNAUTHENTICATED: _l("Sign in first."),
    ErrorCode.FORBIDDEN: _l("Your account may not do this."),
    ErrorCode.NOT_FOUND: _l("This does not exist, or it belongs to another organisation."),
    ErrorCode.CONFLICT: _l("This was changed in the meantime. Load the page and try again."),
    ErrorCode.TOO_MANY: _l("Too many requests from here. Wait a minute, then try again."),
}

ERROR_TITLES: Final[dict[int, Any]] = {
    400: _l("That did not work"),
    401: _l("Sign in first"),
    403: _l("Not allowed"),
    404: _l("Not found"),
    409: _l("Changed in the meantime"),
    429: _l("Too many tries"),
    500: _l("Our mistake"),
}

PIN_WEAKNESSES: Final[dict[str, Any]] = {
    "format": _l("The new PIN must be 6 to 12 digits."),
    "too_simple": _l("The new PIN is too easy to guess: not 111111 or 123456."),
    "employee_number": _l("The new PIN must not be your employee number."),
    "unchanged": _l("The new PIN must differ from the old one."),
}

STATES: Final[dict[str, Any]] = {
    LearningState.NOT_STARTED: _l("Not started"),
    LearningState.IN_PROGRESS: _l("In progress"),
    LearningState.COMPLETED: _l("Completed"),
    LearningState.ELIGIBLE: _l("Eligible"),
    LearningState.CERTIFIED: _l("Certified"),
}

CERTIFICATE_STATES: Final[dict[str, Any]] = {
    CertificateState.VALID: _l("Valid"),
    CertificateState.EXPIRED: _l("Expired"),
    CertificateState.REVOKED: _l("Revoked"),
}

OBSTACLES: Final[dict[str, Any]] = {
    Obstacle.NO_ACHIEVEMENT: _l("This course has no certificate."),
    Obstacle.LESSON_UNREAD: _l("Lesson not read yet: %(subject)s"),
    Obstacle.QUIZ_NOT_PASSED: _l("Quiz not passed yet: %(subject)s"),
    Obstacle.NAME_EMPTY: _l("The name is empty. Correct it in the roster."),
    Obstacle.NAME_BROKEN: _l("The name looks damaged: “%(subject)s”. Correct it in the roster."),
    Obstacle.GLYPH_MISSING: _l(
        "The certificate's font has no glyph for: %(subject)s. Ask the operator for help."
    ),
    Obstacle.MEMBERSHIP_ENDED: _l("No longer belongs to your organisation."),
}

ROLES: Final[dict[str, Any]] = {
    StaffRole.VIEWER: _l("May look"),
    StaffRole.ISSUER: _l("May issue certificates"),
}


def explain_refusal(code: str, reason: str, details: Mapping[str, object]) -> str:
    """What a refused request is told, in the page's language."""
    words = REFUSALS.get(reason) or REFUSALS_BY_CODE[ErrorCode(code)]
    values = dict(details)
    if "until" in values:
        values["until"] = local_time(dt.datetime.fromisoformat(str(values["until"])))
    return _fill(words, values)


def explain_reason(reason: Reason, course: Course) -> str:
    """Why there is no certificate; a lesson or quiz is called by its lesson's title."""
    subject = reason.subject
    if reason.obstacle in {Obstacle.LESSON_UNREAD, Obstacle.QUIZ_NOT_PASSED}:
        for lesson in course.lessons:
            if subject == lesson.id or any(quiz.id == subject for quiz in lesson.graded_quizzes):
                subject = in_language(lesson.title)
                break
    return _fill(OBSTACLES[reason.obstacle], {"subject": subject})


def _fill(words: Any, values: Mapping[str, object]) -> str:  # noqa: ANN401 (a lazy string)
    text = str(words)
    return text % values if "%(" in text else text


def init_app(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.globals.update(
        explain_refusal=explain_refusal,
        explain_reason=explain_reason,
        ERROR_TITLES=ERROR_TITLES,
        STATES=STATES,
        CERTIFICATE_STATES=CERTIFICATE_STATES,
        OBSTACLES=OBSTACLES,
        ROLES=ROLES,
    )
