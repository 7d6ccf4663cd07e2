"""Publishing: taking in what the generator built, in one transaction, as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.db.models import (
    Attempt,
    CourseRevision,
    PublishedCourse,
    PublishedSite,
    Submission,
)
from tracker.errors import ErrorCode, TrackerError
from tracker.services import audit

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from tracker.catalog import AnswerKey, Catalog, Course, KeyCourse

_SITE_ROW = 1


@dataclass(kw_only=True, slots=True)
class ImportSummary:
    """Course ids by what became of them, and what a changed key touches."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    attempts_touched: dict[str, list[str]] = field(default_factory=dict)
    """By course id, the submitted attempts scored by a key that only now changed. They stay."""


def import_catalog(
    session: Session, catalog: Catalog, answer_key: AnswerKey, now: dt.datetime
) -> ImportSummary:
    """Publish these courses; those no longer named are retired. The same again changes nothing.

    Raises invalid "revision_mismatch" if the two files are not of one build.
    """
    keys = _pair(catalog, answer_key)
    known = {row.course_id: row for row in session.scalars(select(PublishedCourse))}
    summary = ImportSummary()
    for position, course in enumerate(catalog.courses):
        revision = _add_revision(session, course, keys[course.id], now)
        _publish(session, known.get(course.id), revision, position, summary)
    for course_id, row in known.items():
        if course_id not in keys and not row.retired:
            row.retired = True
            summary.retired.append(course_id)
    site = catalog.site.model_dump(mode="json")
    row_of_site = session.get(PublishedSite, _SITE_ROW)
    if row_of_site is None:
        session.add(PublishedSite(id=_SITE_ROW, site=site, imported_at=now))
    elif row_of_site.site != site:
        row_of_site.site, row_of_site.imported_at = site, now
    if summary.new or summary.changed or summary.retired:
        details = {
            "new": summary.new,
            "changed": summary.changed,
            "retired": summary.retired,
            "attempts_touched": {
                course: len(ids) for course, ids in summary.attempts_touched.items()
            },
        }
        audit.record(session, audit.SYSTEM, "catalog_imported", "catalog", details, now)
    return summary


def _pair(catalog: Catalog, answer_key: AnswerKey) -> dict[str, KeyCourse]:
    """The keys by course id, after a check that both files were built together."""
    keys = {course.id: course for course in answer_key.courses}
    problems = [
        f'course "{course.id}": {problem}'
        for course in catalog.courses
        if (problem := _find_mismatch(course, keys.get(course.id))) is not None
    ]
    named = {course.id for course in catalog.courses}
    problems += [
        f'course "{id_}" is only in the answer key' for id_ in sorted(keys) if id_ not in named
    ]
    if problems:
        raise TrackerError(
            ErrorCode.INVALID,
            "revision_mismatch",
            "catalog and answer key are not of one build:\n" + "\n".join(problems),
            problems=problems,
        )
    return keys


def _find_mismatch(course: Course, key: KeyCourse | None) -> str | None:
    if key is None:
        return "has no answer key"
    if course.revision != key.revision:
        return f"revision {course.revision[:12]} has a key for {key.revision[:12]}"
    graded = {
        quiz.id: [question.id for question in quiz.questions]
        for lesson in course.lessons
        for quiz in lesson.graded_quizzes
    }
    keyed = {quiz.id: [question.id for question in quiz.questions] for quiz in key.quizzes}
    return None if graded == keyed else "graded quizzes and keys differ"


def _add_revision(
    session: Session, course: Course, key: KeyCourse, now: dt.datetime
) -> CourseRevision:
    known = session.scalar(
        select(CourseRevision).where(
            CourseRevision.course_id == course.id,
            CourseRevision.revision == course.revision,
            CourseRevision.key_revision == key.key_revision,
        )
    )
    if known is not None:
        return known
    revision = CourseRevision(
        course_id=course.id,
        revision=course.revision,
        key_revision=key.key_revision,
        structure=course.model_dump(mode="json"),
        answer_key=key.model_dump(mode="json"),
        imported_at=now,
    )
    session.add(revision)
    session.flush()
    return revision


def _publish(
    session: Session,
    row: PublishedCourse | None,
    revision: CourseRevision,
    position: int,
    summary: ImportSummary,
) -> None:
    course_id = revision.course_id
    if row is None:
        row = PublishedCourse(course_id=course_id, course_revision=revision, retired=False)
        session.add(row)
        summary.new.append(course_id)
    elif row.course_revision_id != revision.id or row.retired:
        before = row.course_revision
        if before.revision == revision.revision and before.key_revision != revision.key_revision:
            summary.attempts_touched[course_id] = _list_submitted(session, before.id)
        row.course_revision = revision
        row.retired = False
        summary.changed.append(course_id)
    else:
        summary.unchanged.append(course_id)
    row.position = position


def _list_submitted(session: Session, revision_id: int) -> list[str]:
    return list(
        session.scalars(
            select(Attempt.client_id)
            .join(Submission)
            .where(Attempt.course_revision_id == revision_id)
            .order_by(Attempt.id)
        )
    )
