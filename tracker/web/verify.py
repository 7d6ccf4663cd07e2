"""The public page that confirms a certificate: every printed field, and whether it still holds."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("verify", __name__, url_prefix="/verify")
