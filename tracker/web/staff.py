"""The pages of staff under /staff: sign in and out; puts their parts together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for
from wtforms import EmailField, PasswordField

from tracker.errors import TrackerError
from tracker.web import auth, staff_certificates, staff_issue, staff_learners
from tracker.web.errors import STATUS
from tracker.web.forms import Form, at_most, find_next, required, status_of
from tracker.web.i18n import lazy_gettext as _l
from tracker.web.words import explain_refusal

if TYPE_CHECKING:
    from typing import Any

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
for part in (staff_learners, staff_issue, staff_certificates):
    blueprint.register_blueprint(part.blueprint)


@blueprint.context_processor
def _add_staff() -> dict[str, Any]:
    return {"staff": auth.current_staff()}


class SignInForm(Form):
    """Who answers for records here."""

    email = EmailField(_l("E-mail address"), [required(), at_most(254)])
    password = PasswordField(_l("Password"), [required(), at_most(200)])


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with e-mail address and password."""
    form, refusal, words = SignInForm(), None, ""
    if form.validate_on_submit():
        try:
            auth.sign_in_staff(email=form.email.data or "", password=form.password.data or "")
        except TrackerError as error:
            refusal = error
            reason = "staff_sign_in_failed" if error.reason == "sign_in_failed" else error.reason
            words = explain_refusal(error.code, reason, error.details)
        else:
            return redirect(find_next(url_for("staff.learners.show_list"), under="/staff/"))
    page = render_template("staff/sign_in.html", form=form, refusal=words)
    return page, status_of(form, refusal, STATUS)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget the staff on this device."""
    auth.sign_out()
    return redirect(url_for("staff.sign_in"))
