"""The learner's own pages: sign in, change the PIN, my learning, my certificates."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("account", __name__, url_prefix="/account")
