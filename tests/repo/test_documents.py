"""A documented command is a tested command: the guides are walked as they are printed.

In a guide, a fenced block `console` holds commands after `$ `; a fenced block with
`title="path"` is a file. Both are taken in the order a reader meets them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GUIDES = ["docs/zh/authors.md", "docs/en/authors.md", "docs/en/operators.md"]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A copy of the project as an author finds it after `make demo`, in a path with spaces."""
    place = tmp_path / "my courses"
    shutil.copytree(ROOT / "content", place / "content")
    shutil.copy(ROOT / "site_config.yml", place)
    (place / ".venv").symlink_to(ROOT / ".venv")
    return place


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("COURSETRACKER_")}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_step_of_the_guide_works_as_printed(guide: str, workplace: Path) -> None:
    steps = BLOCK.findall((ROOT / guide).read_text())
    assert any(language == "console" for language, _, _ in steps)
    script = ["set -eu"]
    for language, title, body in steps:
        if title:
            (workplace / title).parent.mkdir(parents=True, exist_ok=True)
            script.append(f"cat > '{title}' <<'END-OF-FILE'\n{body}END-OF-FILE")
        elif language == "console":
            script += re.findall(r"^\$ (.*(?:\\\n.*)*)", body, re.MULTILINE)
    done = subprocess.run(
        ["bash"],
        input="\n".join(script),
        cwd=workplace,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_link_between_the_documents_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#\s]+)\)", document.read_text())
        if not target.startswith("http") and not (document.parent / target).exists()
    ]
    assert broken == []
