"""Runs the engine on the staged tree: the only module that knows MkDocs.

The engine builds into a folder beside the site; only a finished site takes the place of the old
one. What the engine warns of becomes problems, with staged paths.
"""

import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The theme prints a notice about the engine's next version on import, unless told not to.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

with warnings.catch_warnings():
    # Its source has escapes that Python warns of when it compiles them.
    warnings.simplefilter("ignore")
    import jieba  # type: ignore[import-untyped]  # The package has no types.
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from generator.problems import Problem, Severity

_BUILD_DATE = "315532800"
"""1 January 1980: the earliest a ZIP or gzip reader takes, and no day that means anything."""

_DOC_FILE = re.compile(
    r"Doc file '(?P<path>[^']+)' contains a link '(?P<link>[^']*)', but (?P<why>.*)"
)


def render_site(stage: Path, site: Path) -> list[Problem]:
    """Build the staged tree into `site`; on an error the site stays as it was."""
    site.parent.mkdir(parents=True, exist_ok=True)
    recover_site(site)
    fresh = Path(tempfile.mkdtemp(prefix=f".{site.name}-", dir=site.parent))
    try:
        problems = _run_engine(stage, fresh)
        if not any(problem.severity is Severity.ERROR for problem in problems):
            fresh.chmod(0o755)
            _put_in_place(fresh, site)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return problems


def recover_site(site: Path) -> None:
    """Undo an exchange that was cut off between its two steps."""
    old = _old_site(site)
    if not old.exists():
        return
    if site.exists():
        shutil.rmtree(old)
    else:
        old.rename(site)


def _put_in_place(fresh: Path, site: Path) -> None:
    old = _old_site(site)
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _old_site(site: Path) -> Path:
    return site.with_name(f".{site.name}-old")


def _run_engine(stage: Path, site: Path) -> list[Problem]:
    """One build in this process; incremental builds and workers belong here later."""
    _prepare_segmentation(stage.parent / "cache")
    with _collected_warnings() as problems, _fixed_date():
        try:
            config = load_config(str(stage / "mkdocs.yml"), site_dir=str(site))
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except MkDocsException as error:
            if not any(problem.severity is Severity.ERROR for problem in problems):
                problems.append(Problem(path="mkdocs.yml", message=str(error)))
    return problems


def _prepare_segmentation(cache: Path) -> None:
    """Let the Chinese word list say nothing, and keep its cache among our own files."""
    jieba.setLogLevel(logging.WARNING)
    if not jieba.dt.initialized:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        jieba.dt.tmp_dir = str(cache)


@contextmanager
def _fixed_date() -> Iterator[None]:
    """No day of today in any file."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = _BUILD_DATE
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _collected_warnings() -> Iterator[list[Problem]]:
    """The engine's warnings and errors as problems, and nothing on the terminal."""
    logger = logging.getLogger("mkdocs")
    collector = _Collector()
    propagate = logger.propagate
    logger.addHandler(collector)
    logger.propagate = False
    try:
        yield collector.problems
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        problem = _problem(record)
        if problem not in self.problems:
            self.problems.append(problem)


def _problem(record: logging.LogRecord) -> Problem:
    message = record.getMessage()
    severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING
    found = _DOC_FILE.match(message)
    if not found:
        return Problem(path="mkdocs.yml", message=message, severity=severity)
    return Problem(
        path=f"docs/{found['path']}",
        message=f'the link "{found["link"]}" leads nowhere',
        hint="correct the file's name, or the heading after #",
        quote=found["link"],
        severity=Severity.ERROR,
    )
