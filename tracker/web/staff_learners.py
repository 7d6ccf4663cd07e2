"""For staff: the learners of their organisation and below, and one learner's record."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, render_template, request

from tracker.services import reports
from tracker.services.learning import LearningState
from tracker.web import auth
from tracker.web.context import get_database, get_now

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("learners", __name__)

Choice = TypeVar("Choice", bound=StrEnum)

ALL_COURSES = "all"
_LONGEST_SEARCH = 100


@blueprint.get("/")
@auth.require_staff
def show_list() -> ResponseReturnValue:
    """The list: search, one course or all, a state, a page. Odd values count as not given."""
    staff = auth.get_staff()
    search = request.args.get("q", "")[:_LONGEST_SEARCH]
    state = parse_choice(LearningState, request.args.get("state", ""))
    with get_database().read() as database:
        courses = reports.list_courses(database)
        course_id = _choose_course(request.args.get("course"), [course.id for course in courses])
        learners = reports.list_learners(
            database,
            staff,
            search=search,
            course_id="" if course_id == ALL_COURSES else course_id,
            state=state,
            page=parse_page(),
        )
        organisation = reports.get_own_organisation(database, staff)
    return render_template(
        "staff/learners.html",
        learners=learners,
        courses=courses,
        course_id=course_id,
        course=next((course for course in courses if course.id == course_id), None),
        state=state,
        search=search,
        organisation=organisation,
        states=list(LearningState),
    )


@blueprint.get("/learners/<public_id>")
@auth.require_staff
def show(public_id: str) -> ResponseReturnValue:
    """One learner: progress by lesson, attempts, certificates."""
    with get_database().read() as database:
        learner = reports.get_learner(database, auth.get_staff(), public_id)
    return render_template("staff/learner.html", learner=learner, now=get_now())


def parse_page() -> int:
    """The page asked for, from 1; what is no such number counts as 1."""
    number = request.args.get("page", type=int, default=1)
    return max(1, min(number, 1_000_000))


def parse_choice(choices: type[Choice], text: str) -> Choice | None:
    """The member with this value, or None."""
    return next((member for member in choices if member == text), None)


def _choose_course(wish: str | None, course_ids: list[str]) -> str:
    """The course asked for, all of them, or the first of the catalogue."""
    if wish in course_ids:
        return str(wish)
    if wish == ALL_COURSES or not course_ids:
        return ALL_COURSES
    return course_ids[0]
