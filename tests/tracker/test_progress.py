"""Progress counts required lessons; an exam counts by its pass, not by being read."""

import pytest

from tests.tracker.builders import make_files
from tracker.progress import Progress, find_next_lesson, measure

COURSE = make_files()[0].courses[0]


@pytest.mark.parametrize(
    ("read", "passed", "completed"),
    [
        (set(), set(), 0),
        ({"current"}, set(), 1),
        ({"current", "shock"}, set(), 2),
        ({"history"}, set(), 0),
        ({"exam"}, set(), 0),
        (set(), {"final"}, 1),
        ({"current", "shock"}, {"final"}, 3),
        ({"current", "gone"}, {"gone"}, 1),
        ({"current"}, {"warm-up"}, 1),
    ],
)
def test_completed_parts_are_counted(read: set[str], passed: set[str], completed: int) -> None:
    assert measure(COURSE, read, passed) == Progress(completed=completed, total=3)


def test_all_parts_done_make_eligible() -> None:
    assert measure(COURSE, {"current", "shock"}, {"final"}).eligible
    assert not measure(COURSE, {"current", "shock", "exam"}, set()).eligible


def test_a_course_without_parts_makes_nobody_eligible() -> None:
    assert not Progress(completed=0, total=0).eligible


@pytest.mark.parametrize(
    ("last", "read", "passed", "following"),
    [
        (None, set(), set(), "current"),
        ("current", set(), set(), "current"),
        ("current", {"current"}, set(), "shock"),
        ("shock", {"current", "shock"}, set(), "history"),
        ("exam", {"shock"}, {"final"}, "current"),
        ("gone", {"current"}, set(), "shock"),
        ("exam", {"current", "shock", "history"}, {"final"}, None),
    ],
)
def test_one_goes_on_where_one_stopped(
    last: str | None, read: set[str], passed: set[str], following: str | None
) -> None:
    lesson = find_next_lesson(COURSE, last, read, passed)
    assert (lesson.id if lesson else None) == following
