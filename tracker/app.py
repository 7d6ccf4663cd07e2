"""The application: the only place that wires settings, database, routes and the built site."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # ships no types

from tracker.db.session import Database, make_engine
from tracker.web import account, api, brand, errors, headers, i18n, limits, staff, verify, words
from tracker.web.schemas import ErrorAnswer

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path
    from wsgiref.headers import Headers

    from tracker.settings import Settings

_MAX_BODY_BYTES = 256 * 1024
_SIGNED_IN_DAYS = 14
_HASHED_NAME = r"\.[0-9a-f]{8,}\.(min\.)?(css|js)$"


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], dt.datetime] | None = None,
    rng: random.Random | None = None,
) -> OpenAPI:
    """A ready WSGI application. SettingsError without a secret key."""
    app = OpenAPI(
        "tracker.web",
        info=Info(title="Coursesite tracker", version="1"),
        doc_ui=False,
        validation_error_status=400,
        validation_error_model=ErrorAnswer,
        validation_error_callback=api.refuse_invalid,
    )
    app.config.update(
        SECRET_KEY=settings.read_secret_key(),
        MAX_CONTENT_LENGTH=_MAX_BODY_BYTES,
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=_SIGNED_IN_DAYS),
        SESSION_COOKIE_NAME="coursesite",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_REFRESH_EACH_REQUEST=False,
        # A quiz page may stay open for hours; the token still dies with its session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.extensions["settings"] = settings
    app.extensions["database"] = Database(make_engine(settings.database_url))
    app.extensions["clock"] = clock or _tell_time
    app.extensions["rng"] = rng or secrets.SystemRandom()
    CSRFProtect(app)
    errors.init_app(app)
    headers.init_app(app, is_https=settings.is_https)
    i18n.init_app(app)
    brand.init_app(app)
    words.init_app(app)
    app.register_api(api.blueprint)
    for blueprint in (account.blueprint, staff.blueprint, verify.blueprint):
        app.register_blueprint(blueprint)
    limits.init_app(app, settings)
    if settings.site_dir is not None:
        app.wsgi_app = _serve_site(app, settings, settings.site_dir)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    return app


def _tell_time() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _serve_site(app: OpenAPI, settings: Settings, site_dir: Path) -> WhiteNoise:
    def add_headers(file_headers: Headers, _path: str, _url: str) -> None:
        headers.add_site_headers(file_headers, is_https=settings.is_https)

    return WhiteNoise(
        app.wsgi_app,
        root=site_dir,
        index_file=True,
        autorefresh=settings.site_autorefresh,
        allow_all_origins=False,
        immutable_file_test=_HASHED_NAME,
        add_headers_function=add_headers,
    )
