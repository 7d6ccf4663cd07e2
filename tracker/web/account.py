"""The learner's own pages: sign in, change the PIN, my learning, my certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from wtforms import PasswordField, StringField

from tracker.errors import TrackerError
from tracker.services import certificates, enrolments, learning, reports
from tracker.web import auth
from tracker.web.context import get_database, get_now
from tracker.web.downloads import send_pdf
from tracker.web.errors import STATUS
from tracker.web.forms import Form, at_most, find_next, required, status_of
from tracker.web.i18n import current_language
from tracker.web.i18n import lazy_gettext as _l
from tracker.web.words import PIN_WEAKNESSES, explain_refusal

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.catalog import Course

blueprint = Blueprint("account", __name__, url_prefix="/account")


class SignInForm(Form):
    """Who is learning here."""

    organisation = StringField(_l("Organisation code"), [required(), at_most(64)])
    employee_number = StringField(_l("Employee number"), [required(), at_most(64)])
    pin = PasswordField(_l("PIN"), [required(), at_most(64)])


class PinForm(Form):
    """A new PIN, typed twice."""

    old_pin = PasswordField(_l("Present PIN"), [required(), at_most(64)])
    new_pin = PasswordField(_l("New PIN"), [required(), at_most(64)])
    again = PasswordField(_l("New PIN once more"), [required(), at_most(64)])


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with organisation, employee number and PIN."""
    form, refusal = SignInForm(), None
    if form.validate_on_submit():
        try:
            learner = auth.sign_in_learner(
                organisation_code=form.organisation.data or "",
                employee_number=form.employee_number.data or "",
                pin=form.pin.data or "",
            )
        except TrackerError as error:
            refusal = error
        else:
            if learner.must_change_pin:
                return redirect(url_for("account.change_pin", next=request.args.get("next")))
            return redirect(find_next(url_for("account.show_learning")))
    return render_template("account/sign_in.html", form=form, refusal=_explain(refusal)), status_of(
        form, refusal, STATUS
    )


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget the learner on this device."""
    auth.sign_out()
    return redirect(f"/{current_language()}/")


@blueprint.route("/pin", methods=["GET", "POST"])
def change_pin() -> ResponseReturnValue:
    """Change the PIN: of one's own accord, or because the first one was given out on paper."""
    learner = auth.current_learner()
    if learner is None:
        auth.get_learner()
    form, refusal = PinForm(), None
    if form.validate_on_submit():
        if form.new_pin.data != form.again.data:
            form.again.errors = [_l("The two new PINs differ.")]
        else:
            try:
                auth.change_pin(old_pin=form.old_pin.data or "", new_pin=form.new_pin.data or "")
            except TrackerError as error:
                refusal = error
            else:
                return redirect(find_next(url_for("account.show_learning")))
    return render_template(
        "account/pin.html", form=form, learner=learner, refusal=_explain(refusal)
    ), status_of(form, refusal, STATUS)


@blueprint.get("/")
@auth.require_learner
def show_learning() -> ResponseReturnValue:
    """My courses, where to go on, my certificates."""
    learner = auth.get_learner()
    with get_database().read() as database:
        courses = reports.list_courses(database)
        records = learning.load_courses(database, [learner.id], courses)[learner.id]
        resume = enrolments.show_progress(database, learner.id).resume
        held = certificates.list_for_learner(database, learner.id)
    return render_template(
        "account/learning.html",
        learner=learner,
        records=records,
        resume=resume,
        certificates=held,
        course_address=course_address,
        now=get_now(),
    )


@blueprint.get("/certificates/<code>.pdf")
@auth.require_learner
def download_certificate(code: str) -> ResponseReturnValue:
    """My certificate as PDF."""
    learner = auth.get_learner()
    with get_database().read() as database:
        record = certificates.get_for_learner(database, learner.id, code)
    return send_pdf(record)


def course_address(course: Course) -> str:
    """The course's page on the site, in the page's language if the course has it."""
    language = current_language()
    if language not in course.languages:
        language = course.languages[0]
    return f"/{language}/{course.id}/"


def _explain(refusal: TrackerError | None) -> str:
    if refusal is None:
        return ""
    if refusal.reason == "pin_weak":
        return str(PIN_WEAKNESSES[str(refusal.details["weakness"])])
    return explain_refusal(refusal.code, refusal.reason, refusal.details)
