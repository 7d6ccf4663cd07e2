"""What the tests need of the machine: a Chromium and a PostgreSQL.

They are looked for where they are installed; `python tests/machine.py` also installs what is
missing where it can, and prints shell assignments. Nothing found is an error with a sentence,
never a skipped test.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class MissingToolError(RuntimeError):
    """A tool is not on this machine and could not be installed; says what to install."""


def find_chromium() -> Path | None:
    """The browser named by COURSESITE_CHROMIUM, on the PATH, or playwright's own."""
    named = os.environ.get("COURSESITE_CHROMIUM")
    if named:
        return Path(named)
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return Path(found)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def find_postgres() -> Path | None:
    """The folder with initdb and postgres: COURSESITE_PG_BIN, the PATH, or Debian's newest."""
    named = os.environ.get("COURSESITE_PG_BIN")
    if named:
        return Path(named)
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql")
    folders = [entry / "bin" for entry in versions.glob("*") if (entry / "bin/initdb").exists()]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def get_chromium() -> Path:
    """As `find_chromium`; raises MissingToolError."""
    found = find_chromium()
    if found is None:
        raise MissingToolError("The browser tests need Chromium: as root, apt-get install chromium")
    return found


def get_postgres() -> Path:
    """As `find_postgres`; raises MissingToolError."""
    found = find_postgres()
    if found is None:
        raise MissingToolError("The tests need PostgreSQL: as root, apt-get install postgresql")
    return found


def _install_with_apt(package: str) -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {package} ...", file=sys.stderr)
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": sys.stderr}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-qq", "-y", package], check=False, **quiet)


def main() -> int:
    """Install what is missing, print where both are."""
    if find_chromium() is None:
        _install_with_apt("chromium")
    if find_chromium() is None:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            check=False,
            stdout=sys.stderr,
        )
    if find_postgres() is None:
        _install_with_apt("postgresql")
    try:
        chromium, postgres = get_chromium(), get_postgres()
    except MissingToolError as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"export COURSESITE_CHROMIUM={shlex.quote(str(chromium))}")
    print(f"export COURSESITE_PG_BIN={shlex.quote(str(postgres))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
