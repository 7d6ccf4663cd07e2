"""The JSON API under /api/v1, and its OpenAPI document, generated from this code."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # ships no types

from tracker.web.auth import current_learner

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/session")
def show_session() -> dict[str, Any]:
    """Who is signed in here, and the token that unsafe requests need."""
    learner = current_learner()
    return {
        "csrf_token": generate_csrf(),
        "learner": None
        if learner is None
        else {"name": learner.name, "must_change_pin": learner.must_change_pin},
    }
