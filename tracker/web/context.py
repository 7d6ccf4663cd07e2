"""What the application was wired with, for the request at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Callable

    from tracker.db.session import Database
    from tracker.settings import Settings


def get_database() -> Database:
    """Where transactions come from."""
    return cast("Database", current_app.extensions["database"])


def get_now() -> dt.datetime:
    """The time, from the application's clock; aware, UTC."""
    return cast("Callable[[], dt.datetime]", current_app.extensions["clock"])()


def get_rng() -> random.Random:
    """The application's source of randomness."""
    return cast("random.Random", current_app.extensions["rng"])


def get_settings() -> Settings:
    """What the operator decided."""
    return cast("Settings", current_app.extensions["settings"])
