"""Typed settings from the environment (prefix COURSETRACKER_), all errors reported at once.

Nothing else reads the environment. Commands that need no signed cookies need no secret key:
`read_secret_key` is asked for by the application alone.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "COURSETRACKER_"
SECRET_KEY_LENGTH = 32
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class SettingsError(Exception):
    """What is wrong with the settings: one plain sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Everything an operator decides. Each field is COURSETRACKER_<NAME> in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    database_url: str = "sqlite:///var/coursesite.sqlite3"
    """sqlite:///path/to/file or postgresql://user:password@host/name."""
    secret_key: SecretStr | None = None
    """Signs session cookies; at least 32 characters. Wins over the file."""
    secret_key_file: Path = Path("var/secret_key")
    site_dir: Path | None = None
    """The built site to serve at `/`; None serves the tracker alone."""
    site_autorefresh: bool = False
    """Look for new files at every request: for writing courses, not for production."""
    public_url: str = "http://127.0.0.1:8000"
    """How people reach this server; decides Secure cookies and the address in QR codes."""
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = 0
    """How many reverse proxies in front set X-Forwarded-* headers."""
    rate_limits: bool = True
    rate_limit_storage: str = "memory://"
    """memory:// counts within one process; a Redis address counts across several."""
    sign_in_rate: str = "120 per minute"
    """Per address. Generous, as a whole factory may share one; accounts lock by themselves."""
    attempt_rate: str = "60 per minute"
    """Openings and submissions per signed-in learner."""
    verify_rate: str = "60 per minute"
    """Look-ups of certificates per address."""

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError("write sqlite:///file or postgresql://user@host/name") from None
        if url.drivername not in _DRIVERS:
            known = "sqlite:///file or postgresql://user@host/name"
            raise ValueError(f'unknown kind of database "{url.drivername}"; write {known}')
        url = url.set(drivername=_DRIVERS[url.drivername])
        if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
            raise ValueError("SQLite needs a file, such as sqlite:///var/coursesite.sqlite3")
        return url.render_as_string(hide_password=False)

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _check_secret_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SECRET_KEY_LENGTH:
            raise ValueError(f"use at least {SECRET_KEY_LENGTH} random characters")
        return value

    @property
    def is_https(self) -> bool:
        """Whether people reach the server over TLS."""
        return self.public_url.startswith("https://")

    def read_secret_key(self) -> str:
        """The key from the environment or the file; SettingsError says what is missing."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.secret_key_file
        name = f"{PREFIX}SECRET_KEY"
        if not path.is_file():
            raise SettingsError(
                [f"no secret key: set {name}, or put one into {path} (`coursetracker serve` does)"]
            )
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingsError([f"others may read {path}: run `chmod 600 {path}`"])
        key = path.read_text(encoding="utf-8").strip()
        if len(key) < SECRET_KEY_LENGTH:
            raise SettingsError([f"{path}: use at least {SECRET_KEY_LENGTH} random characters"])
        return key

    def create_secret_key_file(self) -> None:
        """Make the file with a random key, readable by its owner alone, unless there is a key."""
        if self.secret_key is not None or self.secret_key_file.exists():
            return
        self.secret_key_file.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self.secret_key_file, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")


def load_settings() -> Settings:
    """The settings of this process; SettingsError names every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        problems = []
        for problem in error.errors(include_url=False, include_context=False, include_input=False):
            name = PREFIX + "_".join(str(part) for part in problem["loc"]).upper()
            problems.append(f"{name}: {problem['msg'].removeprefix('Value error, ')}")
        raise SettingsError(problems) from None
