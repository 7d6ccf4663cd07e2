"""Engines and transactions, the same promises on SQLite and PostgreSQL.

A `Database` hands out one `Session` per transaction. On SQLite a writing transaction takes the
write lock at once (BEGIN IMMEDIATE): one that read first would fail with a snapshot error later.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

_POOL_SIZE = 20
_BUSY_SECONDS = 15


def make_engine(url: str) -> Engine:
    """An engine with this project's settings; makes the folder of a SQLite file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            pool_size=_POOL_SIZE,
            max_overflow=_POOL_SIZE,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    file = Path(parsed.database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():  # it will hold people's records: only its owner reads it
        file.touch(0o600)
    engine = create_engine(
        parsed,
        pool_size=_POOL_SIZE,
        max_overflow=_POOL_SIZE,
        connect_args={"timeout": _BUSY_SECONDS},
        # Error messages end up in logs, which hold no personal data.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 (any DBAPI's)
    # The driver must not begin transactions by itself: `_begin_sqlite` says which kind.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # Otherwise INSERT OR REPLACE would pass by the triggers that refuse a DELETE.
    connection.execute("PRAGMA recursive_triggers = ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """Where transactions come from. One a process; threads share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        is_sqlite = engine.dialect.name == "sqlite"
        reading = {} if is_sqlite else {"postgresql_readonly": True}
        self._reading = engine.execution_options(**reading)
        self._writing = engine.execution_options(writes=True)
        self._info: dict[str, Any] = {"cache": {}}
        # SQLite has one writer. Threads of a process wait for it here, woken in turn, instead
        # of polling the file; the busy timeout is for other processes.
        self._writer: contextlib.AbstractContextManager[Any] = (
            threading.Lock() if is_sqlite else contextlib.nullcontext()
        )

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction for reading; it ends with a rollback."""
        with Session(self._reading, info=self._info) as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        session = Session(self._writing, info=self._info)
        with self._writer, session, session.begin():
            yield session

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()
