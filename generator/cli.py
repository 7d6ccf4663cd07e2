"""The command `coursesite`: the only printer.

Exit codes: 0 fine, 1 problems, 2 misuse. Mistakes of authors are reported, never raised.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from generator.build import build_site
from generator.check import check_site
from generator.load import SITE_FILE, load_site
from generator.newcomer import create_course, create_lesson, parse_titles
from generator.problems import Problem, Severity
from generator.report import format_problems, format_summary
from generator.scaffold import ScaffoldError
from generator.serve import serve

FINE, PROBLEMS, MISUSE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console in another encoding shows an escape instead of failing.
            stream.reconfigure(errors="backslashreplace")
    options = _make_parser().parse_args(arguments)
    root = _find_root(options.root)
    if root is None:
        return MISUSE
    command = options.command
    if command == "new":
        return _new(root, options.what, options.name, options.title)
    if command == "check":
        return _check(root)
    if command == "build":
        return _build(root, output=root / "build" if options.output is None else options.output)
    return serve(root, root / "build", host=options.host, port=options.port, report=_report)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coursesite", description="Make a course site from folders of Markdown."
    )
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help=f"the project's folder (default: the nearest one above that has {SITE_FILE})",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    new = commands.add_parser(
        "new", parents=[place], help="make a course or a lesson that passes check"
    )
    new.add_argument("what", choices=("course", "lesson"))
    new.add_argument("name", help="fire-safety, or fire-safety/first-lesson for a lesson")
    new.add_argument(
        "--title",
        action="append",
        default=[],
        metavar="LANGUAGE=TEXT",
        help="once a language, such as --title zh=止血; asked for if left out",
    )
    commands.add_parser(
        "check", parents=[place], help="report all mistakes, with file and line; writes nothing"
    )
    build = commands.add_parser("build", parents=[place], help="check, then build the site")
    build.add_argument(
        "--output", type=Path, metavar="DIR", help="folder to build into (default: build)"
    )
    served = commands.add_parser(
        "serve", parents=[place], help="show the site and build it again after each change"
    )
    served.add_argument("--host", default="127.0.0.1", help="address (default: 127.0.0.1)")
    served.add_argument("--port", type=_port, default=8000, help="port (default: 8000)")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f'"{text}": a port is a number from 0 to 65535')
    return int(text)


def _find_root(given: Path | None) -> Path | None:
    if given is not None:
        if (given / SITE_FILE).is_file():
            return given
        _report(f"coursesite: there is no {SITE_FILE} in {given}")
        return None
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SITE_FILE).is_file():
            return folder
    _report(f"coursesite: there is no {SITE_FILE} here or above; use --root DIR")
    return None


def _new(root: Path, what: str, name: str, titles: list[str]) -> int:
    create = create_course if what == "course" else create_lesson
    ask = input if sys.stdin.isatty() else None
    try:
        draft = create(root, name, parse_titles(titles), ask)
    except ScaffoldError as refused:
        _report(f"coursesite: {refused}")
        return MISUSE
    for path in draft.new:
        sys.stdout.write(f"written: {path}\n")
    for path in draft.changed:
        sys.stdout.write(f"added to: {path}\n")
    return FINE


def _check(root: Path) -> int:
    loaded = load_site(root)
    return _finish(check_site(loaded), files=len(loaded.sources))


def _build(root: Path, *, output: Path) -> int:
    result = build_site(root, output, report=_report)
    sys.stderr.write(format_problems(result.problems))
    if not result.ok:
        return PROBLEMS
    sys.stdout.write(f"{result.pages} pages in {result.seconds:.1f} s: {output / 'site'}\n")
    return FINE


def _finish(problems: Sequence[Problem], *, files: int) -> int:
    sys.stderr.write(format_problems(problems))
    sys.stderr.write(format_summary(problems, files=files) + "\n")
    return PROBLEMS if any(one.severity is Severity.ERROR for one in problems) else FINE


def _report(message: str) -> None:
    sys.stderr.write(message + "\n")
