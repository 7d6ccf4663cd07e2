"""The public page that confirms a certificate: every printed field, and whether it still holds.

Three answers are kept apart: it holds (or held until a date), it was revoked, it is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for

from tracker import credentials
from tracker.services import certificates
from tracker.web.context import get_database, get_now

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("verify", __name__, url_prefix="/verify")


@blueprint.get("/")
def show_form() -> ResponseReturnValue:
    """A field for the code; a code that is one leads to its page."""
    typed = request.args.get("code", "").strip()
    code = credentials.parse_code(typed)
    if code is not None:
        return redirect(url_for("verify.show", code=code))
    page = render_template("verify/form.html", typed=typed)
    return page, 400 if typed else 200


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """What is known of the certificate with this code."""
    with get_database().read() as database:
        record = certificates.find_by_code(database, code)
    if record is None:
        return render_template("verify/unknown.html", typed=code), 404
    state = record.state_at(get_now())
    return render_template("verify/certificate.html", record=record, state=state)
