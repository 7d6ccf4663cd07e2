"""Shows the site while it is being written: builds, serves, watches, builds again.

Pages served here ask for the number of the last good build and reload when it changes; the files
of the site itself stay as they are. Problems are reported and the last good site stays.
"""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from generator.build import BuildResult, build_site
from generator.report import format_problems

CHANGES_URL = "/__changes__"
"""Answers with the number of the last good build."""

WATCH_SECONDS = 0.4
_WATCHED = ("site_config.yml", "content")
_RELOAD = f"""<script>
(() => {{
  let build = null;
  const ask = async () => {{
    try {{
      const now = await (await fetch("{CHANGES_URL}", {{ cache: "no-store" }})).text();
      if (build !== null && build !== now) location.reload();
      build = now;
    }} catch {{}}
    setTimeout(ask, 700);
  }};
  ask();
}})();
</script>
""".encode()

_WAITING = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>coursesite serve</title>
<body style="font:18px/1.6 system-ui,sans-serif;max-width:36em;margin:3em auto;padding:0 1em">
<p>网站还没有生成。请看命令窗口里的提示；改好以后，这一页会自己刷新。</p>
<p lang="en">The site is not built yet. See the messages in the terminal; when they are mended, this
page reloads itself.</p>
</body></html>
""".encode()

Snapshot = frozenset[tuple[str, int, int]]
"""Path, time of change and size of every watched file."""


@dataclass(kw_only=True, slots=True)
class Preview:
    """The site of a project under work; `builds` counts the good builds."""

    root: Path
    output: Path
    report: Callable[[str], None]
    builds: int = 0
    _seen: Snapshot = field(default_factory=frozenset)

    def build(self) -> BuildResult:
        """Build once and report what came out."""
        self._seen = take_snapshot(self.root)
        result = build_site(self.root, self.output, report=lambda _: None)
        problems = format_problems(result.problems).rstrip("\n")
        if problems:
            self.report(problems)
        if result.ok:
            self.builds += 1
            self.report(f"{result.pages} pages in {result.seconds:.1f} s")
        else:
            self.report(
                "not built; the last good site is still shown" if self.builds else "not built"
            )
        return result

    def build_if_changed(self) -> bool:
        """Build again if a watched file changed since the last build began."""
        if take_snapshot(self.root) == self._seen:
            return False
        self.build()
        return True


def serve(root: Path, output: Path, *, host: str, port: int, report: Callable[[str], None]) -> int:
    """Serve until Ctrl-C; gives the exit code. Port 0 takes a free one."""
    preview = Preview(root=root, output=output, report=report)
    try:
        server = make_server(preview, host=host, port=port)
    except OSError as error:
        report(f"cannot listen on {host}:{port}: {error.strerror}; try another --port")
        return 2
    with server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            preview.build()
            report(f"http://{host}:{server.server_port}/ (stop with Ctrl-C)")
            pause = threading.Event()
            while not pause.wait(WATCH_SECONDS):
                preview.build_if_changed()
        except KeyboardInterrupt:
            report("stopped")
        finally:
            server.shutdown()
            thread.join()
    return 0


def make_server(preview: Preview, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server of the preview's site that is not yet running."""

    class Handler(_Handler):
        site_preview = preview

        def __init__(self, *args: object, **_: object) -> None:
            # A path and not an open folder: each build puts another folder in this place.
            super().__init__(*args, directory=os.fspath(preview.output / "site"))  # type: ignore[arg-type]  # The base class names its arguments one by one.

    return ThreadingHTTPServer((host, port), Handler)


def take_snapshot(root: Path) -> Snapshot:
    """What the watched files look like now."""
    return frozenset(_look_at(root))


def _look_at(root: Path) -> Iterator[tuple[str, int, int]]:
    for name in _WATCHED:
        start = root / name
        for path in (start, *(start.rglob("*") if start.is_dir() else ())):
            try:
                state = path.stat()
            except FileNotFoundError:
                continue  # An editor has just moved it; the next look sees the new one.
            if not path.is_dir():
                yield path.as_posix(), state.st_mtime_ns, state.st_size


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site; pages with the lines that reload them."""

    site_preview: Preview
    extensions_map = {  # noqa: RUF012  # The base class declares it this way.
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".svg": "image/svg+xml",
        ".html": "text/html; charset=utf-8",
    }

    def do_GET(self) -> None:
        """Answer with a page, a file or the number of the last good build."""
        if self.path.partition("?")[0] == CHANGES_URL:
            self._send(str(self.site_preview.builds).encode(), "text/plain")
            return
        page = self._find_page()
        if page is None:
            super().do_GET()
        else:
            self._send(page.replace(b"</body>", _RELOAD + b"</body>"), "text/html")

    def end_headers(self) -> None:
        """Nothing of a site under work may be kept by the browser."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: str | os.PathLike[str]) -> None:  # noqa: ARG002
        """No listings: the published site has none either."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *args: object) -> None:
        """Requests are no news."""

    def _find_page(self) -> bytes | None:
        """The HTML an address means, or a page to wait on; None if it is another kind of file."""
        address = self.path.partition("?")[0]
        path = Path(self.translate_path(self.path))
        if address.endswith("/"):
            path /= "index.html"
        if path.suffix != ".html":
            return None
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            # Also for a moment while a new site takes the old one's place.
            return None if (self.site_preview.output / "site").is_dir() else _WAITING

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
