"""Certificates as they were issued, each with its revocation if there is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.db.models import Certificate, Revocation

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


class CertificateState(StrEnum):
    """What is said of a certificate that is known; an unknown one is another answer."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateRecord:
    """A certificate as issued, and whether it was revoked."""

    number: str
    code: str
    course_id: str
    fields: dict[str, Any]
    template_version: int
    pdf_sha256: str
    issued_at: dt.datetime
    valid_until: dt.datetime | None
    """The moment validity ends: the end of the last day, in China."""
    revoked_at: dt.datetime | None
    revocation_reason: str

    def state_at(self, now: dt.datetime) -> CertificateState:
        """Revoked wins over expired."""
        if self.revoked_at is not None:
            return CertificateState.REVOKED
        if self.valid_until is not None and now >= self.valid_until:
            return CertificateState.EXPIRED
        return CertificateState.VALID


def list_records(session: Session, condition: ColumnElement[bool]) -> list[CertificateRecord]:
    """The certificates that meet a condition on `Certificate`, the newest first."""
    statement = (
        select(Certificate, Revocation)
        .outerjoin(Revocation)
        .where(condition)
        .order_by(Certificate.id.desc())
    )
    return [
        CertificateRecord(
            number=certificate.number,
            code=certificate.public_code,
            course_id=certificate.course_id,
            fields=certificate.fields,
            template_version=certificate.template_version,
            pdf_sha256=certificate.pdf_sha256,
            issued_at=certificate.issued_at,
            valid_until=certificate.valid_until,
            revoked_at=None if revocation is None else revocation.revoked_at,
            revocation_reason="" if revocation is None else revocation.reason,
        )
        for certificate, revocation in session.execute(statement)
    ]
