"""How a refusal is told: one table from codes to HTTP, JSON under /api, a page elsewhere.

Pages come from the template error.html, given `code`, `reason`, `status` and `details`; a request
without a sign-in is sent to where one signs in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from flask import jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from tracker.errors import ErrorCode, TrackerError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

STATUS = {
    ErrorCode.INVALID: 400,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CONFLICT: 409,
    ErrorCode.TOO_MANY: 429,
}

_HTTP_REASONS = {
    400: (ErrorCode.INVALID, "bad_request"),
    404: (ErrorCode.NOT_FOUND, "address_unknown"),
    405: (ErrorCode.INVALID, "method_not_allowed"),
    413: (ErrorCode.INVALID, "too_large"),
    415: (ErrorCode.INVALID, "not_json"),
    429: (ErrorCode.TOO_MANY, "rate_limited"),
}


def init_app(app: Flask) -> None:
    """Answer every refusal, and every bug without its insides."""
    app.register_error_handler(TrackerError, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_http_error)


def _answer_refusal(error: TrackerError) -> Response:
    if not _is_api() and error.reason in {"sign_in_required", "staff_sign_in_required"}:
        place = "account" if error.reason == "sign_in_required" else "staff"
        here = request.full_path.rstrip("?")
        query = f"?{urlencode({'next': here})}" if request.method == "GET" else ""
        return redirect(f"{request.script_root}/{place}/sign-in{query}")
    if not _is_api() and error.reason == "pin_change_required":
        return redirect(f"{request.script_root}/account/pin")
    return _answer(STATUS[error.code], error)


def _answer_http_error(error: HTTPException) -> Response:
    if error.response is not None:  # an abort() with a ready response
        return cast("Response", error.response)
    status = error.code or 500
    code, reason = _HTTP_REASONS.get(status, (ErrorCode.INVALID, "bad_request"))
    if type(error).__name__ == "CSRFError":
        reason = "csrf"
    if status >= 500:
        reason = "server_error"
    message = "the server made a mistake" if status >= 500 else str(error.description)
    response = _answer(status, TrackerError(code, reason, message))
    for name, value in error.get_headers():
        if name.title() in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _answer(status: int, error: TrackerError) -> Response:
    if _is_api():
        body = {
            "code": "server_error" if status >= 500 else error.code,
            "reason": error.reason,
            "message": error.message,
            "details": error.details,
        }
        response = jsonify(error=body)
        response.status_code = status
        return response
    page = render_template(
        "error.html",
        status=status,
        code=error.code,
        reason=error.reason,
        details=error.details,
    )
    return make_response(page, status)


def _is_api() -> bool:
    return request.path.startswith("/api/")
