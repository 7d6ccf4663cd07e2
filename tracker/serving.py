"""One server for site and tracker: Granian with threads in one worker process."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from tracker.app import create_app
from tracker.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tracker.settings import Settings

_THREADS = 16
_SECONDS_TO_STOP = 5
_SECONDS_BETWEEN_LOOKS = 0.05


class ServingError(Exception):
    """Why the server cannot start, in plain words."""


def make_app() -> Flask:
    """What Granian's worker runs: the application as the environment describes it."""
    return create_app(load_settings())


def serve(settings: Settings, *, host: str, port: int, report: Callable[[str], None]) -> None:
    """Serve until interrupted. `report` hears where, and when it is over.

    One worker, since SQLite has one writer and sign-in limits are counted in memory.
    """
    _check_free(host, port)
    if settings.site_dir is not None and not settings.site_dir.is_dir():
        raise ServingError(f"no built site at {settings.site_dir}: run coursesite build")
    server = Server(
        f"{__name__}:make_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        # Ctrl-C ends, even if a worker does not hear it: what was answered is already on disk.
        workers_kill_timeout=_SECONDS_TO_STOP,
        log_level=LogLevels.error,
        factory=True,
    )
    stopping = threading.Event()
    server.on_startup(
        threading.Thread(
            target=_report_when_reachable, args=(host, port, report, stopping), daemon=True
        ).start
    )
    server.on_shutdown(stopping.set)
    server.serve()
    report("Stopped.")


def _report_when_reachable(
    host: str, port: int, report: Callable[[str], None], stopping: threading.Event
) -> None:
    """Say where the site is once it answers, since the worker takes a moment to start."""
    while not stopping.wait(_SECONDS_BETWEEN_LOOKS):
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            report(f"Serving on http://{host}:{port} (Ctrl-C stops)")
            return


def _check_free(host: str, port: int) -> None:
    """Granian would share a port that is in use: refuse it instead."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ServingError(f"cannot listen at {host}:{port}: {error.strerror}") from None
