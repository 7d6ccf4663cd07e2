"""The audit log: who did what to what, when. Appended in the transaction that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from tracker.db.models import AuditEntry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

SYSTEM = "system"
"""The actor of what nobody signed in did, such as commands on the server."""


def record(
    session: Session,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    now: dt.datetime,
) -> None:
    """Append an entry. `actor` and `subject` are such as "staff:<public id>"; no names in them."""
    session.execute(
        insert(AuditEntry).values(
            at=now, actor=actor, action=action, subject=subject, details=dict(details)
        )
    )
