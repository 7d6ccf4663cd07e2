"""For staff: the certificates of their organisation and below; revoking one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from wtforms import BooleanField, TextAreaField, validators

from tracker.db.certificates import CertificateState
from tracker.db.models import StaffRole
from tracker.errors import TrackerError
from tracker.services import certificates, reports
from tracker.services.certificates import REASON_LENGTHS
from tracker.web import auth
from tracker.web.context import get_database, get_now
from tracker.web.downloads import send_pdf
from tracker.web.errors import STATUS
from tracker.web.forms import Form, required, status_of
from tracker.web.i18n import lazy_gettext as _l
from tracker.web.staff_learners import parse_choice, parse_page
from tracker.web.words import explain_refusal

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")

_LONGEST_SEARCH = 100


class RevokeForm(Form):
    """Why, and that it is meant."""

    reason = TextAreaField(
        _l("Reason"),
        [
            required(),
            validators.Length(
                *REASON_LENGTHS,
                message=_l(
                    "Give a reason of %(shortest)s to %(longest)s characters.",
                    shortest=REASON_LENGTHS[0],
                    longest=REASON_LENGTHS[1],
                ),
            ),
        ],
    )
    sure = BooleanField(
        _l("Yes, revoke this certificate. I know that this cannot be undone."),
        [validators.InputRequired(_l("Tick this box to confirm."))],
    )


@blueprint.get("/")
@auth.require_staff
def show_list() -> ResponseReturnValue:
    """The newest first; search and state as for learners."""
    staff = auth.get_staff()
    search = request.args.get("q", "")[:_LONGEST_SEARCH]
    state = parse_choice(CertificateState, request.args.get("state", ""))
    with get_database().read() as database:
        found = reports.list_certificates(
            database, staff, search=search, state=state, page=parse_page(), now=get_now()
        )
    return render_template(
        "staff/certificates.html",
        certificates=found,
        search=search,
        state=state,
        states=list(CertificateState),
        now=get_now(),
    )


@blueprint.get("/<number>")
@auth.require_staff
def show(number: str) -> ResponseReturnValue:
    """One certificate with every printed field, and the form to revoke it."""
    return _show(number, RevokeForm(), None)


@blueprint.get("/<number>.pdf")
@auth.require_staff
def download(number: str) -> ResponseReturnValue:
    """The PDF."""
    with get_database().read() as database:
        record = certificates.get_for_staff(database, auth.get_staff(), number)
    return send_pdf(record)


@blueprint.post("/<number>/revoke")
@auth.require_staff
def revoke(number: str) -> ResponseReturnValue:
    """Withdraw it, with a reason that the verify page shows."""
    staff = auth.get_staff()
    certificates.check_may_issue(staff)
    form, refusal = RevokeForm(), None
    if form.validate():
        try:
            with get_database().write() as database:
                certificates.revoke_certificate(
                    database, staff, number, form.reason.data or "", get_now()
                )
        except TrackerError as error:
            if error.reason == "certificate_unknown":
                raise
            refusal = error
        else:
            return redirect(url_for("staff.certificates.show", number=number))
    return _show(number, form, refusal)


def _show(number: str, form: RevokeForm, refusal: TrackerError | None) -> ResponseReturnValue:
    staff = auth.get_staff()
    with get_database().read() as database:
        record = certificates.get_for_staff(database, staff, number)
    page = render_template(
        "staff/certificate.html",
        record=record,
        state=record.state_at(get_now()),
        form=form,
        may_revoke=staff.role is StaffRole.ISSUER and record.revoked_at is None,
        refusal=(
            ""
            if refusal is None
            else explain_refusal(refusal.code, refusal.reason, refusal.details)
        ),
        language_address=(
            lambda language: url_for("staff.certificates.show", number=number, lang=language)
        ),
    )
    return page, status_of(form, refusal, STATUS)
