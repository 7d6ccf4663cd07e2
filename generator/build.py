"""The recipe: load, check, stage, catalog, render. The only writer of the output folder.

Nothing is written while there are errors: the last good site stays.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from generator.catalog import build_answer_key, to_json
from generator.check import check_site
from generator.course import Page, Text
from generator.load import load_site
from generator.problems import Problem, Severity
from generator.render import render_site
from generator.stage import Plan, stage_site


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildResult:
    """What came out of a build. `seconds` is how long it took."""

    problems: tuple[Problem, ...]
    pages: int
    seconds: float
    ok: bool
    """Whether the site in the output folder is the one that the sources describe."""


def build_site(root: Path, output: Path, *, report: Callable[[str], None]) -> BuildResult:
    """Build the project at `root` into `output`: stage/, site/ and private/."""
    started = time.perf_counter()
    loaded = load_site(root)
    problems = list(check_site(loaded))
    pages = 0
    if loaded.site is not None and not _has_errors(problems):
        plan = stage_site(loaded.site)
        pages = sum(path.endswith(".md") for path in plan.files)
        report(f"building {pages} pages")
        write_stage(plan, root, output / "stage")
        answer_key = to_json(build_answer_key(loaded.site, _reader(root)))
        rendered = render_site(output / "stage", output / "site")
        problems += (_at_its_source(problem, plan) for problem in rendered)
        if not _has_errors(rendered):
            write_private(output / "private", "answer_key.json", answer_key)
    return BuildResult(
        problems=tuple(sorted(problems)),
        pages=pages,
        seconds=time.perf_counter() - started,
        ok=not _has_errors(problems),
    )


def write_stage(plan: Plan, root: Path, stage: Path) -> None:
    """Make the staged tree say what the plan says; files that are right already stay untouched."""
    wanted = {path: text.encode() for path, text in plan.files.items()}
    wanted |= dict(_theme_files())
    read = _reader(root)
    for path, source in plan.copies.items():
        content = read(source)
        if content is not None:
            wanted[path] = content
    for path, content in wanted.items():
        _write_if_changed(stage / path, content)
    _remove_others(stage, {stage / path for path in wanted})


def write_private(folder: Path, name: str, text: str) -> None:
    """Write a file that only its owner may read, at every moment, and that is never half there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    draft = folder / f".{name}.new"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)


def _has_errors(problems: tuple[Problem, ...] | list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _reader(root: Path) -> Callable[[str], bytes | None]:
    """Reads files below the project's root; a link that leads out of it is no file."""
    home = root.resolve()

    def read(path: str) -> bytes | None:
        file = (home / path).resolve()
        return file.read_bytes() if file.is_relative_to(home) and file.is_file() else None

    return read


def _theme_files() -> Iterator[tuple[str, bytes]]:
    """The files that are the same for every site: theme overrides, style sheets, scripts."""
    package = files("generator")
    for path, file in _walk(package / "templates" / "overrides"):
        yield f"overrides/{path}", file.read_bytes()
    for kind in ("css", "js", "images"):
        for path, file in _walk(package / "assets" / kind):
            yield f"docs/assets/coursesite/{path}", file.read_bytes()


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _walk(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", item


def _write_if_changed(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _remove_others(stage: Path, wanted: set[Path]) -> None:
    for path in sorted(stage.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()


def _at_its_source(problem: Problem, plan: Plan) -> Problem:
    """The engine's problem with the author's file and line in place of the staged ones."""
    page = plan.origins.get(problem.path)
    if page is None:
        return problem
    return replace(problem, path=page.path, line=_find_line(page, problem.quote))


def _find_line(page: Page, quote: str) -> int:
    for part in page.parts:
        if isinstance(part, Text) and quote and quote in part.markdown:
            return part.line + part.markdown[: part.markdown.index(quote)].count("\n")
    return 0
