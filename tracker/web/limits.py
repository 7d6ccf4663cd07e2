"""How often one address, or one signed-in person, may ask for what is dear or worth guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, session
from flask_limiter import Limiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tracker.settings import Settings


def _get_address() -> str:
    return request.remote_addr or "unknown"


def _get_person() -> str:
    return str(session.get("id")) if "id" in session else _get_address()


def init_app(app: Flask, settings: Settings) -> None:
    """Limit the routes named here; call it after all of them are registered."""
    if not settings.rate_limits:
        return
    limiter = Limiter(
        _get_address,
        app=app,
        storage_uri=settings.rate_limit_storage,
        strategy="moving-window",
    )
    for path, methods, rate, get_key in _list_limits(settings):
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith(path) and methods & (rule.methods or set()):
                limit = limiter.limit(rate, key_func=get_key, methods=sorted(methods))
                view: Any = app.view_functions[rule.endpoint]  # Flask's own type is a union
                app.view_functions[rule.endpoint] = limit(view)


def _list_limits(
    settings: Settings,
) -> list[tuple[str, set[str], str, Callable[[], str]]]:
    return [
        ("/account/sign-in", {"POST"}, settings.sign_in_rate, _get_address),
        ("/staff/sign-in", {"POST"}, settings.sign_in_rate, _get_address),
        ("/account/pin", {"POST"}, settings.sign_in_rate, _get_person),
        ("/api/v1/attempts/", {"PUT", "POST"}, settings.attempt_rate, _get_person),
        ("/verify/", {"GET"}, settings.verify_rate, _get_address),
    ]
