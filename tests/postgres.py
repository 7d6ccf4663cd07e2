"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached by a socket."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.machine import get_postgres

_OPTIONS = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


_CLEAN_UP = 'cat; "$0" stop -s -w -m immediate -D "$1/data"; rm -rf "$1"'
_TABLES = """
    SELECT tablename, to_regclass(quote_ident(tablename || '_id_seq')) IS NOT NULL
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


class Cluster:
    """A running server with databases for tests."""

    def __init__(self) -> None:
        self._programs = get_postgres()
        # PostgreSQL refuses to run as root, so root lends it another user.
        self._user = _find_user() if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="coursesite-pg-"))
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        data = self.folder / "data"
        self._run(
            "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        options = f"{_OPTIONS} -c unix_socket_directories='{self.folder}'"
        log = self.folder / "log"
        self._run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)
        # Waits for this process to close the pipe, or to die in whatever way, and cleans up.
        self._guard = subprocess.Popen(
            ["sh", "-c", _CLEAN_UP, self._programs / "pg_ctl", self.folder],
            user=self._user,
            cwd="/",
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    def url(self, name: str) -> str:
        """The address of a database, as settings take it."""
        return f"postgresql+psycopg://tests@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """Make an empty database and answer with its name."""
        with self._connect("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return name

    def empty(self, name: str) -> None:
        """Make a migrated database as new: no connections, no rows, ids from 1."""
        with self._connect(name) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            # Facts cannot be deleted; a replica's role passes by the triggers that see to it.
            connection.execute("SET session_replication_role = replica")
            tables = connection.execute(_TABLES).fetchall()
            for table, has_sequence in tables:
                connection.execute(f'DELETE FROM "{table}"')
                if has_sequence:
                    connection.execute(f'ALTER SEQUENCE "{table}_id_seq" RESTART')

    def _connect(self, name: str) -> psycopg.Connection:
        address = f"host={self.folder} user=tests dbname={name}"
        return psycopg.connect(address, autocommit=True)

    def stop(self) -> None:
        """Stop the server and remove the folder."""
        self._guard.communicate()


def _find_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL will not run as root and there is no user postgres or nobody")
