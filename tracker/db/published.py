"""What is published: which revision of a course counts, and its parsed structure and key.

A course revision is never edited, so its parsed form is kept in memory, per database, for the
next transaction (all sessions of a `Database` share one cache in `Session.info`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, select

from tracker.catalog import Course, KeyCourse, Site
from tracker.db.models import CourseRevision, PublishedCourse, PublishedSite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.orm import Session

_STRUCTURES_KEPT = 1000
_KEYS_KEPT = 50
"""Keys hold their pictures, so fewer of them are kept."""

_STRUCTURE = select(CourseRevision.structure).where(CourseRevision.id == bindparam("revision_id"))
_KEY = select(CourseRevision.answer_key).where(CourseRevision.id == bindparam("revision_id"))
_PUBLISHED = (
    select(PublishedCourse.course_id, PublishedCourse.course_revision_id, PublishedCourse.position)
    .where(PublishedCourse.retired.is_(False))
    .order_by(PublishedCourse.position)
)
_PUBLISHED_ONE = select(PublishedCourse.course_revision_id).where(
    PublishedCourse.retired.is_(False), PublishedCourse.course_id == bindparam("course_id")
)

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedRevision:
    """A course that counts now, and the revision it is at."""

    course_id: str
    revision_id: int
    course: Course


def list_published(
    session: Session, course_ids: Collection[str] | None = None
) -> list[PublishedRevision]:
    """The published courses in catalogue order, retired ones left out; all, or those named."""
    return [
        PublishedRevision(
            course_id=row.course_id,
            revision_id=row.course_revision_id,
            course=load_structure(session, row.course_revision_id),
        )
        for row in session.execute(_PUBLISHED)
        if course_ids is None or row.course_id in course_ids
    ]


def find_published(session: Session, course_id: str) -> PublishedRevision | None:
    """The published course with this id; None if there is none or it is retired."""
    revision_id = session.scalar(_PUBLISHED_ONE, {"course_id": course_id})
    if revision_id is None:
        return None
    course = load_structure(session, revision_id)
    return PublishedRevision(course_id=course_id, revision_id=revision_id, course=course)


def load_structure(session: Session, revision_id: int) -> Course:
    """The public structure of a course revision."""

    def load() -> Course:
        data = session.scalars(_STRUCTURE, {"revision_id": revision_id}).one()
        return Course.model_validate(data)

    return _remember(session, "structures", revision_id, load, _STRUCTURES_KEPT)


def load_key(session: Session, revision_id: int) -> KeyCourse:
    """The answer key of a course revision."""

    def load() -> KeyCourse:
        data = session.scalars(_KEY, {"revision_id": revision_id}).one()
        return KeyCourse.model_validate(data)

    return _remember(session, "keys", revision_id, load, _KEYS_KEPT)


def find_site(session: Session) -> Site | None:
    """The site as last imported: title, languages, issuer."""
    data: Any = session.scalar(select(PublishedSite.site))
    return None if data is None else Site.model_validate(data)


def _remember(
    session: Session, kind: str, revision_id: int, load: Callable[[], Parsed], kept: int
) -> Parsed:
    # Nobody loads a revision in the transaction that imports it, so a rollback leaves nothing here.
    cache: dict[str, dict[int, Parsed]] = session.info["cache"]
    known = cache.setdefault(kind, {})
    if revision_id in known:
        return known[revision_id]
    parsed = load()
    for oldest in list(known)[: max(0, len(known) + 1 - kept)]:
        known.pop(oldest, None)
    known[revision_id] = parsed
    return parsed
