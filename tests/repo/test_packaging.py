"""The repository keeps its own promises: pinned packages, separate halves, a true help text."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run", "dev")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock(name), flags=re.MULTILINE
    ):
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_package_has_a_hash(name: str) -> None:
    requirements = re.split(r"\n(?=[A-Za-z0-9])", lock(name).strip())
    without = [text.split()[0] for text in requirements if "--hash=sha256:" not in text]
    assert without == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_registry(name: str) -> None:
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", lock(name)) == []


def test_the_development_lock_holds_the_running_versions() -> None:
    developing = pins("dev")
    assert {name: developing.get(name) for name in pins("run")} == pins("run")


def test_every_dependency_of_the_project_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *itertools.chain.from_iterable(extras)]
    names = {re.split(r"[\[<>=!~; ]", text)[0].lower() for text in wanted}
    assert names - pins("run").keys() == set()


PROBE = """
import importlib.abc, pkgutil, sys

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
import {package}
for module in pkgutil.walk_packages({package}.__path__, "{package}."):
    if "migrations" not in module.name:
        __import__(module.name)
"""


@pytest.mark.parametrize(
    ("package", "refused"),
    [
        ("tracker", {"generator", "mkdocs", "material", "markdown", "jieba", "yaml"}),
        ("generator", {"tracker", "flask", "sqlalchemy", "alembic", "typst", "granian", "wtforms"}),
    ],
)
def test_each_half_runs_without_the_packages_of_the_other(package: str, refused: set[str]) -> None:
    probe = PROBE.format(package=package, refused=refused)
    command = [sys.executable, "-W", "ignore", "-c", probe]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_make_alone_lists_every_command_a_reader_is_told_of() -> None:
    printed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
    told = {
        command
        for document in documents
        for command in re.findall(r"(?:`|\$ )make ([a-z-]+)", document.read_text())
    }
    assert {c for c in told if f"make {c}" not in printed} == set()
