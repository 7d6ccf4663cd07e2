"""A certificate's frozen fields as a PDF: the same fields give the same bytes, always.

Typst sets the page; names reach it as JSON data and never as markup. The only font is the one in
`certificate/fonts`, so a character it lacks is found before anything is issued.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import segno
import typst

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATE_VERSION: Final = 1
"""The template new certificates are issued from; older ones keep theirs."""

_FOLDER: Final = Path(__file__).parent / "certificate"
_FONT: Final = _FOLDER / "fonts" / "NotoSansSC-Regular.ttf"
_STANDARDS: Final[list[typst.PDFStandard]] = ["a-3a", "ua-1"]
_FORMAT_FULL_RANGE: Final = 12


def render_certificate(fields: Mapping[str, Any], *, template_version: int) -> bytes:
    """The certificate as PDF/A-3a and PDF/UA-1, time-stamped with its date of issue.

    `fields` is what `services.certificates` froze. Raises typst.TypstError if a character has no
    glyph: preflight with `missing_glyphs` first.
    """
    issued_at = dt.datetime.fromisoformat(str(fields["issued_at"]))
    pdf = typst.compile(
        (_FOLDER / f"v{template_version}.typ").read_bytes(),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={
            "fields": json.dumps(dict(fields), ensure_ascii=False, sort_keys=True),
            "qr": _qr_svg(str(fields["verify_url"])),
        },
        pdf_standards=_STANDARDS,
        timestamp=issued_at.replace(microsecond=0),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"one PDF expected, not {type(pdf).__name__}")
    return pdf


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of `text` that the certificate's font cannot print, each once, in order."""
    known = _known_characters()
    return tuple(dict.fromkeys(c for c in text if ord(c) not in known and not c.isspace()))


@functools.cache
def _fonts() -> typst.Fonts:
    """The one font, read once; system fonts would make the bytes depend on the machine."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONT.parent)]
    )


def _qr_svg(address: str) -> str:
    """The address as a QR code that survives a fold or a stamp (error correction Q)."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", border=2, dark="#0f4c5c", light="#ffffff", xmldecl=False
    )
    return out.getvalue().decode("utf-8")


@functools.cache
def _known_characters() -> frozenset[int]:
    """The code points that the font's character map (OpenType cmap, format 12) gives a glyph."""
    font = _FONT.read_bytes()
    known: set[int] = set()
    for start, end, first_glyph in _character_groups(font):
        # Glyph 0 is the box drawn for an absent character.
        known.update(range(start if first_glyph else start + 1, end + 1))
    return frozenset(known)


def _character_groups(font: bytes) -> list[tuple[int, int, int]]:
    """(first code point, last code point, glyph of the first) of every group in the map."""
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + 8 * index)
        start = cmap + offset
        (kind,) = struct.unpack_from(">H", font, start)
        if kind == _FORMAT_FULL_RANGE:
            (groups,) = struct.unpack_from(">I", font, start + 12)
            return [struct.unpack_from(">III", font, start + 16 + 12 * n) for n in range(groups)]
    raise ValueError(f"{_FONT.name} has no character map of format {_FORMAT_FULL_RANGE}")


def _table(font: bytes, tag: bytes) -> int:
    """Where a table of the font file begins."""
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"{_FONT.name} has no table {tag!r}")
