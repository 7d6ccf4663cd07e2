"""The tables. Facts are appended (submissions, activities, certificates, revocations, audit).

Every time is UTC. `public_id` is random and the only id that leaves the server.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Aware UTC times in, aware UTC times out, on SQLite too; refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Refuse a naive time, convert to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: give it a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ANN401, ARG002
        """Mark what SQLite returns without a zone as the UTC it is."""
        if value is None:
            return None
        time: dt.datetime = value
        return time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)


class OrganisationKind(StrEnum):
    """What an organisation is in the federation or the university."""

    FEDERATION = "federation"
    UNIVERSITY = "university"
    BRANCH = "branch"
    STUDY_CENTRE = "study_centre"
    ENTERPRISE = "enterprise"
    WORKSHOP = "workshop"
    TEAM = "team"


class StaffRole(StrEnum):
    """What staff may do in their organisation and below it."""

    VIEWER = "viewer"
    ISSUER = "issuer"


class ActivityKind(StrEnum):
    """What a learner did, as evidence."""

    OPENED = "opened"
    READ = "read"
    PRACTICE_PASSED = "practice_passed"


def _enum(values: type[StrEnum]) -> Enum:
    """A closed set kept as checked text, the same on both databases."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=values.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can name it too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own declaration)
        dt.datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        str: String(),
    }


class Organisation(Base):
    """A node in the tree; `code` is what people type when they sign in."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(_enum(OrganisationKind))
    name_zh: Mapped[str]
    name_en: Mapped[str]

    parent: Mapped[Organisation | None] = relationship(remote_side="Organisation.id")


class Learner(Base):
    """A person who learns. The record belongs to the person, across employers."""

    __tablename__ = "learners"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    name_latin: Mapped[str] = mapped_column(default="")
    pin_hash: Mapped[str]
    pin_must_change: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]

    memberships: Mapped[list[Membership]] = relationship(back_populates="learner")


class Membership(Base):
    """A learner's place in an organisation, with the employee number used to sign in."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organisation_id", "employee_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    employee_number: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    learner: Mapped[Learner] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()


class Staff(Base):
    """A person who answers for records of an organisation and those below it."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[StaffRole] = mapped_column(_enum(StaffRole))
    password_hash: Mapped[str]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]

    organisation: Mapped[Organisation] = relationship()


class CourseRevision(Base):
    """A course as published once: its public structure and its private key, never edited."""

    __tablename__ = "course_revisions"
    __table_args__ = (UniqueConstraint("course_id", "revision", "key_revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(String(100), index=True)
    revision: Mapped[str] = mapped_column(String(64))
    key_revision: Mapped[str] = mapped_column(String(64))
    structure: Mapped[dict[str, Any]]
    """The course object of catalog.json."""
    answer_key: Mapped[dict[str, Any]]
    """The course object of answer_key.json."""
    imported_at: Mapped[dt.datetime]


class PublishedSite(Base):
    """The site as the last catalog described it: one row, replaced at every import."""

    __tablename__ = "published_sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[dict[str, Any]]
    """The site object of catalog.json: title, languages, issuer."""
    imported_at: Mapped[dt.datetime]


class PublishedCourse(Base):
    """Which revision of a course counts now; `retired` once a catalog no longer names it."""

    __tablename__ = "published_courses"

    course_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    position: Mapped[int]
    course_revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id"))
    retired: Mapped[bool] = mapped_column(default=False)

    course_revision: Mapped[CourseRevision] = relationship()


class Enrolment(Base):
    """A learner takes a course."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("learner_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id"))
    course_id: Mapped[str] = mapped_column(String(100), index=True)
    enrolled_at: Mapped[dt.datetime]


class Activity(Base):
    """Evidence of study, with the client's own id: the same id again changes nothing."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("learner_id", "client_id"),
        Index("ix_activities_learner_course", "learner_id", "course_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id"))
    client_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[ActivityKind] = mapped_column(_enum(ActivityKind))
    course_id: Mapped[str] = mapped_column(String(100))
    lesson_id: Mapped[str] = mapped_column(String(100))
    quiz_id: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[dt.datetime]
    """The server's time."""


class Attempt(Base):
    """An opened attempt: what was drawn and in which order, fixed for good."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("learner_id", "course_id", "quiz_id", "number"),
        UniqueConstraint("client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(36))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id"))
    course_id: Mapped[str] = mapped_column(String(100))
    quiz_id: Mapped[str] = mapped_column(String(100))
    course_revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id"))
    number: Mapped[int]
    """1 for the first attempt at this quiz."""
    drawn: Mapped[list[Any]]
    """[{"id": question id, "choices": [choice ids in the order shown]}] in the order shown."""
    opened_at: Mapped[dt.datetime]


class Submission(Base):
    """What was handed in for an attempt and what it scored: one a attempt, never edited."""

    __tablename__ = "submissions"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    responses: Mapped[dict[str, Any]]
    results: Mapped[list[Any]]
    """[{"id": question id, "points": raw, "max_points": max, "correct": bool}] as drawn."""
    raw_points: Mapped[int]
    max_points: Mapped[int]
    passed: Mapped[bool]
    submitted_at: Mapped[dt.datetime]

    attempt: Mapped[Attempt] = relationship()


class Certificate(Base):
    """A certificate, frozen at issue: `fields` holds everything that is printed."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_code: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    issue_key: Mapped[str] = mapped_column(String(255), unique=True)
    """learner:achievement:n, n counting earlier revoked ones: issuing twice makes one."""
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id"), index=True)
    course_id: Mapped[str] = mapped_column(String(100), index=True)
    achievement_id: Mapped[str] = mapped_column(String(100))
    course_revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    """Where the learner belonged at issue; staff of it and above see the certificate."""
    fields: Mapped[dict[str, Any]]
    template_version: Mapped[int]
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    credential: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The signed Open Badges credential, once credentials are signed."""
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    issued_at: Mapped[dt.datetime]
    valid_until: Mapped[dt.datetime | None]

    revocation: Mapped[Revocation | None] = relationship(back_populates="certificate")
    learner: Mapped[Learner] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Revocation(Base):
    """A certificate was withdrawn: when, why, by whom."""

    __tablename__ = "revocations"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    reason: Mapped[str]
    revoked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    revoked_at: Mapped[dt.datetime]

    certificate: Mapped[Certificate] = relationship(back_populates="revocation")


class CertificateSerial(Base):
    """The last number given out under a prefix; taken in the transaction that issues."""

    __tablename__ = "certificate_serials"

    prefix: Mapped[str] = mapped_column(String(48), primary_key=True)
    last: Mapped[int]


class AuditEntry(Base):
    """Who did what to what, when; appended, never changed. `actor` and `subject` are public ids."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(64))
    """staff:<public id>, learner:<public id> or system."""
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128), index=True)
    details: Mapped[dict[str, Any]]
