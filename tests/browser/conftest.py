"""A built site on a static server, and pages that fail the test on any error in the browser."""

import datetime as dt
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from generator.build import build_site
from tests.browser.school import School, open_school, prepare
from tests.tracker.builders import Cast, Clock

PROJECT = Path(__file__).parent / "project"


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the tests look at what the browser says."""


@dataclass  # playwright keeps notes on the object that listens, so no slots
class Watch:
    """What went wrong in a page; a test may allow what it causes itself."""

    host: str = ""
    """The only host that may be asked: the first one that was."""
    allowed: list[str] = field(default_factory=list)
    """Parts of messages that do not count."""
    found: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to a page from its beginning."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.found.append(f"uncaught: {error}"))
        page.on("request", self._see)

    @property
    def problems(self) -> list[str]:
        """What was found and not allowed."""
        return [text for text in self.found if not any(part in text for part in self.allowed)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.found.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        self.host = self.host or address.netloc
        if address.scheme in {"http", "https"} and address.netloc != self.host:
            self.found.append(f"asked another host: {request.url}")


PageAt = Callable[..., Page]
"""page_at(width, **settings of a browser context) -> Page"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of the fixture course: stage/, site/, private/."""
    output = tmp_path_factory.mktemp("built")
    result = build_site(PROJECT, output, report=lambda _: None)
    assert result.ok, result.problems
    return output


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """serve(folder) -> address of a host that serves files and nothing else."""
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(folder: Path) -> str:
        handler = partial(_QuietHandler, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def static_site(built: Path, serve: Callable[[Path], str]) -> str:
    """Address of the built site on a static host."""
    return serve(built / "site")


@pytest.fixture(scope="session")
def prepared(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A database with course and cast, to copy."""
    file = tmp_path_factory.mktemp("prepared") / "tracker.sqlite3"
    return file, prepare(built, file, Clock())


@pytest.fixture
def school(
    built: Path, prepared: tuple[Path, Cast], tmp_path: Path, contexts: list[BrowserContext]
) -> Iterator[School]:
    """Site and tracker behind one server, with a database of the test's own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    file, cast = prepared
    copy = shutil.copy(file, tmp_path / "tracker.sqlite3")
    # Browsers tell times by their own clock, so the tracker's clock begins there.
    with open_school(built, Path(copy), Clock(dt.datetime.now(dt.UTC)), cast) as school:
        yield school
        # What a page still asks for must not meet a server that is gone.
        _close(contexts)


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    """The test's browsers, closed at its end."""
    contexts: list[BrowserContext] = []
    yield contexts
    _close(contexts)


def _close(contexts: list[BrowserContext]) -> None:
    while contexts:
        contexts.pop().close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Collects what goes wrong in the browser and fails the test for it."""
    watch = Watch()
    yield watch
    assert watch.problems == []


@pytest.fixture
def page_at(browser: Browser, contexts: list[BrowserContext], watch: Watch) -> PageAt:
    """Opens a page of a given width in a context of its own."""

    def open_page(width: int, **settings: Any) -> Page:
        height = 740 if width < 700 else 900
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **settings
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    return open_page
