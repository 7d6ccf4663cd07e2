"""Statements that both databases spell alike but SQLAlchemy keeps apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from tracker.db.models import Base


class InsertIfAbsent:
    """INSERT ... ON CONFLICT DO NOTHING, made once and used often."""

    def __init__(self, model: type[Base]) -> None:
        table = cast("Table", model.__table__)
        key = table.primary_key.columns.values()[0]
        self._sqlite = sqlite.insert(table).on_conflict_do_nothing().returning(key)
        self._postgresql = postgresql.insert(table).on_conflict_do_nothing().returning(key)

    def run(self, session: Session, **values: object) -> bool:
        """Insert one row; False if a unique key already has it, and nothing was done.

        On PostgreSQL this waits for another transaction that is inserting the same key.
        """
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        statement = self._sqlite if is_sqlite else self._postgresql
        return session.execute(statement, values).first() is not None
