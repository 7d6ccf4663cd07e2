"""For staff who issue: choose learners, see what would happen, confirm, see what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for
from wtforms import HiddenField

from tracker import credentials
from tracker.errors import ErrorCode, TrackerError
from tracker.services import certificates, reports
from tracker.services.certificates import IssueResult
from tracker.web import auth
from tracker.web.context import get_database, get_now, get_rng, get_settings
from tracker.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from tracker.services.accounts import StaffIdentity

blueprint = Blueprint("issue", __name__)

LEARNERS_AT_ONCE = 500
"""How many one confirmation covers; the next page of them follows."""
_IN_ONE_TRANSACTION = 50
"""Printing takes about 15 ms each; learners' submissions wait no longer than this many take."""


class IssueForm(Form):
    """The learners and the course that were previewed."""

    course = HiddenField()
    learners = HiddenField()


@blueprint.get("/issue")
@auth.require_staff
def preview() -> ResponseReturnValue:
    """Who would get a certificate: the learners ticked, or with `all` everyone eligible."""
    staff = auth.get_staff()
    certificates.check_may_issue(staff)
    course_id = request.args.get("course", "")
    with get_database().read() as database:
        if "all" in request.args:
            ids, total = reports.list_eligible_ids(database, staff, course_id, LEARNERS_AT_ONCE)
        else:
            ids = request.args.getlist("learner")[:LEARNERS_AT_ONCE]
            total = len(ids)
        seen = certificates.preview_issue(database, staff, ids, course_id)
    form = IssueForm(
        formdata=None,
        data={
            "course": course_id,
            "learners": " ".join(candidate.public_id for candidate in seen.eligible),
        },
    )
    return render_template(
        "staff/issue_preview.html", preview=seen, form=form, left_out=max(0, total - len(ids))
    )


@blueprint.post("/issue")
@auth.require_staff
def issue() -> ResponseReturnValue:
    """Issue to those who were previewed and are eligible still."""
    staff = auth.get_staff()
    certificates.check_may_issue(staff)
    form = IssueForm()
    ids = (form.learners.data or "").split()
    if not ids or len(ids) > LEARNERS_AT_ONCE:
        raise TrackerError(ErrorCode.INVALID, "learners_missing", "name 1 to 500 learners")
    result = _issue_in_parts(staff, ids, form.course.data or "")
    return render_template(
        "staff/issue_result.html",
        result=result,
        language_address=lambda language: url_for("staff.certificates.show_list", lang=language),
    )


def _issue_in_parts(staff: StaffIdentity, ids: Sequence[str], course_id: str) -> IssueResult:
    """Several short transactions; after a failure the same again issues only what is missing."""
    results = []
    for start in range(0, len(ids), _IN_ONE_TRANSACTION):
        with get_database().write() as database:
            result = certificates.issue_certificates(
                database,
                staff,
                ids[start : start + _IN_ONE_TRANSACTION],
                course_id,
                public_url=get_settings().public_url,
                now=get_now(),
                new_code=lambda: credentials.encode_code(
                    get_rng().getrandbits(credentials.CODE_BITS)
                ),
            )
        results.append(result)
    return IssueResult(
        course=results[0].course,
        issued=tuple(one for result in results for one in result.issued),
        passed_over=tuple(one for result in results for one in result.passed_over),
    )
