"""Which language a page is in, and how words, times and numbers are written in it.

The only module that knows Flask-Babel. English sentences in the code are the message ids; Chinese
is in translations/.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import flask_babel  # type: ignore[import-untyped]  # it ships no types
from flask import request

from tracker.web.context import get_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask, Response

LANGUAGES: Final = ("zh", "en")
"""The languages of the tracker's pages; the first is the default."""

HTML_LANG: Final = {"zh": "zh-CN", "en": "en"}
LANGUAGE_NAMES: Final = {"zh": "中文", "en": "English"}
TIME_ZONE: Final = "Asia/Shanghai"
_COOKIE: Final = "lang"
_COOKIE_SECONDS: Final = 365 * 86_400


def init_app(app: Flask) -> None:
    """Give every page a language and every template the words for it."""
    flask_babel.Babel(
        app,
        default_locale=LANGUAGES[0],
        default_timezone=TIME_ZONE,
        locale_selector=choose_language,
    )
    app.after_request(_remember_language)
    app.jinja_env.globals.update(
        LANGUAGES=LANGUAGES,
        HTML_LANG=HTML_LANG,
        LANGUAGE_NAMES=LANGUAGE_NAMES,
        current_language=current_language,
        address_in=address_in,
    )
    app.jinja_env.filters.update(
        in_language=in_language, local_time=local_time, local_day=local_day, number=number
    )


def choose_language() -> str:
    """The language asked for: `?lang=`, then the cookie, then the browser's, then Chinese."""
    for wish in (request.args.get("lang"), request.cookies.get(_COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def current_language() -> str:
    """The language of the page being made."""
    locale = flask_babel.get_locale()
    return LANGUAGES[0] if locale is None else str(locale.language)


def address_in(language: str) -> str:
    """The address of this page in another language."""
    query = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*query, ('lang', language)])}"


def gettext(message: str, **values: object) -> str:
    """The message in the page's language; `%(name)s` is filled from `values`."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """As gettext, in the form that goes with `num`."""
    return str(flask_babel.ngettext(singular, plural, num, **values))


def lazy_gettext(message: str, **values: object) -> Any:  # noqa: ANN401 (a string in all but type)
    """As gettext, looked up when it is shown: for words written outside a request."""
    return flask_babel.lazy_gettext(message, **values)


def in_language(texts: Mapping[str, str]) -> str:
    """The text of the page's language, else of the first language there is."""
    return texts.get(current_language()) or next((text for text in texts.values() if text), "")


def local_time(time: dt.datetime) -> str:
    """A stored UTC time as people in China read it: 2026-11-23 20:30."""
    return str(flask_babel.format_datetime(time, "yyyy-MM-dd HH:mm"))


def local_day(day: dt.datetime | dt.date) -> str:
    """The day in China of a time, or a day as it is: 2026-11-23."""
    if isinstance(day, dt.datetime):
        return str(flask_babel.format_datetime(day, "yyyy-MM-dd"))
    return day.isoformat()


def number(value: float) -> str:
    """A number without a needless ".0"."""
    return f"{value:g}"


def _remember_language(response: Response) -> Response:
    """Keep a language that was asked for by `?lang=` for the pages that follow."""
    wish = request.args.get("lang")
    if wish in LANGUAGES:
        response.set_cookie(
            _COOKIE,
            str(wish),
            max_age=_COOKIE_SECONDS,
            samesite="Lax",
            secure=get_settings().is_https,
        )
    return response
