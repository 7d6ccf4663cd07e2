"""The files of a project: lists what is below content/ and reads texts. Used by `load` only.

Nothing outside of the project is read: a link that leads out of content/ is refused.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.problems import Problem, Severity
from generator.sources import Source, make_source

CONTENT = "content"

MAX_TEXT_BYTES = 2_000_000


@dataclass(kw_only=True, slots=True)
class Content:
    """The files, the texts read so far and the problems met."""

    root: Path
    files: frozenset[str] = frozenset()
    """Every file below content/, relative to the root."""
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def list_files(self) -> None:
        """Fill `files` with what does not lead out of content/."""
        content = self.root / CONTENT
        inside = content.resolve()
        files = set()
        for path in _walk(content):
            relative = path.relative_to(self.root).as_posix()
            if path.is_symlink() and not path.exists():
                self.add(relative, "this link leads nowhere", hint="put the file itself here")
            elif path.is_symlink() and not path.resolve().is_relative_to(inside):
                self.add(
                    relative,
                    f"this link leads out of {CONTENT}/",
                    hint="put the file itself here",
                )
            else:
                files.add(relative)
        self.files = frozenset(files)

    def read_text(self, path: str) -> Source | None:
        """The text of a file, or None with a problem."""
        if path in self.texts:
            return make_source(self.texts[path], path=path)
        try:
            data = (self.root / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.add(path, f"this file cannot be read: {error.strerror}")
            return None
        if len(data) > MAX_TEXT_BYTES:
            self.add(path, "this file is larger than 2 MB", hint="split it")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._add_encoding(path, data, error)
            return None
        if "\x00" in text:
            self.add(path, "this file is not a text", hint="save it as UTF-8")
            return None
        source = make_source(text, path=path)
        self.texts[path] = "\n".join(source.lines)
        return source

    def _add_encoding(self, path: str, data: bytes, error: UnicodeDecodeError) -> None:
        name = "UTF-8"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            found = "UTF-16"
        else:
            try:
                data.decode("gb18030")
            except UnicodeDecodeError:
                found = "another encoding"
            else:
                found = "GBK"
        line = data.count(b"\n", 0, error.start) + 1
        self.add(
            path,
            f"this file is not saved as {name} (it looks like {found})",
            line=line,
            hint="open it in your editor and save it again with the encoding UTF-8",
        )

    def add(
        self,
        path: str,
        message: str,
        *,
        line: int = 0,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a problem of a whole file, or of a line that is not quoted."""
        self.problems.append(
            Problem(path=path, line=line, message=message, hint=hint, severity=severity)
        )


def open_content(root: Path) -> Content:
    """The files of the project at `root`."""
    content = Content(root=root)
    content.list_files()
    return content


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder in a fixed order; hidden ones are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~")):
                yield Path(place) / name
        for name in list(folders):
            if (Path(place) / name).is_symlink():
                folders.remove(name)
                yield Path(place) / name
