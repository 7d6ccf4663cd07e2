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


class Cluster:
    """A running server; databases in it are made as copies of a template."""

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
        self._count = 0

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

    def create(self, name: str | None = None, template: str = "template1") -> str:
        """Make a database and answer with its name."""
        self._count += 1
        name = name or f"test_{self._count}"
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database."""
        self._tell(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _tell(self, statement: str) -> None:
        address = f"host={self.folder} user=tests dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def stop(self) -> None:
        """Stop the server and remove the folder."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.folder / "data")
        shutil.rmtree(self.folder)


def _find_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL will not run as root and there is no user postgres or nobody")
