"""The tracker with the fixture course behind one server, and its learners' browsers.

Ada and Alan are the cast of tests/tracker; nobody but the server knows the answer key.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from tests.tracker.builders import Cast, Clock, add_cast
from tracker.app import create_app
from tracker.catalog import parse_answer_key, parse_catalog
from tracker.db import migrate
from tracker.db.models import Learner
from tracker.db.session import Database, make_engine
from tracker.services import catalogs
from tracker.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EXAM = "/zh/bench/exams/final/"


@dataclass(frozen=True, kw_only=True, slots=True)
class School:
    """A running server. Its clock stands until a test moves it."""

    address: str
    app: Flask
    clock: Clock
    cast: Cast
    key: dict[str, dict[str, Any]]
    """The exam's questions with their keys, by id."""

    def sign_in(self, page: Page, public_id: str) -> None:
        """Give the page's browser a session, in place of the one it has."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"kind": "learner", "id": public_id, "v": 1})
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "coursesite", "value": cookie, "url": self.address}])

    def require_new_pin(self, public_id: str) -> None:
        """Put a learner back to the first sign-in."""
        database: Database = self.app.extensions["database"]
        with database.write() as session:
            learner = session.query(Learner).filter_by(public_id=public_id).one()
            learner.pin_must_change = True

    def count_attempts(self, page: Page) -> int:
        """What the tracker says to the page's learner."""
        answer = page.request.get(f"{self.address}/api/v1/quizzes/bench/bench-final")
        used: int = answer.json()["attempts_used"]
        return used

    def read_progress(self, page: Page) -> Any:
        """Progress in the course as the tracker tells the page's learner."""
        return page.request.get(f"{self.address}/api/v1/progress?course=bench").json()["courses"][0]


def prepare(built: Path, database_file: Path, clock: Clock) -> Cast:
    """A migrated database with the built course and the cast."""
    engine = make_engine(f"sqlite:///{database_file}")
    migrate.upgrade(engine)
    database = Database(engine)
    with database.write() as session:
        catalogs.import_catalog(
            session,
            parse_catalog((built / "site/catalog.json").read_text()),
            parse_answer_key((built / "private/answer_key.json").read_text()),
            clock(),
        )
        cast = add_cast(session)
    database.close()
    return cast


def _answering_whole(app: WSGIApplication) -> WSGIApplication:
    """The test server forgets to close a file when a page is left while it loads."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as body:
            return [b"".join(body)]

    return answer


@contextmanager
def open_school(built: Path, database_file: Path, clock: Clock, cast: Cast) -> Iterator[School]:
    """Serve the built site and the tracker until the block ends."""
    settings = Settings(
        database_url=f"sqlite:///{database_file}",
        secret_key="k" * 32,
        rate_limits=False,
        site_dir=built / "site",
    )
    app = create_app(settings, clock=clock)
    server = make_server("127.0.0.1", 0, _answering_whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    private = json.loads((built / "private/answer_key.json").read_text())
    questions = private["courses"][0]["quizzes"][0]["questions"]
    yield School(
        address=f"http://127.0.0.1:{server.port}",
        app=app,
        clock=clock,
        cast=cast,
        key={question["id"]: question for question in questions},
    )
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["database"].close()
