"""Headers that tell browsers to be strict: on the tracker's pages, and on the site's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from wsgiref.headers import Headers

    from flask import Flask, Response

TRACKER_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
SITE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Material sets its colours and starts its scripts with inline code."""

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_A_YEAR = "max-age=31536000"


def init_app(app: Flask, *, is_https: bool) -> None:
    """Add the headers to every response of the tracker; only its own static files are kept."""

    @app.after_request
    def _add(response: Response) -> Response:
        is_api = request.path.startswith("/api/")
        response.headers["Content-Security-Policy"] = API_POLICY if is_api else TRACKER_POLICY
        response.headers.update(_COMMON)
        if is_https:
            response.headers["Strict-Transport-Security"] = _A_YEAR
        if request.endpoint is None or not request.endpoint.endswith("static"):
            response.headers["Cache-Control"] = "no-store"
        return response


def add_site_headers(headers: Headers, *, is_https: bool) -> None:
    """The same for a file of the built site."""
    headers["Content-Security-Policy"] = SITE_POLICY
    for name, value in _COMMON.items():
        headers[name] = value
    if is_https:
        headers["Strict-Transport-Security"] = _A_YEAR
