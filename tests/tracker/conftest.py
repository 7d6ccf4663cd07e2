"""Every test that asks for a database runs twice: on SQLite and on a real PostgreSQL."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.postgres import Cluster
from tests.tracker.builders import Api, Cast, Clock, add_cast, publish, visit
from tests.tracker.records import Office, add_office
from tracker.app import create_app
from tracker.db import migrate
from tracker.db.session import Database, make_engine
from tracker.settings import Settings


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL a process; a machine without one fails with a sentence."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def migrated_postgresql(cluster: Cluster) -> str:
    """The name of a migrated database, emptied for every test: making one takes much longer."""
    name = cluster.create("migrated")
    _migrate(cluster.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    file = tmp_path_factory.mktemp("migrated") / "tracker.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrate.upgrade(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    if request.param == "sqlite":
        file = tmp_path / "tracker.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name: str = request.getfixturevalue("migrated_postgresql")
    cluster.empty(name)
    yield cluster.url(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Transactions on a fresh database."""
    database = Database(make_engine(database_url))
    yield database
    database.close()


@pytest.fixture
def cast(database: Database) -> Cast:
    """The usual people and the usual course."""
    with database.write() as session:
        publish(session)
        return add_cast(session)


@pytest.fixture
def office(database: Database) -> Office:
    """Organisations with learners and the staff who answer for them."""
    with database.write() as session:
        return add_office(session)


@pytest.fixture
def clock() -> Clock:
    """Noon, until a test moves it."""
    return Clock()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of the application, without rate limits."""
    return Settings(database_url=database_url, secret_key="k" * 32, rate_limits=False)


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The application on the test's database and clock."""
    app = create_app(settings, clock=clock, rng=random.Random(7))
    app.testing = True
    yield app
    app.extensions["database"].close()


@pytest.fixture
def ada(app: Flask, cast: Cast) -> Api:
    """Ada's browser, signed in."""
    return visit(app, cast.ada_public)


@pytest.fixture
def alan(app: Flask, cast: Cast) -> Api:
    """Alan's browser, signed in; he should see nothing of Ada's."""
    return visit(app, cast.alan_public)
