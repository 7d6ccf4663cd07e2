"""Which language a page is in, and how times and numbers are written in it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request
from flask_babel import Babel, get_locale

LANGUAGES: Final = ("zh", "en")
"""The languages of the tracker's pages; the first is the default."""


def choose_language() -> str:
    """The language asked for: `?lang=`, then the cookie, then the browser's, then Chinese."""
    for wish in (request.args.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def init_app(app: Flask) -> None:
    """Give every page a language and every template the words for it."""
    Babel(
        app,
        default_locale=LANGUAGES[0],
        default_timezone="Asia/Shanghai",
        default_translation_directories="web/translations",
        locale_selector=choose_language,
    )
    app.after_request(_remember_language)
    app.jinja_env.globals["language"] = lambda: str(get_locale())


def _remember_language(response: Response) -> Response:
    """Keep a language that was asked for by `?lang=` for the next pages."""
    wish = request.args.get("lang")
    if wish in LANGUAGES:
        response.set_cookie("lang", wish, max_age=365 * 86400, samesite="Lax")
    return response
